"""The models of the benchmark and the rows that they score, made once and kept in a folder.

    models.py FOLDER NAME...

Tables are random numbers from fixed seeds in the shapes of well-known ones: what counts for the speed of a
model is its shape. Trees are trained on few rows and grown to their full depth. A model for several classes
has as many trees in all; LightGBM and XGBoost train one a class and round.
"""

import fnmatch
import json
import pickle
import sys
import time
from pathlib import Path

import numpy as np

EXAMPLES = Path(__file__).parents[2] / "Examples"
# Columns, and classes; none for a regression.
TABLES = {"higgs": (28, 2), "airline": (13, 2), "year": (90, 0), "covtype": (54, 7), "epsilon": (2000, 2)}
ENSEMBLES = ["rf", "lgbm", "xgb", "cat"]
SIZES = [(500, 8), (100, 6)]
TRAINING_ROWS = 20_000
# The example pipelines: the model, the rows, and the columns of text.
PIPELINES = {
    "flights-lgbm": ("flights/model.pkl", "flights/flights.csv.gz",
                     ["carrier", "origin", "dest", "manufacturer", "engine"]),
    "flights-xgb": ("flights/models/xgboost.pkl", "flights/flights.csv.gz",
                    ["carrier", "origin", "dest", "manufacturer", "engine"]),
    "flights-rf": ("flights/models/randomforest.pkl", "flights/flights.csv.gz",
                   ["carrier", "origin", "dest", "manufacturer", "engine"]),
    "flights-lr": ("flights/models/logistic.pkl", "flights/flights.csv.gz",
                   ["carrier", "origin", "dest", "manufacturer", "engine"]),
    "diamonds-xgb": ("diamonds/models/xgboost.pkl", "diamonds/diamonds.csv.gz", ["cut", "color", "clarity"]),
}
# What readers of the flights take for a missing value.
MISSING = ["", "NA", "NaN", "nan", "null"]


def names():
    """The names of all models, in the order of the report."""
    trees = [f"{table}-{kind}-{count}x{depth}" for count, depth in SIZES for table in TABLES for kind in ENSEMBLES]
    return trees + ["higgs-lr", "covtype-lr"] + list(PIPELINES)


def chosen(patterns):
    """The models that some pattern fits; all where there is none."""
    found = [name for name in names() if not patterns or any(fnmatch.fnmatch(name, p) for p in patterns)]
    if not found:
        sys.exit(f"no model is called {' or '.join(patterns)}; there are {', '.join(names())}")
    return found


def table(name, rows, seed):
    """Numbers, and what is to be predicted from them: something smooth of a few columns, and noise."""
    columns, classes = TABLES[name]
    random = np.random.default_rng([seed, columns])
    x = random.standard_normal((rows, columns), dtype=np.float32)
    if name == "airline":
        # Months, hours, carriers and airports are codes.
        x[:, :6] = np.floor(np.exp(x[:, :6] + 2))
    signal = x[:, 0] * x[:, 1] + np.sin(3 * x[:, 2]) + x[:, 3] ** 2 * x[:, 4] + x[:, 5:13].sum(axis=1) / 3
    signal = signal + random.standard_normal(rows) * signal.std() / 2
    if classes == 0:
        return x, signal
    return x, np.digitize(signal, np.quantile(signal, np.arange(1, classes) / classes))


def estimator(kind, trees, depth, columns, classes):
    """An untrained model; trees split while there are two rows."""
    regression = classes == 0
    rounds = -(-trees // classes) if classes > 2 else trees
    few = min(1.0, 100 / columns)  # Of very wide tables each tree sees some columns, as training takes long.
    if kind == "rf":
        from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor
        forest = RandomForestRegressor if regression else RandomForestClassifier
        return forest(trees, max_depth=depth, max_features="sqrt", random_state=0, n_jobs=1)
    if kind == "lgbm":
        from lightgbm import LGBMClassifier, LGBMRegressor
        booster = LGBMRegressor if regression else LGBMClassifier
        return booster(n_estimators=rounds, max_depth=depth, num_leaves=2 ** depth, min_child_samples=1,
                       min_child_weight=0, colsample_bytree=few, random_state=0, n_jobs=1, verbose=-1)
    if kind == "xgb":
        from xgboost import XGBClassifier, XGBRegressor
        booster = XGBRegressor if regression else XGBClassifier
        return booster(n_estimators=rounds, max_depth=depth, min_child_weight=0, learning_rate=0.1,
                       tree_method="hist", colsample_bytree=few, random_state=0, n_jobs=1)
    if kind == "cat":
        from catboost import CatBoostClassifier, CatBoostRegressor
        booster = CatBoostRegressor if regression else CatBoostClassifier
        return booster(iterations=trees, depth=depth, rsm=few, border_count=128, random_seed=0, thread_count=1,
                       verbose=False, allow_writing_files=False)
    from sklearn.linear_model import LogisticRegression
    return LogisticRegression(max_iter=300)


def train(name, folder):
    """Trains a model on a random table; gives what the benchmark must know of it."""
    of, kind, *size = name.split("-")
    trees, depth = map(int, size[0].split("x")) if size else (0, 0)
    columns, classes = TABLES[of]
    model = estimator(kind, trees, depth, columns, classes).fit(*table(of, TRAINING_ROWS, seed=1))
    (folder / "model.pkl").write_bytes(pickle.dumps(model))
    file, method = "model.pkl", "predict" if classes == 0 else "predict_proba"
    if kind == "lgbm":
        file, method = "model.txt", "predict"
        model.booster_.save_model(folder / file)
    elif kind == "xgb":
        file, method = "model.json", "predict"
        model.get_booster().save_model(folder / file)
    elif kind == "cat":
        file = "model.cbm"
        model.save_model(str(folder / file))
    return {"kind": kind, "trees": trees, "columns": columns, "classes": classes, "rows": f"{of}.npy",
            "file": str(folder / file), "method": method, "texts": []}


def read_table(path, texts):
    """A table of an example as a program has it: numbers as doubles, the columns `texts` as text."""
    import pandas as pd
    columns = pd.read_csv(path, nrows=0).columns
    types = {name: object if name in texts else float for name in columns}
    return pd.read_csv(path, keep_default_na=False, na_values=MISSING, dtype=types)


def pipeline(name):
    """What the benchmark must know of an example's pipeline."""
    file, rows, texts = PIPELINES[name]
    regression = name.startswith("diamonds")
    return {"kind": "pipeline", "trees": 0, "columns": 0, "classes": 0 if regression else 2,
            "rows": f"{name.split('-')[0]}.csv", "file": str(EXAMPLES / file),
            "method": "predict" if regression else "predict_proba", "texts": texts}


def make_rows(name, path, count):
    """Rows to score that no model was trained on; those of the examples are drawn from theirs."""
    if name.split("-")[0] in TABLES:
        np.save(path, table(name.split("-")[0], count, seed=2)[0])
        return
    rows = read_table(EXAMPLES / PIPELINES[name][1], PIPELINES[name][2])
    rows.sample(count, replace=True, random_state=0).to_csv(path, index=False)


def row_count(name, wanted):
    """As many rows as wanted, and of very wide tables what fits into half a gigabyte."""
    columns = TABLES.get(name.split("-")[0], (30, 0))[0]
    return min(wanted, (1 << 29) // (4 * columns))


def prepare(name, folder, rows):
    """What the benchmark must know of a model; it and its rows are made where they are not there yet."""
    place = Path(folder, name).resolve()
    place.mkdir(parents=True, exist_ok=True)
    about = place / "about.json"
    if not about.exists():
        start = time.perf_counter()
        facts = pipeline(name) if name in PIPELINES else train(name, place)
        print(f"{name}: made in {time.perf_counter() - start:.1f} s", file=sys.stderr, flush=True)
        about.write_text(json.dumps(facts))
    facts = json.loads(about.read_text())
    path = place.parent / f"{row_count(name, rows)}-{facts['rows']}"
    if not path.exists():
        make_rows(name, path, row_count(name, rows))
    return {**facts, "name": name, "folder": str(place), "rows": str(path)}


if __name__ == "__main__":
    for one in chosen(sys.argv[2:]):
        prepare(one, sys.argv[1], 100_000)
