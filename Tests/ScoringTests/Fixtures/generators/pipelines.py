"""Cases of pipelines, column transformers and feature unions."""

import numpy as np
import pandas as pd
from lightgbm import LGBMClassifier
from sklearn.compose import ColumnTransformer, make_column_selector
from sklearn.decomposition import PCA
from sklearn.ensemble import (
    GradientBoostingRegressor, HistGradientBoostingClassifier, RandomForestClassifier)
from sklearn.feature_selection import SelectKBest
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.pipeline import FeatureUnion, Pipeline, make_pipeline
from sklearn.preprocessing import (
    FunctionTransformer, KBinsDiscretizer, MaxAbsScaler, MinMaxScaler, OneHotEncoder, OrdinalEncoder,
    PolynomialFeatures, StandardScaler)
from xgboost import XGBClassifier, XGBRegressor

from .tables import asked_words, labels, number, numbers, questions, with_missing, words

TEXT, NUMERIC = ["color", "town", "yes"], ["size", "weight"]


def columns(group):
    train, asked = numbers(), questions()

    def case(name, covers, transformer, frame=train, rows=asked, array=False, **more):
        transformer.fit(frame.to_numpy() if array else frame)
        group.estimator(f"columns-{name}", covers, transformer, rows, array=array, **more)

    def scaled(where, **options):
        return ColumnTransformer([("scale", StandardScaler(), where)], **options)

    case("names", "columns by name; names with the transformer's prefix", scaled(["c", "a"]), skops=True)
    case("plain-names", "verbose_feature_names_out=False",
         scaled(["c", "a"], verbose_feature_names_out=False, remainder="passthrough"))
    case("indices", "columns by index, negative too", scaled([0, -1]), array=True)
    case("indices-named", "columns by index where names are known", scaled([3, 1], remainder="passthrough"))
    case("slice", "a slice", scaled(slice(1, 3), remainder="passthrough"), skops=True)
    case("slice-names", "a slice of names, the end is part of it", scaled(slice("b", "d")))
    case("mask", "a mask", scaled([True, False, False, True], remainder="passthrough"), array=True)
    case("remainder-drop", "remainder=drop; the columns that nobody needs may be missing values",
         scaled(["b"]), rows=questions(missing=True))
    case("remainder-model", "remainder is a transformer", scaled(["b"], remainder=MinMaxScaler()))
    case("weights", "transformer_weights",
         ColumnTransformer([("one", StandardScaler(), ["a", "b"]), ("two", MaxAbsScaler(), ["b", "c"])],
                           transformer_weights={"one": 0.5, "two": -2.0}))
    case("passthrough-drop", "passthrough and drop as transformers, one column twice",
         ColumnTransformer([("keep", "passthrough", ["d", "a"]), ("gone", "drop", ["b"]),
                            ("again", MinMaxScaler(), ["a"])], remainder="passthrough"))
    case("empty", "a transformer of no columns", ColumnTransformer(
        [("none", StandardScaler(), []), ("scale", MinMaxScaler(), ["a"])]))
    case("reversed", "the CSV has the columns in another order", scaled(["c", "a"]), reverse=True)
    case("nested", "a column transformer in a column transformer", ColumnTransformer(
        [("inner", ColumnTransformer([("scale", StandardScaler(), ["b"])], remainder="passthrough"),
          ["b", "d"]), ("bins", KBinsDiscretizer(3, encode="ordinal", strategy="uniform"), ["c"])]))
    mixed = words()
    selectors = ColumnTransformer([
        ("number", StandardScaler(), make_column_selector(dtype_include=float)),
        ("text", OneHotEncoder(handle_unknown="ignore"), make_column_selector(dtype_include=object))])
    case("selectors", "columns by make_column_selector", selectors, frame=mixed, rows=asked_words())
    for threshold in (0.0, 1.0):
        case(f"sparse-{threshold:.0f}", f"sparse_threshold={threshold:.0f}", ColumnTransformer(
            [("text", OneHotEncoder(handle_unknown="ignore"), TEXT), ("number", StandardScaler(), NUMERIC)],
            sparse_threshold=threshold), frame=mixed, rows=asked_words())


def unions(group):
    train, asked = numbers(), questions()

    def case(name, covers, model, y=None, **more):
        group.estimator(f"union-{name}", covers, model.fit(train, y), asked, **more)

    parts = [("scale", StandardScaler()), ("pca", PCA(2, random_state=0))]
    case("plain", "FeatureUnion", FeatureUnion(parts), skops=True)
    case("weights", "transformer_weights", FeatureUnion(parts, transformer_weights={"pca": 3.0}))
    case("passthrough", "passthrough and drop",
         FeatureUnion([("keep", "passthrough"), ("gone", "drop"), *parts]))
    case("short-names", "verbose_feature_names_out=False", FeatureUnion(
        [("pca", PCA(2, random_state=0)), ("scale", StandardScaler())], verbose_feature_names_out=False))
    case("pipelines", "pipelines in a union in a pipeline", make_pipeline(
        MinMaxScaler(), FeatureUnion([
            ("squares", make_pipeline(PolynomialFeatures(2), SelectKBest(k=4))),
            ("inner", FeatureUnion([("pca", PCA(1, random_state=0)), ("same", "passthrough")]))])),
        labels(train, [0, 1]))


def chains(group):
    train, asked = numbers(), questions()
    target, three = number(train), labels(train, ["x", "y", "z"])

    def case(name, covers, model, y=None, frame=train, rows=asked, **more):
        group.estimator(f"chain-{name}", covers, model.fit(frame, y), rows, **more)

    case("transformers", "a pipeline that ends with a transformer", make_pipeline(StandardScaler(), PCA(2)))
    case("passthrough", "passthrough and None as steps",
         Pipeline([("a", "passthrough"), ("b", StandardScaler()), ("c", None), ("d", Ridge())]), target)
    case("passthrough-last", "passthrough as the last step",
         Pipeline([("a", MinMaxScaler()), ("b", "passthrough")]))
    case("nested", "pipelines in pipelines",
         make_pipeline(make_pipeline(StandardScaler(), make_pipeline(PolynomialFeatures(2))),
                       make_pipeline(SelectKBest(k=5), LogisticRegression(max_iter=300))), three)
    case("one-step", "one estimator", make_pipeline(Ridge()), target, skops=True)
    case("bins", "bins before a linear model",
         make_pipeline(KBinsDiscretizer(4, strategy="quantile", quantile_method="linear"), Ridge()), target)
    case("indicator", "A9: add_indicator before a model",
         make_pipeline(SimpleImputer(add_indicator=True), LogisticRegression(max_iter=500)), three,
         frame=with_missing(train), rows=questions(missing=True))
    case("log1p", "A9: FunctionTransformer(log1p) before a model",
         make_pipeline(FunctionTransformer(np.log1p), Ridge()), target, frame=train.abs(), rows=asked.abs())
    case("scaled-trees", "scaled features before trees: the branch is decided on rounded features",
         make_pipeline(StandardScaler(), GradientBoostingRegressor(n_estimators=4, max_depth=2,
                                                                   random_state=0)), target)
    case("pandas-output", "set_output(pandas): names reach the model",
         make_pipeline(StandardScaler(), XGBRegressor(n_estimators=3, max_depth=2)).set_output(
             transform="pandas"), target, rtol=1e-5)


def tables(group):
    text = words(160)
    text = text.mask(np.random.RandomState(4).uniform(size=text.shape) < 0.1)
    score = text["size"].fillna(6) * 2 + text.town.isin(["Oslo", "Ur"]) * 9 + (text.color == "red") * 4
    late = np.where(score > score.median(), "late", "on time")
    asked = asked_words(missing=True)

    def featurizer(numeric=None, encoder=None, **options):
        encoder = encoder or OneHotEncoder(handle_unknown="ignore")
        return ColumnTransformer([
            ("numeric", numeric or make_pipeline(SimpleImputer(strategy="median"), StandardScaler()), NUMERIC),
            ("text", make_pipeline(SimpleImputer(strategy="most_frequent"), encoder), TEXT)], **options)

    def case(name, covers, model, y=late, **more):
        group.estimator(f"table-{name}", covers, model.fit(text, y), asked, **more)

    small = dict(n_estimators=4, max_depth=3, random_state=0, n_jobs=1)
    light = LGBMClassifier(**small, min_child_samples=4, verbose=-1)
    code = (late == "late").astype(int)
    case("logistic", "imputer, scaler, one-hot, LogisticRegression; unseen and missing values",
         make_pipeline(featurizer(), LogisticRegression(max_iter=300)), skops=True)
    case("forest", "the same before a forest", make_pipeline(featurizer(), RandomForestClassifier(**small)))
    case("lightgbm", "the same before LightGBM", make_pipeline(featurizer(), light), skops=True)
    case("lightgbm-sparse", "sparse features before LightGBM: absent values are zeros",
         make_pipeline(featurizer(sparse_threshold=1.0), light))
    case("xgboost", "dense features before XGBoost",
         make_pipeline(featurizer(sparse_threshold=0.0), XGBClassifier(**small)), code, rtol=1e-5, skops=True)
    case("xgboost-sparse", "sparse features before XGBoost: absent values, zeros too, are missing",
         make_pipeline(featurizer(sparse_threshold=1.0), XGBClassifier(**small)), code, rtol=1e-5)
    case("xgboost-sparse-missing", "the same with missing numbers kept",
         make_pipeline(featurizer(numeric="passthrough", sparse_threshold=1.0), XGBClassifier(**small)),
         code, rtol=1e-5)
    case("xgboost-density", "features are sparse because few values are not zero (default sparse_threshold)",
         make_pipeline(featurizer(encoder=make_pipeline(
             OneHotEncoder(handle_unknown="ignore"), PolynomialFeatures(2, include_bias=False))),
             XGBClassifier(**small)), code, rtol=1e-5)
    case("xgboost-one-hot", "a one-hot encoder alone before XGBoost is sparse",
         make_pipeline(ColumnTransformer([("text", OneHotEncoder(handle_unknown="ignore"), TEXT)]),
                       XGBClassifier(**small)), code, rtol=1e-5)
    ordinal = OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=np.nan)
    case("histogram", "ordinal categories before HistGradientBoosting",
         make_pipeline(ColumnTransformer([("text", ordinal, TEXT)], remainder="passthrough"),
                       HistGradientBoostingClassifier(
                           categorical_features=[0, 1, 2], max_iter=4, max_leaf_nodes=5, min_samples_leaf=4,
                           random_state=0)))


def write(group):
    columns(group)
    unions(group)
    chains(group)
    tables(group)
