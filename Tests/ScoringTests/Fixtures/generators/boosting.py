"""Cases of scikit-learn's gradient boosting, plain and histogram based."""

import numpy as np
import pandas as pd
from sklearn.ensemble import (
    GradientBoostingClassifier, GradientBoostingRegressor, HistGradientBoostingClassifier,
    HistGradientBoostingRegressor)
from sklearn.linear_model import LogisticRegression
from sklearn.tree import DecisionTreeRegressor

from .tables import (
    asked_words, at_thresholds, labels, number, numbers, questions, with_missing, words)
from .trees import splits


def plain(group):
    train = numbers()
    two, three = labels(train, ["no", "yes"]), labels(train, [1, 2, 3])
    target = number(train)
    small = dict(n_estimators=5, max_depth=2, random_state=0)

    def case(name, covers, model, y, frame=train, **more):
        model.fit(frame, y)
        group.estimator(f"gradient-{name}", covers, model, at_thresholds(questions(), splits(model)), **more)

    case("binary", "GradientBoostingClassifier", GradientBoostingClassifier(**small), two, skops=True)
    case("three", "three classes", GradientBoostingClassifier(**small), three)
    case("exponential", "A9: exponential loss", GradientBoostingClassifier(loss="exponential", **small), two)
    case("zero", "init=zero", GradientBoostingClassifier(init="zero", **small), two)
    case("zero-three", "init=zero, three classes", GradientBoostingClassifier(init="zero", **small), three)
    # The logistic regression is fitted on features of 32 bits, and computes in as many.
    case("init-model", "init is a logistic regression",
         GradientBoostingClassifier(init=LogisticRegression(), **small), two, rtol=1e-6)
    case("subsample", "subsample, max_features, class of text",
         GradientBoostingClassifier(subsample=0.7, max_features=2, **small), labels(train, ["a", "b", "c", "d"]))
    for loss in ("squared_error", "absolute_error", "huber", "quantile"):
        case(f"regression-{loss}", f"GradientBoostingRegressor loss={loss}",
             GradientBoostingRegressor(loss=loss, **small), target, skops=loss == "huber")
    case("regression-zero", "init=zero", GradientBoostingRegressor(init="zero", **small), target)
    case("regression-init-model", "init is a tree",
         GradientBoostingRegressor(init=DecisionTreeRegressor(max_depth=1, random_state=0), **small), target)
    case("regression-stopped", "early stopping: fewer trees than asked for",
         GradientBoostingRegressor(n_estimators=200, n_iter_no_change=2, max_depth=2, learning_rate=0.9,
                                   random_state=0), target)


def histogram_splits(model):
    for predictor in np.ravel(model._predictors):
        nodes = predictor.nodes
        inner = nodes[(nodes["is_leaf"] == 0) & (nodes["is_categorical"] == 0)]
        yield from zip(inner["feature_idx"], inner["num_threshold"])


def histogram(group):
    train, holes = numbers(), with_missing(numbers())
    two, three, four = labels(train, [0, 1]), labels(train, ["x", "y", "z"]), labels(train, [1, 2, 3, 4])
    target = number(train)
    small = dict(max_iter=5, max_leaf_nodes=6, min_samples_leaf=4, random_state=0, max_bins=30)
    Classifier, Regressor = HistGradientBoostingClassifier, HistGradientBoostingRegressor

    def case(name, covers, model, y, frame=train, missing=False, rows=None, **more):
        model.fit(frame, y)
        if rows is None:
            rows = questions(missing=missing)
            rows.iloc[-1, 0], rows.iloc[-2, 1] = np.inf, -np.inf
            rows = at_thresholds(rows, histogram_splits(model))
        group.estimator(f"histogram-{name}", covers, model, rows, **more)

    case("binary", "HistGradientBoostingClassifier; infinities", Classifier(**small), two, skops=True)
    case("three", "three classes of text", Classifier(**small), three)
    case("labels", "labels 5 and 6", Classifier(**small), two + 5)
    case("missing", "A9: missing values", Classifier(**small), two, frame=holes, missing=True)
    case("missing-three", "A9: missing values, three classes", Classifier(**small), three, frame=holes,
         missing=True)
    case("missing-unseen", "missing values in rows where training had none", Classifier(**small), two,
         missing=True)
    for loss in ("squared_error", "absolute_error", "gamma", "poisson"):
        case(f"regression-{loss}", f"A9: loss={loss}" if loss in ("gamma", "poisson") else f"loss={loss}",
             Regressor(loss=loss, **small), np.abs(target) + 0.1, skops=loss == "poisson")
    case("regression-quantile", "loss=quantile", Regressor(loss="quantile", quantile=0.8, **small), target)
    case("regression-missing", "A9: missing values", Regressor(**small), target, frame=holes, missing=True)
    around_zero = train.assign(a=np.sign(train.a), b=np.where(train.b > 0, 1.0, -1.0))
    case("zeros", "A9: thresholds at 0 and leaves of 0",
         Regressor(max_iter=2, max_depth=2, min_samples_leaf=2, learning_rate=1.0, random_state=0),
         np.where(around_zero.a > 0, 1.0, -1.0) + (around_zero.b > 0), frame=around_zero)
    case("deep", "max_depth without a limit of leaves",
         Regressor(max_iter=2, max_leaf_nodes=None, max_depth=4, min_samples_leaf=2, random_state=0), target)
    case("stopped", "early stopping",
         Regressor(max_iter=300, early_stopping=True, n_iter_no_change=2, learning_rate=0.8,
                   max_leaf_nodes=4, random_state=0), target)
    case("monotonic", "monotonic constraints, interactions",
         Regressor(monotonic_cst=[1, 0, -1, 0], interaction_cst=[{0, 1}, {2, 3}], **small), target)

    text = words(160)
    price = text["size"] * 2 + text.town.isin(["Oslo", "Ur", "東京"]) * 9 + (text.color == "red") * text.weight / 9
    cost = np.round(price.to_numpy(float), 2)
    asked = asked_words(missing=True)
    names = ["color", "town", "yes"]
    case("categories-words", "A9: text categories by name; unseen and missing ones",
         Regressor(categorical_features=names, **small), cost, frame=text, rows=asked, skops=True)
    case("categories-classes", "A9: text categories, three classes",
         Classifier(categorical_features=names, **small),
         np.digitize(cost, np.quantile(cost, [0.4, 0.7])), frame=text, rows=asked)
    with_holes = text.mask(np.random.RandomState(4).uniform(size=text.shape) < 0.15)
    case("categories-missing", "categories with missing values in training",
         Classifier(categorical_features=names, **small), (cost > np.median(cost)).astype(int),
         frame=with_holes, rows=asked)
    typed = text.assign(**{c: text[c].astype("category") for c in names})
    case("categories-dtype", "A9: categories from the column's type",
         Regressor(categorical_features="from_dtype", **small), cost, frame=typed, rows=asked,
         category={c: sorted(set(text[c])) + sorted(set(asked[c].dropna()) - set(text[c])) for c in names})
    coded = pd.DataFrame({
        "code": np.random.RandomState(8).randint(0, 40, 160).astype(float), "size": text["size"],
        "kind": np.random.RandomState(9).choice([3.0, 7.0, 200.0], 160)})
    bonus = np.round(cost + (coded.code % 3 == 0) * 20 + (coded.kind == 7) * 5, 2).to_numpy()
    asked_codes = pd.DataFrame({
        "code": [0, 1, 2, 3, 39, 40, 41, np.nan, -1, 2.5, 33, 12, 254, 255, 1000],
        "size": [5.0] * 14 + [np.nan], "kind": [3.0, 7, 200, 5, 7, 7, 200, 7, 3, 3, np.nan, 0, 201, 7, 7]})
    small["max_bins"] = 60
    case("categories-codes", "A9: numeric categories by mask; unseen, fractional, missing ones",
         Regressor(categorical_features=[True, False, True], **small), bonus, frame=coded, rows=asked_codes)
    case("categories-gamma", "categories with the log link",
         Regressor(categorical_features=[0, 2], loss="gamma", **small), bonus + 1, frame=coded, rows=asked_codes)
    case("four", "four classes", Classifier(max_iter=3, max_leaf_nodes=4, random_state=0), four)


def write(group):
    plain(group)
    histogram(group)
