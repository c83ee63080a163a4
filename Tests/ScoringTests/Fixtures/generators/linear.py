"""Cases of linear models."""

import numpy as np
from sklearn.linear_model import (
    ElasticNet, GammaRegressor, HuberRegressor, Lasso, LinearRegression, LogisticRegression,
    Perceptron, PoissonRegressor, Ridge, RidgeClassifier, SGDClassifier, SGDRegressor,
    TweedieRegressor)
from sklearn.preprocessing import StandardScaler
from sklearn.svm import LinearSVC, LinearSVR

from .tables import labels, number, numbers, questions


def write(group):
    # Values of one scale, so that the solvers converge and links stay finite.
    scaler = StandardScaler().set_output(transform="pandas").fit(numbers())
    train, asked = scaler.transform(numbers()), scaler.transform(questions()).clip(-30, 30)
    two, three, words = labels(train, [0, 1]), labels(train, [3, 5, 9]), labels(train, ["b", "c", "a"])
    target = number(train)
    both = np.column_stack([target, train.a * 2 - train.c])
    positive = np.abs(target) + 0.5

    def case(name, covers, model, y, array=False, **more):
        model.fit(train.to_numpy() if array else train, y)
        group.estimator(name, covers, model, asked, array=array, **more)

    case("linear", "LinearRegression", LinearRegression(), target, skops=True)
    case("linear-no-intercept", "fit_intercept=False", LinearRegression(fit_intercept=False), target)
    case("linear-outputs", "two outputs", LinearRegression(), both)
    case("linear-column", "one output as a column", LinearRegression(), target[:, None])
    case("linear-positive", "positive, columns by position", LinearRegression(positive=True), target, array=True)
    case("ridge", "Ridge", Ridge(alpha=2.0), target, skops=True)
    case("ridge-outputs", "Ridge, two outputs, no intercept", Ridge(fit_intercept=False), both)
    case("lasso", "Lasso with zero coefficients", Lasso(alpha=0.3), target)
    case("lasso-outputs", "Lasso, two outputs", Lasso(alpha=0.1), both)
    case("elastic-net", "ElasticNet", ElasticNet(alpha=0.1, l1_ratio=0.4), target)
    case("huber", "HuberRegressor", HuberRegressor(), target)
    case("sgd-regressor", "SGDRegressor", SGDRegressor(random_state=0), target)
    case("svr", "LinearSVR", LinearSVR(random_state=0), target)
    case("poisson", "PoissonRegressor: log link", PoissonRegressor(alpha=0.1), positive, skops=True)
    case("gamma", "GammaRegressor: log link", GammaRegressor(alpha=0.1), positive)
    case("tweedie", "TweedieRegressor power 1.5: log link", TweedieRegressor(power=1.5, alpha=0.1), positive)
    case("tweedie-identity", "TweedieRegressor power 0: identity link",
         TweedieRegressor(power=0, alpha=0.1), target)
    case("tweedie-forced-log", "TweedieRegressor power 0 with link=log",
         TweedieRegressor(power=0, link="log", alpha=0.1), positive)

    case("logistic", "LogisticRegression, two classes", LogisticRegression(), two, skops=True)
    case("logistic-words", "A9: class labels are text", LogisticRegression(), np.array(["no", "yes"])[two])
    case("logistic-three", "A9: multi-class LogisticRegression is multinomial", LogisticRegression(), three,
         skops=True)
    case("logistic-three-words", "A9: the same with text labels, no intercept",
         LogisticRegression(fit_intercept=False), words)
    case("logistic-liblinear", "solver=liblinear, two classes", LogisticRegression(solver="liblinear"), two)
    case("logistic-saga", "l1 penalty", LogisticRegression(solver="saga", l1_ratio=1.0, C=0.2, max_iter=500,
                                                           random_state=0), three)
    case("logistic-array", "columns by position, boolean labels", LogisticRegression(), two == 1, array=True)
    case("logistic-weights", "class_weight", LogisticRegression(class_weight="balanced"), (target > 1) + 0)
    case("ridge-classifier", "RidgeClassifier, two classes", RidgeClassifier(), two)
    case("ridge-classifier-three", "RidgeClassifier, three classes", RidgeClassifier(), words)
    case("ridge-classifier-multilabel", "RidgeClassifier, multilabel",
         RidgeClassifier(), np.column_stack([two, train.a > 0, train.b > 0]).astype(int))
    for loss in ("log_loss", "hinge", "modified_huber", "squared_hinge", "perceptron"):
        case(f"sgd-{loss}", f"SGDClassifier loss={loss}", SGDClassifier(loss=loss, random_state=0), two)
        case(f"sgd-{loss}-three", f"SGDClassifier loss={loss}, three classes one against the rest",
             SGDClassifier(loss=loss, random_state=0), words)
    case("sgd-average", "SGDClassifier average", SGDClassifier(average=True, random_state=0), three)
    case("svc", "LinearSVC, two classes", LinearSVC(random_state=0), two, skops=True)
    case("svc-three", "LinearSVC, three classes", LinearSVC(random_state=0), words)
    case("svc-crammer-singer", "LinearSVC multi_class=crammer_singer, two classes",
         LinearSVC(multi_class="crammer_singer", random_state=0), two)
    case("perceptron", "Perceptron", Perceptron(random_state=0), three)
