"""Trains random pipelines, and compares Windhover's predictions with the library's.

    python random_pipelines.py --windhover PATH [--count N] [--seed S] [--keep FOLDER] [--record FILE]

One line for each pipeline that does not pass, then the counts. The exit code is 1 where one fails.
"""

import argparse
import json
import os
import pathlib
import pickle
import subprocess
import sys
import tempfile
import warnings

os.environ.setdefault("OMP_NUM_THREADS", "1")
sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "ScoringTests/Fixtures"))

import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402

import grammar  # noqa: E402
from generators.methods import every_method  # noqa: E402
from generators.writer import as_read, write_csv  # noqa: E402
from tables import Table  # noqa: E402


# What leaves few different values of a number.
COARSE = ("RandomTreesEmbedding", "KBinsDiscretizer", "Binarizer")
# What asks the nearest rows.
NEIGHBORLY = ("KN", "LocalOutlier", "Isomap", "LocallyLinear", "Label")


def train(seed):
    """The fitted pipeline of a seed and the rows to ask about."""
    rng = np.random.default_rng(seed)
    task = grammar.pick(rng, ["regression", "classes", "classes", "none"])
    tolerant = task != "none" and rng.random() < 0.35
    table = Table(rng)
    if task == "regression":
        models, target = grammar.REGRESSORS, table.signal
        if tolerant:
            models = grammar.TOLERANT_REGRESSORS
    elif task == "classes":
        models = grammar.TOLERANT_CLASSIFIERS if tolerant else grammar.CLASSIFIERS
        target = table.classes(rng, int(rng.choice([2, 2, 3])))
    else:
        models, target = grammar.OTHERS, table.signal
    preparation = grammar.preparation(rng, table, tolerant)
    final = grammar.pick(rng, models)(rng) if task != "none" or rng.random() < 0.5 else None
    model = grammar.whole(rng, preparation, final, is_classifier=task == "classes")
    if tolerant and rng.random() < 0.3:
        table.add_infinities(rng)
    if any(name in names(model) for name in NEIGHBORLY):
        # Of equally distant neighbours the library takes any, by the processor's instructions.
        table.break_ties(rng)
        if any(name in names(model) for name in COARSE):
            raise ValueError("neighbours of a few values, which are equally distant")
    model.fit(as_read(table.train), target)
    return model, table.ask


class Outcome:
    def __init__(self, kind, detail=""):
        self.kind, self.detail = kind, detail


def names(model):
    """The classes of the estimators in a pipeline, for messages."""
    found = []
    for value in model.get_params(deep=True).values():
        if hasattr(value, "get_params"):
            found.append(type(value).__name__)
    return " ".join(dict.fromkeys(found))


def write_rows(path, rows):
    """JSON lines, which tell an empty text from a missing one; 1e999 is read as infinity."""
    def cell(value):
        if isinstance(value, str):
            return json.dumps(value, ensure_ascii=False)
        if pd.isna(value):
            return "null"
        return repr(float(value)).replace("inf", "1e999")

    with path.open("w") as file:
        for row in rows.to_dict("records"):
            file.write("{" + ", ".join(f"{json.dumps(k)}: {cell(v)}" for k, v in row.items()) + "}\n")


def tolerance(model):
    """Libraries that compute in 32 bits are held to those; some steps leave what has cancelled out."""
    if any(library in names(model) for library in ("XGB", "LGBM", "CatBoost", "float32")):
        return ["--rtol", "1e-5", "--atol", "1e-6"]
    cancels = any(name in names(model) for name in ("KMeans", "PolynomialCountSketch"))
    return ["--rtol", "1e-8", "--atol", "1e-7" if cancels else "1e-9"]


def is_decided_by_rounding(model, rows, expected):
    """Whether the library answers otherwise itself where each number moves in its last places."""
    final = model.steps[-1][1]
    for name, least in (("within_class_std_dev_", 1e-12), ("var_", 1e-8)):
        spread = np.asarray(getattr(final, name, 1))  # Of a constant column, by which it divides.
        if ((spread > 0) & (spread < least)).any():
            return True
    rng = np.random.default_rng(0)
    for _ in range(4):
        moved = rows.copy()
        for name in moved.select_dtypes("number"):
            moved[name] *= 1 + rng.choice([-1e-15, 1e-15], len(moved))
        for name, values in every_method(model, moved).items():
            before, after = expected[name], values
            try:
                if not np.allclose(np.asarray(before, float), np.asarray(after, float),
                                   rtol=1e-8, atol=1e-9, equal_nan=True):
                    return True
            except ValueError:  # Text.
                if list(before) != list(after):
                    return True
    return False


# What the library checks in every column, and Windhover in those that a prediction depends on.
UNUSED = ("unknown categories", "NaN", "infinity")


def run(seed, binary, folder):
    try:
        model, asked = train(seed)
    except Exception as error:  # The library cannot fit it: no pipeline to compare.
        return Outcome("unfit", f"{type(error).__name__}: {error}".splitlines()[0])
    rows = as_read(asked)
    write_rows(folder / "input.jsonl", rows)
    (folder / "model.pkl").write_bytes(pickle.dumps(model, protocol=5))

    def windhover(command, *more):
        return subprocess.run(
            [binary, command, str(folder / "model.pkl"), "--input", str(folder / "input.jsonl"), *more],
            capture_output=True, text=True, timeout=60)

    try:
        expected = every_method(model, rows)
    except Exception as error:
        refusal = f"{type(error).__name__}: {error}".splitlines()[0]
        result = windhover("score")
        if result.returncode == 65:
            return Outcome("both refuse")
        if "get_feature_names_out" in refusal:  # Only the names of the columns are in the way.
            return Outcome("unfit", refusal)
        if any(reason in refusal for reason in UNUSED):
            return Outcome("only the library refuses")
        return Outcome("FAILED", f"[{names(model)}] the library refuses the rows ({refusal}), Windhover does not")
    write_csv(folder / "expected.csv", expected)
    result = windhover("verify", "--expected", str(folder / "expected.csv"), *tolerance(model), "--json")
    if result.returncode == 0:
        return Outcome("passed")
    detail = result.stderr.strip()
    if result.returncode == 1:
        found = json.loads(result.stdout)
        detail = f"{found['mismatchedRows']} of {found['rows']} rows: {found['mismatches'][:1]}"
    if "is not supported" in detail:
        return Outcome("REFUSED", f"[{names(model)}] {detail[-400:]}")
    if result.returncode == 1 and is_decided_by_rounding(model, rows, expected):
        return Outcome("decided by rounding")
    return Outcome("FAILED", f"[{names(model)}] {detail[:400]}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--windhover", required=True, help="the program")
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0, help="the first seed")
    parser.add_argument("--keep", type=pathlib.Path, help="keep each case's files below this folder")
    parser.add_argument("--record", type=pathlib.Path, help="append the run's seeds and versions here")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    counts = {}
    for seed in range(options.seed, options.seed + options.count):
        with tempfile.TemporaryDirectory() as temporary:
            folder = pathlib.Path(temporary)
            if options.keep:
                folder = options.keep / str(seed)
                folder.mkdir(parents=True, exist_ok=True)
            outcome = run(seed, options.windhover, folder)
        counts[outcome.kind] = counts.get(outcome.kind, 0) + 1
        if outcome.kind in ("FAILED", "REFUSED"):
            print(f"seed {seed} {outcome.kind}: {outcome.detail}", flush=True)
    summary = ", ".join(f"{count} {kind}" for kind, count in sorted(counts.items()))
    print(summary)
    if options.record:
        import catboost, category_encoders, imblearn, lightgbm, sklearn, xgboost  # noqa: E401
        libraries = [sklearn, xgboost, lightgbm, catboost, category_encoders, imblearn]
        versions = ", ".join(f"{library.__name__} {library.__version__}" for library in libraries)
        last = options.seed + options.count - 1
        with options.record.open("a") as record:
            record.write(f"seeds {options.seed} to {last} ({versions}): {summary}\n")
    sys.exit(1 if counts.get("FAILED") or counts.get("REFUSED") else 0)


if __name__ == "__main__":
    main()
