"""Cases of feature selection: by a model's importances, by tests, by elimination."""

import numpy as np
from sklearn.ensemble import (
    AdaBoostClassifier, ExtraTreesRegressor, GradientBoostingClassifier, GradientBoostingRegressor,
    RandomForestClassifier)
from sklearn.feature_selection import (
    RFE, RFECV, GenericUnivariateSelect, SelectFdr, SelectFpr, SelectFromModel, SelectFwe, SelectPercentile,
    SequentialFeatureSelector, VarianceThreshold, f_classif)
from sklearn.linear_model import ElasticNet, Lasso, LinearRegression, LogisticRegression, Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC, SVR, LinearSVC
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

from .tables import labels, number, numbers, questions, with_missing


def models(group):
    train, asked = numbers(columns=6), questions(6)
    target, three = number(train), labels(train, ["x", "y", "z"])
    scaled = StandardScaler().set_output(transform="pandas").fit_transform(train)

    def case(name, covers, model, y=target, frame=scaled, rows=asked, **options):
        more = {"skops": options.pop("skops", False)}
        if "refused" in options:
            more["refused"] = options.pop("refused")
        selector = SelectFromModel(model.fit(frame, y) if options.get("prefit") else model, **options)
        group.estimator(f"model-{name}", covers, selector.fit(frame, y), rows, **more)

    case("linear", "SelectFromModel of a linear model: the mean of the weights", Ridge(), skops=True)
    case("lasso", "lasso: weights that are not zero", Lasso(alpha=0.3))
    case("elastic-net", "an elastic net is no lasso", ElasticNet(alpha=0.3))
    case("elastic-net-lasso", "an elastic net that is a lasso", ElasticNet(alpha=0.3, l1_ratio=1.0))
    case("median", "threshold=median", LinearRegression(), threshold="median")
    case("scaled-mean", "threshold=0.8 * mean", LinearRegression(), threshold="0.8 * mean")
    case("scaled-median", "threshold=1.25*median", LinearRegression(), threshold="1.25*median")
    case("number", "a threshold that is a number", LinearRegression(), threshold=0.2)
    case("most", "max_features", LinearRegression(), max_features=2, threshold=-np.inf)
    case("most-function", "max_features is a function", LinearRegression(), max_features=len, threshold=-np.inf,
         frame=scaled[:3], y=target[:3])
    case("classes", "norms over classes", LogisticRegression(max_iter=300), three)
    for order in (2, np.inf, 3):
        case(f"norm-{order}", f"norm_order={order}", LogisticRegression(max_iter=300), three, norm_order=order)
    case("l1", "an l1 penalty", LinearSVC(penalty="l1", dual=False, C=0.05, random_state=0), three)
    case("prefit", "a model that was fitted before", LinearRegression(), prefit=True)
    case("tree", "a decision tree", DecisionTreeClassifier(max_depth=4, random_state=0), three, skops=True)
    case("tree-missing", "a tree takes missing values", DecisionTreeRegressor(max_depth=3, random_state=0),
         frame=with_missing(train), rows=questions(6, missing=True))
    small = dict(n_estimators=5, random_state=0)
    case("forest", "a forest", RandomForestClassifier(max_depth=3, **small), three)
    case("extra", "extra trees, max_features", ExtraTreesRegressor(max_depth=3, **small), max_features=3)
    case("boosting", "gradient boosting, three classes", GradientBoostingClassifier(max_depth=2, **small), three)
    case("boosting-numbers", "gradient boosting", GradientBoostingRegressor(max_depth=2, **small), threshold="median")
    case("adaboost", "AdaBoost", AdaBoostClassifier(**small), three)
    case("stump", "a tree that does not split: no importance at all", DecisionTreeRegressor(), target * 0)
    case("svc", "a linear support vector machine of two classes", SVC(kernel="linear"), three == "x")
    case("svc-three", "of three classes: one row a pair", SVC(kernel="linear"), three)
    case("svr", "a linear support vector regressor", SVR(kernel="linear"))
    case("pipeline", "importance_getter into a pipeline", make_pipeline(StandardScaler(), LinearRegression()),
         importance_getter="named_steps.linearregression.coef_")
    model = make_pipeline(SelectFromModel(RandomForestClassifier(max_depth=3, **small), threshold="1.25*median"),
                          LogisticRegression(max_iter=500)).fit(scaled, three)
    group.estimator("model-before-logistic", "before a linear model", model, asked.clip(-9, 9))


def tests(group):
    train, asked = numbers(columns=6), questions(6)
    three = labels(train, ["x", "y", "z"])
    train["f"] = 1.5  # A constant column, whose score is NaN.

    def case(name, covers, selector):
        group.estimator(f"test-{name}", covers, selector.fit(train, three), asked)

    case("fpr", "SelectFpr", SelectFpr(alpha=0.2))
    case("fdr", "SelectFdr", SelectFdr(alpha=0.2))
    case("fwe", "SelectFwe", SelectFwe(alpha=0.3))
    case("percentile", "SelectPercentile", SelectPercentile(percentile=40))
    for mode, param in (("k_best", 2), ("percentile", 50), ("fpr", 0.3), ("fdr", 0.3), ("fwe", 0.4)):
        case(f"generic-{mode}", f"GenericUnivariateSelect mode={mode}",
             GenericUnivariateSelect(f_classif, mode=mode, param=param))


def eliminations(group):
    train, asked = numbers(columns=6), questions(6)
    target = number(train)

    def case(name, covers, selector, rows=asked, frame=train):
        group.estimator(name, covers, selector.fit(frame, target), rows)

    case("rfe", "RFE", RFE(LinearRegression(), n_features_to_select=2))
    case("rfecv", "RFECV", RFECV(LinearRegression(), cv=3))
    case("rfe-missing", "RFE of trees takes missing values", RFE(DecisionTreeRegressor(random_state=0)),
         questions(6, missing=True), with_missing(train))
    case("sequential", "SequentialFeatureSelector",
         SequentialFeatureSelector(LinearRegression(), n_features_to_select=2, cv=3))
    case("variance", "VarianceThreshold takes missing values", VarianceThreshold(0.5),
         questions(6, missing=True), with_missing(train))
    group.estimator("rfe-missing-refused", "RFE of a linear model does not", RFE(LinearRegression()).fit(
        train, target), questions(6, missing=True), refused="a missing value")


def write(group):
    models(group)
    tests(group)
    eliminations(group)
