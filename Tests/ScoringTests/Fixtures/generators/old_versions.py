"""Cases that every scikit-learn from 1.0 on can train, with whatever XGBoost and LightGBM is there."""

import importlib
import inspect

import numpy as np
import sklearn
from sklearn.compose import ColumnTransformer
from sklearn.decomposition import PCA
from sklearn.ensemble import (
    ExtraTreesClassifier, GradientBoostingClassifier, GradientBoostingRegressor,
    HistGradientBoostingClassifier, HistGradientBoostingRegressor, RandomForestClassifier,
    RandomForestRegressor)
from sklearn.feature_selection import SelectKBest, f_classif
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression, PoissonRegressor, SGDClassifier
from sklearn.pipeline import FeatureUnion, make_pipeline
from sklearn.preprocessing import (
    KBinsDiscretizer, MinMaxScaler, OneHotEncoder, OrdinalEncoder, PolynomialFeatures, RobustScaler,
    StandardScaler)
from sklearn.tree import DecisionTreeClassifier

from .tables import (
    asked_words, labels, number, numbers, questions, with_missing, words)
from .writer import put

NUMERIC, TEXT = ["size", "weight"], ["color", "town", "yes"]


def has(estimator, parameter):
    return parameter in inspect.signature(estimator).parameters


def write(group):
    train, holes = numbers(), with_missing(numbers())
    asked, gaps = questions(rows=10), questions(rows=11, missing=True)
    two, three, target = labels(train, [0, 1]), labels(train, ["x", "y", "z"]), number(train)
    release = "scikit-learn " + sklearn.__version__

    def case(name, model, y, frame=train, rows=asked, covers="", **more):
        model.fit(frame, y)
        group.estimator(name, f"{release}: {covers or name}", model, rows, **more)

    small = dict(n_estimators=2, max_depth=2, random_state=0)
    text = words()
    text = text.mask(np.random.RandomState(4).uniform(size=text.shape) < 0.1)
    cost = np.round(text["size"].fillna(6) * 2 + (text.color == "red") * 5, 2).to_numpy()
    late = np.where(cost > np.median(cost), "late", "on time")
    encoder = {"handle_unknown": "ignore"}
    if has(OneHotEncoder, "min_frequency"):
        encoder = {"handle_unknown": "infrequent_if_exist", "min_frequency": 12}
    features = ColumnTransformer([
        ("number", make_pipeline(SimpleImputer(strategy="median", add_indicator=True), StandardScaler()),
         NUMERIC),
        ("text", make_pipeline(SimpleImputer(strategy="constant", fill_value="none"), OneHotEncoder(**encoder)),
         TEXT)], remainder="passthrough")
    ordinal = ColumnTransformer([
        ("text", OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1), ["yes"])],
        remainder="drop")
    case("pipeline", make_pipeline(features, LogisticRegression(max_iter=300)), late, frame=text,
         rows=asked_words(missing=True), covers="imputers, scaler, one-hot, logistic regression")
    case("ordinal", make_pipeline(ordinal, DecisionTreeClassifier(max_depth=2)), late,
         frame=text.fillna({"yes": "y"}), rows=asked_words(), covers="ordinal encoder, unknown value")
    bins = KBinsDiscretizer(4, encode="ordinal", strategy="uniform",
                            **({"subsample": None} if has(KBinsDiscretizer, "subsample") else {}))
    if sklearn.__version__ >= "1.1":  # 1.0 has no get_feature_names_out of these.
        case("features", make_pipeline(RobustScaler(), FeatureUnion([
            ("squares", make_pipeline(PolynomialFeatures(2), SelectKBest(f_classif, k=4))),
            ("pca", PCA(2, random_state=0)), ("bins", bins)])), three, covers="unions of features")
    case("features-ridge", make_pipeline(MinMaxScaler(), FeatureUnion([
        ("squares", make_pipeline(PolynomialFeatures(2), SelectKBest(f_classif, k=4))),
        ("pca", PCA(2, random_state=0)), ("bins", bins)]), LogisticRegression()), three,
        covers="unions of features before a model")
    case("logistic-three", LogisticRegression(), three, covers="multinomial by default")
    if has(LogisticRegression, "multi_class"):
        case("logistic-multinomial", LogisticRegression(multi_class="multinomial"), two,
             covers="A9: multi_class=multinomial with two classes")
        case("logistic-ovr", LogisticRegression(multi_class="ovr"), three, covers="A9: multi_class=ovr")
        case("logistic-liblinear-three", LogisticRegression(solver="liblinear"), three,
             covers="A9: liblinear is one against the rest")
    case("poisson", PoissonRegressor(), np.round(np.abs(target)), frame=train / 100.0, rows=asked.clip(-50, 50) / 100)
    case("sgd", SGDClassifier(loss="modified_huber", random_state=0), three)
    case("tree", DecisionTreeClassifier(max_depth=3, random_state=0), three, covers="a decision tree")
    case("forest", RandomForestClassifier(**small), three)
    case("forest-regression", RandomForestRegressor(**small), target)
    case("forest-outputs", RandomForestClassifier(**small), np.column_stack([three, np.array(["n", "y"])[two]]),
         covers="two outputs with text classes")
    case("extra-trees", ExtraTreesClassifier(**small), two)
    case("gradient", GradientBoostingClassifier(**small), two)
    case("gradient-three", GradientBoostingClassifier(init="zero", **small), three)
    case("gradient-exponential", GradientBoostingClassifier(loss="exponential", **small), two)
    case("gradient-huber", GradientBoostingRegressor(loss="huber", **small), target)
    histogram = dict(max_iter=3, max_leaf_nodes=4, random_state=0, max_bins=30)
    case("histogram", HistGradientBoostingClassifier(**histogram), two, frame=holes, rows=gaps,
         covers="missing values")
    case("histogram-three", HistGradientBoostingClassifier(**histogram), three, frame=holes, rows=gaps,
         covers="missing values, three classes")
    case("histogram-poisson", HistGradientBoostingRegressor(loss="poisson", **histogram),
         np.round(np.abs(target)), frame=holes, rows=gaps)
    codes = train.assign(a=np.arange(len(train)) % 7.0)
    case("histogram-categories",
         HistGradientBoostingRegressor(categorical_features=[0], min_samples_leaf=5, **histogram),
         target + (codes.a % 2) * 3, frame=codes,
         rows=gaps.assign(a=[0.0, 1, 2, 3, np.nan, 5, 6, 7, 200, 4, 1]), covers="categorical codes")
    xgboost_cases(group, case, holes, gaps, two, target)
    lightgbm_cases(group, case, holes, gaps, two, target, text, late, features)


def xgboost_cases(group, case, holes, gaps, two, target):
    try:
        xgboost = importlib.import_module("xgboost")
    except ImportError:
        return
    release = "XGBoost " + xgboost.__version__
    small = dict(n_estimators=2, max_depth=2, random_state=0, n_jobs=1)
    three = labels(numbers(), [0, 1, 2])
    for name, model, y in (
            ("classifier", xgboost.XGBClassifier(**small), two),
            ("regressor", xgboost.XGBRegressor(**small), target + 9),
            ("base-score", xgboost.XGBClassifier(base_score=0.3, **small), two),
            ("forest", xgboost.XGBRFRegressor(**small), target)):
        case("xgboost-" + name, model, y, frame=holes, rows=gaps, covers=release + " " + name, rtol=1e-5)
    for name, parameters, y in (
            ("logistic", {"objective": "binary:logistic"}, two),
            ("poisson", {"objective": "count:poisson"}, np.round(np.abs(target))),
            ("dart", {"booster": "dart", "rate_drop": 0.5}, target),
            ("softprob", {"objective": "multi:softprob", "num_class": 3}, three)):
        booster = xgboost.train({"max_depth": 2, "nthread": 1, "seed": 0, **parameters},
                                xgboost.DMatrix(holes, label=y), 4 if name == "dart" else 2)

        def save(folder):
            booster.save_model(str(folder / "model.json"))
            booster.save_model(str(folder / "model.ubj"))

        def outputs(rows):
            data, columns = xgboost.DMatrix(rows), {}
            put(columns, "predict", booster.predict(data))
            put(columns, "margin", booster.predict(data, output_margin=True))
            put(columns, "leaf", booster.predict(data, pred_leaf=True).astype(int).reshape(len(rows), -1))
            return columns

        group.booster("xgboost-booster-" + name, f"{release}: {name}", gaps, save, outputs, rtol=1e-5)


def lightgbm_cases(group, case, holes, gaps, two, target, text, late, features):
    try:
        lightgbm = importlib.import_module("lightgbm")
    except ImportError:
        return
    release = "LightGBM " + lightgbm.__version__
    small = dict(n_estimators=2, num_leaves=4, min_child_samples=5, random_state=0, n_jobs=1)
    three = labels(numbers(), ["x", "y", "z"])
    for name, model, y in (
            ("classifier", lightgbm.LGBMClassifier(**small), two + 5),
            ("classifier-three", lightgbm.LGBMClassifier(**small), three),
            ("regressor", lightgbm.LGBMRegressor(linear_tree=True, **small), target)):
        case("lightgbm-" + name, model, y, frame=holes, rows=gaps, covers=release + " " + name)
    case("lightgbm-pipeline", make_pipeline(features, lightgbm.LGBMClassifier(**small)), late, frame=text,
         rows=asked_words(missing=True), covers=release + " at the end of a pipeline")
    codes = holes.assign(a=np.arange(len(holes)) % 9)
    for name, parameters, y in (
            ("binary", {"objective": "binary"}, two),
            ("poisson", {"objective": "poisson"}, np.round(np.abs(target))),
            ("forest", {"boosting": "rf", "bagging_freq": 1, "bagging_fraction": 0.6}, target)):
        data = lightgbm.Dataset(codes, label=y, categorical_feature=["a"], free_raw_data=False)
        booster = lightgbm.train(
            {"num_leaves": 4, "verbose": -1, "num_threads": 1, "seed": 0, "min_data_in_leaf": 5,
             "min_data_per_group": 2, "cat_smooth": 1.0, **parameters}, data, 3)

        def outputs(rows):
            columns = {}
            put(columns, "predict", booster.predict(rows))
            put(columns, "raw", booster.predict(rows, raw_score=True))
            put(columns, "leaf", booster.predict(rows, pred_leaf=True).astype(int))
            return columns

        group.booster("lightgbm-booster-" + name, f"{release}: {name}, categorical codes",
                      gaps.assign(a=[0.0, 1, 2, 3, np.nan, 5, 6, 8, 200, -1, 1]),
                      lambda folder: booster.save_model(str(folder / "model.txt")), outputs, rtol=1e-9)
