"""One pipeline in every file format: pickle protocols, joblib compressions, skops archives."""

import gzip
import pickle
import zlib

import joblib
import numpy as np
import skops.io
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import RandomForestClassifier
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LinearRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder, StandardScaler

from .tables import asked_words, number, numbers, questions, words


def everything(folder, model):
    for protocol in range(2, 6):
        (folder / f"model-protocol{protocol}.pkl").write_bytes(pickle.dumps(model, protocol=protocol))
    plain = pickle.dumps(model, protocol=4)
    (folder / "model-gzip.pkl").write_bytes(gzip.compress(plain, mtime=0))
    (folder / "model-zlib.pkl").write_bytes(zlib.compress(plain))
    joblib.dump(model, folder / "model.joblib")
    joblib.dump(model, folder / "model-protocol2.joblib", protocol=2)
    joblib.dump(model, folder / "model-zlib.joblib", compress=("zlib", 3))
    joblib.dump(model, folder / "model-gzip.joblib", compress=("gzip", 3))
    for method in ("bz2", "xz", "lzma", "lz4"):
        joblib.dump(model, folder / f"model-{method}.joblib", compress=(method, 3))
    skops.io.dump(model, folder / "model-deflated.skops", compression=8)
    if isinstance(model, LinearRegression):  # Not deflated, a pipeline is large.
        skops.io.dump(model, folder / "model.skops")


def write(group):
    text = words()
    features = ColumnTransformer([
        ("number", make_pipeline(SimpleImputer(), StandardScaler()), ["size", "weight"]),
        ("text", OneHotEncoder(handle_unknown="ignore"), ["color", "town"]),
        ("code", OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1), ["yes"])])
    target = np.where(text["size"] > 5, "high", "低")
    forest = RandomForestClassifier(n_estimators=2, max_depth=2, random_state=0)
    group.estimator("pipeline", "one pipeline in every format that can be read",
                    make_pipeline(features, forest).fit(text, target), asked_words(missing=True)
                    .assign(color="red", town="Oslo", yes="y"), formats=everything)
    train = numbers()
    fortran = LinearRegression().fit(train, np.column_stack([number(train), train.a]))
    fortran.coef_ = np.asfortranarray(fortran.coef_)
    fortran.intercept_ = fortran.intercept_.astype(">f8")
    group.estimator("arrays", "arrays in Fortran order and of the other byte order", fortran, questions(),
                    formats=everything)
    single = LinearRegression().fit(train, number(train))
    single.intercept_ = float(single.intercept_)
    single.coef_ = np.repeat(single.coef_, 2)[::2]
    group.estimator("scalars", "a Python number where an array scalar was; an array with steps", single,
                    questions(), formats=everything)
