"""Writes one fixture case a folder: the model in its formats, input.csv and expected.csv.

Runs with Python 3.8 and every scikit-learn from 1.0 on, for the cases of old versions.
"""

import json
import math
import pathlib
import pickle
import shutil

import numpy as np
import pandas as pd

ROOT = pathlib.Path(__file__).parent.parent


def text_of(value):
    """A CSV field that reads back as the same value; a missing one is an empty field."""
    if value is None:
        return ""
    if isinstance(value, (np.floating, float)):
        if math.isnan(value):
            return ""
        return "%.9g" % value if isinstance(value, np.float32) else repr(float(value))
    text = str(value)
    if any(c in text for c in ',"\n\r'):
        text = '"' + text.replace('"', '""') + '"'
    return text


def write_csv(path, columns):
    names = list(columns)
    lines = [",".join(text_of(name) for name in names)]
    lines += [",".join(text_of(v) for v in row) for row in zip(*columns.values())]
    # A line with nothing on it is skipped by CSV readers; quotes keep a lone missing field a row.
    path.write_bytes(("\n".join(line or '""' for line in lines) + "\n").encode())


def as_read(frame):
    """The rows as a reader of the CSV sees them: doubles, and text with NaN for missing."""
    columns = {}
    for name in frame.columns:
        values = frame[name]
        if pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values):
            columns[name] = values.astype(float)
        else:
            filled = [np.nan if pd.isna(v) else str(v) for v in values]
            columns[name] = pd.Series(filled, index=frame.index, dtype=object)
    return pd.DataFrame(columns)


def put(columns, method, values, labels=None):
    """Adds one method's result under the names that the command line gives it."""
    if hasattr(values, "toarray"):
        values = values.toarray()
    if isinstance(values, list):  # One array an output.
        for output, (part, names) in enumerate(zip(values, labels)):
            put(columns, f"{method}[{output}]", part, names)
        return
    values = values.to_numpy() if hasattr(values, "to_numpy") else np.asarray(values)
    if values.ndim == 1:
        columns[method] = values
        return
    values = values.reshape(len(values), -1)
    names = range(values.shape[1]) if labels is None else labels
    for index, label in enumerate(names):
        columns[f"{method}[{label}]"] = values[:, index]


def estimator_outputs(model, rows):
    """Every method that scikit-learn's own interface has for this estimator."""
    columns = {}
    # String methods of the class, so that a failing property is not taken for an absent one.
    if hasattr(model, "predict"):
        put(columns, "predict", model.predict(rows))
        if hasattr(model, "predict_proba"):
            put(columns, "predict_proba", model.predict_proba(rows), model.classes_)
        if hasattr(model, "decision_function"):
            put(columns, "decision_function", model.decision_function(rows), model.classes_)
        if hasattr(model, "apply") and getattr(model, "booster", None) != "gblinear":
            leaves = np.asarray(model.apply(rows)).astype(int)
            put(columns, "apply", leaves.reshape(len(rows), -1))
        if hasattr(model, "get_booster"):  # XGBoost's
            put(columns, "margin", model.predict(rows, output_margin=True))
        if hasattr(model, "booster_"):  # LightGBM's
            put(columns, "raw", model.predict(rows, raw_score=True))
            put(columns, "leaf", model.predict(rows, pred_leaf=True).astype(int))
    else:
        put(columns, "transform", model.transform(rows), model.get_feature_names_out())
    return columns


class Group:
    """The cases below one folder; `finish` writes their index."""

    def __init__(self, name, versions):
        self.name, self.versions, self.entries = name, versions, []
        shutil.rmtree(ROOT / name, ignore_errors=True)

    def _folder(self, name):
        path = ROOT / self.name / name
        path.mkdir(parents=True)  # Fails when two cases share a name.
        return path

    def _entry(self, folder, covers, rtol, more):
        files = sorted(p.name for p in folder.iterdir() if p.name.startswith("model"))
        entry = {"name": f"{self.name}/{folder.name}", "models": files, "covers": covers}
        if "refused" not in more:
            entry.update(rtol=rtol, atol=1e-12 if rtol < 1e-6 else 1e-6)
        entry.update(more, versions=self.versions)
        self.entries.append(entry)

    def estimator(self, name, covers, model, rows, *, rtol=1e-9, array=False, category=None,
                  skops=False, reverse=False, formats=None, outputs=estimator_outputs, given=None,
                  **more):
        """A fitted scikit-learn estimator, as a pickle and, where asked for, as skops.

        `array`: trained on an array, so that columns match by position. `category`: pandas
        categories of text columns, by name. `reverse`: the CSV has the columns the other way round.
        `outputs`: gives the expected columns of a model for rows. `given`: makes of the rows what the
        model takes, for one that takes no table.
        """
        folder = self._folder(name)
        rows = as_read(rows)
        frame = rows[list(rows.columns)[::-1]] if reverse else rows
        write_csv(folder / "input.csv", {c: frame[c].tolist() for c in frame.columns})
        if formats is None:
            (folder / "model.pkl").write_bytes(pickle.dumps(model, protocol=5))
        else:
            formats(folder, model)
        if skops:
            import skops.io
            skops.io.dump(model, folder / "model.skops", compression=8)
        if "refused" not in more:
            for column, values in (category or {}).items():
                rows[column] = pd.Categorical(rows[column], categories=values)
            seen = given(rows) if given else rows.to_numpy() if array else rows
            write_csv(folder / "expected.csv", outputs(model, seen))
        self._entry(folder, covers, rtol, more)

    def plain(self, name, covers, model, rows, outputs, *, rtol=1e-9, **more):
        """A pickled object without scikit-learn's usual methods; `outputs` are the expected columns."""
        folder = self._folder(name)
        rows = as_read(rows)
        write_csv(folder / "input.csv", {c: rows[c].tolist() for c in rows.columns})
        (folder / "model.pkl").write_bytes(pickle.dumps(model, protocol=5))
        if "refused" not in more:
            write_csv(folder / "expected.csv", outputs)
        self._entry(folder, covers, rtol, more)

    def booster(self, name, covers, rows, save, outputs, *, rtol, category=None, **more):
        """A bare booster: `save` writes the model files, `outputs` gives the expected columns."""
        folder = self._folder(name)
        rows = as_read(rows)
        write_csv(folder / "input.csv", {c: rows[c].tolist() for c in rows.columns})
        for column, values in (category or {}).items():
            rows[column] = pd.Categorical(rows[column], categories=values)
        save(folder)
        if "refused" not in more:
            write_csv(folder / "expected.csv", outputs(rows))
        self._entry(folder, covers, rtol, more)

    def document(self, name, covers, text, rows, outputs, *, rtol=1e-9, **more):
        """A PMML document, given as text: `outputs` gives the expected columns."""
        def save(folder):
            (folder / "model.pmml").write_text(text, encoding="utf-8")
        self.booster(name, covers, rows, save, outputs, rtol=rtol, **more)

    def finish(self):
        entries = sorted(self.entries, key=lambda e: e["name"])
        lines = ",\n".join("  " + json.dumps(e, ensure_ascii=False) for e in entries)
        (ROOT / self.name / "cases.json").write_text("[\n" + lines + "\n]\n")
