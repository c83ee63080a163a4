"""Cases of estimators that are made of other estimators.

`write_old` has those whose arithmetic or attributes changed between versions; it runs with every
scikit-learn from 1.0 on.
"""

import inspect

import numpy as np
import sklearn
from sklearn.calibration import CalibratedClassifierCV
from sklearn.ensemble import (
    AdaBoostClassifier, AdaBoostRegressor, BaggingClassifier, BaggingRegressor, RandomForestClassifier,
    StackingClassifier, StackingRegressor, VotingClassifier, VotingRegressor)
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import (
    LinearRegression, LogisticRegression, RANSACRegressor, Ridge, RidgeClassifier, SGDClassifier)
from sklearn.model_selection import GridSearchCV
from sklearn.multiclass import OneVsOneClassifier, OneVsRestClassifier, OutputCodeClassifier
from sklearn.multioutput import (
    ClassifierChain, MultiOutputClassifier, MultiOutputRegressor, RegressorChain)
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.semi_supervised import SelfTrainingClassifier
from sklearn.svm import LinearSVC
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor, ExtraTreeClassifier

from .tables import labels, number, numbers, questions
from .writer import put

METHODS = ("predict", "predict_proba", "predict_log_proba", "decision_function", "transform")


def every_method(model, rows):
    """What every method of the estimator gives, and the names that the command line has for it."""
    columns = {}
    for method in METHODS:
        # A search has the methods that its estimator has, and says so only when asked.
        if not hasattr(model, method):
            continue
        try:
            with np.errstate(all="ignore"):
                values = getattr(model, method)(rows)
        except AttributeError:  # Logarithms of probabilities that are not there.
            continue
        classes = getattr(model, "classes_", None)
        if method == "transform":
            if values.ndim == 3 or not hasattr(model, "get_feature_names_out"):
                continue
            names = model.get_feature_names_out()
            if values.ndim == 2 and len(names) != values.shape[1]:  # Of stacks of several labels.
                continue
        elif isinstance(values, list) or method == "predict":
            names = classes if isinstance(values, list) else None
        else:
            fits = isinstance(classes, np.ndarray) and len(classes) == np.shape(values)[-1]
            names = classes if fits else None
        put(columns, method, values, names)
    return columns


def tree(depth=2, **more):
    return DecisionTreeClassifier(max_depth=depth, random_state=0, **more)


def logistic(**more):
    return make_pipeline(StandardScaler(), LogisticRegression(**more))


def sgd(loss="hinge"):
    return make_pipeline(StandardScaler(), SGDClassifier(loss=loss, random_state=0))


class Cases:
    """Fits models on common tables and writes them."""

    def __init__(self, group, rows=90):
        self.group, self.train, self.asked = group, numbers(rows), questions(rows=24)
        self.two, self.three = labels(self.train, [0, 1]), labels(self.train, [2, 5, 7])
        self.four = labels(self.train, ["x", "y", "z", "w"])
        self.words, self.target = labels(self.train, ["no", "yes"]), number(self.train)
        self.flags = np.column_stack(
            [self.two, (self.train.a > 0.5) + 0, (self.train.b + self.train.c * 20 > 6) + 0])
        self.numbers = np.column_stack([self.target, self.train.a * 2 - self.train.c])

    def __call__(self, name, model, y, covers="", rows=None, **more):
        model.fit(self.train, y)
        release = "scikit-learn " + sklearn.__version__
        rows = self.asked if rows is None else rows
        self.group.estimator(name, f"{release}: {covers or name}", model, rows,
                             outputs=every_method, **more)


def write(group):
    case = Cases(group)
    voting(case)
    bagging(case)
    boosting(case)
    stacking(case)
    calibration(case)
    many_classes(case)
    many_outputs(case)
    thresholds(case)
    delegation(case)
    baselines(case)
    bayesian(case)
    imbalanced(case)


def voting(case):
    members = [("t", tree()), ("l", logistic()), ("e", ExtraTreeClassifier(max_depth=3, random_state=1))]
    case("voting-hard", VotingClassifier(members), case.four, "majority, ties to the lowest class")
    case("voting-hard-weights", VotingClassifier(members, weights=[1, 2, 1.5]), case.three, "weighted majority")
    case("voting-hard-even", VotingClassifier(members[:2]), case.words, "two voters, ties, text classes")
    case("voting-soft", VotingClassifier(members, voting="soft"), case.four, "mean of probabilities")
    case("voting-soft-weights", VotingClassifier(members, voting="soft", weights=[0.2, 3, 1]), case.words)
    case("voting-drop", VotingClassifier(
        [members[0], ("gone", "drop"), members[1]], voting="soft", weights=[1, 5, 2],
        flatten_transform=False), case.three, "a dropped voter with a weight; transform gives no matrix")
    case("voting-regression", VotingRegressor([("l", LinearRegression()), ("t", DecisionTreeRegressor(max_depth=2))]),
         case.target)
    case("voting-regression-weights", VotingRegressor(
        [("l", LinearRegression()), ("no", "drop"), ("t", DecisionTreeRegressor(max_depth=2))],
        weights=[0.3, 9, 1]), case.target)
    case("voting-features", make_pipeline(VotingClassifier(members, voting="soft"), LogisticRegression()), case.three,
         "votes as features of another model")


def bagging(case):
    small = dict(n_estimators=4, random_state=0)
    case("bagging", BaggingClassifier(tree(), **small), case.three)
    case("bagging-features", BaggingClassifier(tree(), max_features=0.5, bootstrap_features=True, **small), case.four,
         "subsets of columns, with repetition")
    case("bagging-votes", BaggingClassifier(LinearSVC(random_state=0), max_features=3, **small), case.words,
         "without probabilities the share of votes; decision function")
    case("bagging-votes-three", BaggingClassifier(sgd(), **small), case.three, "votes of linear models")
    case("bagging-logistic", BaggingClassifier(logistic(), max_samples=0.4, **small), case.two)
    rare = case.four.copy()
    rare[rare == "z"] = "y"
    rare[:2] = "z"
    case("bagging-rare", BaggingClassifier(tree(), max_samples=0.3, **small), rare,
         "a class that some samples do not have")
    case("bagging-regression", BaggingRegressor(DecisionTreeRegressor(max_depth=2), max_features=2, **small),
         case.target)
    case("bagging-regression-outputs", BaggingRegressor(Ridge(), **small), case.numbers, "two outputs")


def boosting(case):
    small = dict(n_estimators=5, random_state=0)
    case("adaboost", AdaBoostClassifier(**small), case.words, "SAMME of stumps, two classes")
    case("adaboost-three", AdaBoostClassifier(tree(), **small), case.three, "SAMME, three classes")
    case("adaboost-four", AdaBoostClassifier(logistic_weighted(), learning_rate=0.5, **small), case.four)
    case("adaboost-perfect", AdaBoostClassifier(tree(30), **small), case.three, "stops at the first estimator")
    for loss in ("linear", "square", "exponential"):
        case("adaboost-regression-" + loss, AdaBoostRegressor(
            DecisionTreeRegressor(max_depth=2), loss=loss, **small), case.target, "weighted median, loss " + loss)
    case("adaboost-regression-many", AdaBoostRegressor(
        DecisionTreeRegressor(max_depth=1), n_estimators=20, random_state=1), case.target,
        "many equal predictions, weighted median")


def logistic_weighted():
    return LogisticRegression(max_iter=300)


def stacking(case):
    members = [("t", tree()), ("s", LinearSVC(random_state=0)), ("r", RidgeClassifier()),
               ("l", logistic())]
    case("stacking", StackingClassifier(members, LogisticRegression(), cv=2), case.words,
         "probabilities without the first column, decision functions")
    case("stacking-three", StackingClassifier(members, tree(), cv=2, passthrough=True), case.three,
         "all columns of probabilities, and the features")
    case("stacking-predict", StackingClassifier(members[:2], SGDClassifier(random_state=0), cv=2,
                                                stack_method="predict"), case.four, "predictions, no probabilities")
    fitted = [(name, member.fit(case.train, case.four)) for name, member in members[:2]]
    case("stacking-prefit", StackingClassifier(fitted + [("gone", "drop")], LogisticRegression(), cv="prefit"),
         case.four, "fitted before, and a dropped one")
    case("stacking-labels", StackingClassifier(
        [("f", RandomForestClassifier(2, max_depth=2, random_state=0)), ("r", RidgeClassifier())],
        RandomForestClassifier(2, max_depth=2, random_state=1), cv=2), case.flags,
        "several labels: lists of probabilities")
    case("stacking-regression", StackingRegressor(
        [("l", LinearRegression()), ("t", DecisionTreeRegressor(max_depth=2))], Ridge(), cv=2), case.target)
    case("stacking-regression-passthrough", StackingRegressor(
        [("l", LinearRegression()), ("gone", "drop"), ("t", DecisionTreeRegressor(max_depth=2))],
        DecisionTreeRegressor(max_depth=3), passthrough=True, cv=2), case.target)


def calibration(case):
    bases = {"tree": tree(), "svc": LinearSVC(random_state=0), "logistic": logistic()}
    for method in ("sigmoid", "isotonic", "temperature"):
        for name, base in bases.items():
            if (method, name) != ("temperature", "svc"):
                case(f"calibrated-{method}-{name}", CalibratedClassifierCV(base, method=method, cv=2), case.words)
            case(f"calibrated-{method}-{name}-three", CalibratedClassifierCV(base, method=method, cv=2), case.three)
    case("calibrated-one", CalibratedClassifierCV(sgd(), cv=3, ensemble=False), case.four, "ensemble=False")
    case("calibrated-one-isotonic", CalibratedClassifierCV(tree(), cv=3, ensemble=False, method="isotonic"), case.two)
    x = case.train[["b"]]
    target = np.round(x.b / 10 + case.target, 1)
    for name, model in (
            ("nan", IsotonicRegression()), ("clip", IsotonicRegression(out_of_bounds="clip", increasing=False)),
            ("bounds", IsotonicRegression(out_of_bounds="clip", y_min=-0.5, y_max=1.0, increasing="auto"))):
        model.fit(x, target)
        case.group.estimator("isotonic-" + name, "IsotonicRegression: " + name, model, case.asked[["b"]],
                             outputs=every_method)
    constant = IsotonicRegression().fit(x.b, np.ones(len(x)) * 2)
    case.group.estimator("isotonic-constant", "IsotonicRegression fitted on one axis, one value", constant,
                         case.asked[["b"]], outputs=every_method)
    single = IsotonicRegression(out_of_bounds="raise").fit([1.5], [2.5])
    case.group.estimator("isotonic-point", "IsotonicRegression of one point", single, case.asked[["b"]],
                         outputs=every_method)
    refusing = IsotonicRegression(out_of_bounds="raise").fit(x, target)
    case.group.estimator("isotonic-raise", "IsotonicRegression: outside the range", refusing, case.asked[["b"]],
                         refused="a value outside the range of training")


def many_classes(case):
    case("rest-svc", OneVsRestClassifier(LinearSVC(random_state=0)), case.four, "decision functions")
    case("rest-tree", OneVsRestClassifier(tree(1)), case.three, "probabilities, normalised, with ties")
    case("rest-binary", OneVsRestClassifier(logistic()), case.words, "two classes")
    case("rest-binary-tree", OneVsRestClassifier(tree()), case.two, "two classes by probabilities")
    case("rest-labels", OneVsRestClassifier(logistic()), case.flags, "several labels")
    case("rest-labels-tree", OneVsRestClassifier(tree()), case.flags, "several labels by probabilities")
    case("rest-regression", OneVsRestClassifier(Ridge()), case.three, "regressors of the indicators")
    constant = case.flags.copy()
    constant[:, 1] = 1
    case("rest-constant", OneVsRestClassifier(logistic()), constant, "a label that every row has")
    constant = case.flags.copy()
    constant[:, 0] = 0
    case("rest-constant-first", OneVsRestClassifier(logistic()), constant,
         "a label that no row has is first and sets the threshold")
    case("one-svc", OneVsOneClassifier(LinearSVC(random_state=0)), case.four, "votes and confidences")
    case("one-tree", OneVsOneClassifier(tree(1)), case.three, "votes and probabilities")
    case("one-binary", OneVsOneClassifier(logistic()), case.words, "two classes")
    case("one-binary-tree", OneVsOneClassifier(tree()), case.two, "two classes by probabilities")
    case("codes-svc", OutputCodeClassifier(LinearSVC(random_state=0), code_size=2, random_state=0), case.four)
    case("codes-tree", OutputCodeClassifier(tree(), code_size=1.5, random_state=1), case.three)


def many_outputs(case):
    texts = np.array([["a", "b", "c"], ["d", "e", "f"]])[case.flags, np.arange(3)]
    case("outputs-tree", MultiOutputClassifier(tree()), texts, "lists of probabilities, text classes")
    case("outputs-logistic", MultiOutputClassifier(logistic()), np.column_stack([case.three, case.two]))
    case("outputs-ridge", MultiOutputClassifier(RidgeClassifier()), case.flags, "no probabilities")
    case("outputs-regression", MultiOutputRegressor(DecisionTreeRegressor(max_depth=2)), case.numbers)
    case("chain", ClassifierChain(logistic(), order=[2, 0, 1]), case.flags, "order of its own")
    case("chain-random", ClassifierChain(tree(), order="random", random_state=3), case.flags)
    for method in ("predict_proba", "predict_log_proba", "decision_function"):
        # Of far rows the logarithms would be infinite, which the next estimator refuses.
        case("chain-" + method, ClassifierChain(logistic(), chain_method=method), case.flags,
             rows=case.asked.iloc[4:])
    case("chain-cv", ClassifierChain(RidgeClassifier(), cv=2, order=[1, 0, 2]), case.flags)
    case("chain-regression", RegressorChain(Ridge(), order=[1, 0]), case.numbers)
    case("chain-regression-tree", RegressorChain(DecisionTreeRegressor(max_depth=3, random_state=0), cv=2),
         case.numbers)


def thresholds(case):
    from sklearn.metrics import f1_score, make_scorer
    from sklearn.model_selection import FixedThresholdClassifier, TunedThresholdClassifierCV
    case("threshold", FixedThresholdClassifier(logistic(), threshold=0.3), case.words)
    case("threshold-auto", FixedThresholdClassifier(LinearSVC(random_state=0)), case.words, "decision function, 0")
    case("threshold-first", FixedThresholdClassifier(tree(), threshold=0.4, pos_label="no"), case.words,
         "pos_label is the first class")
    case("threshold-first-decision", FixedThresholdClassifier(
        logistic(), threshold=0.2, pos_label=0, response_method="decision_function"), case.two)
    case("tuned", TunedThresholdClassifierCV(logistic(), cv=2), case.words)
    case("tuned-f1", TunedThresholdClassifierCV(tree(), scoring="f1", cv=2), case.two)
    case("tuned-first", TunedThresholdClassifierCV(
        logistic(), scoring=make_scorer(f1_score, pos_label="no"), cv=2, response_method="decision_function"),
        case.words)


def delegation(case):
    from sklearn.frozen import FrozenEstimator
    case("ransac", RANSACRegressor(random_state=0), case.target)
    case("frozen", FrozenEstimator(logistic().fit(case.train, case.four)), case.four)
    partly = case.three.copy()
    partly[::3] = -1
    case("self-training", SelfTrainingClassifier(logistic()), partly)
    case("search", GridSearchCV(CalibratedClassifierCV(tree(), cv=2), {"method": ["isotonic"]}, cv=2), case.words,
         "calibration below a search")


def baselines(case):
    from sklearn.dummy import DummyClassifier
    texts = np.array([["a", "b", "c"], ["d", "e", "f"]])[case.flags, np.arange(3)]
    for strategy in ("prior", "most_frequent"):
        case("dummy-outputs-" + strategy, DummyClassifier(strategy=strategy), texts, "several targets")
    case("dummy-outputs-constant", DummyClassifier(strategy="constant", constant=["a", "e", "f"]), texts)
    case("dummy-constant", DummyClassifier(strategy="constant", constant="no"), case.words)
    model = DummyClassifier(strategy="uniform").fit(case.train, case.three)
    case.group.estimator("dummy-uniform", "DummyClassifier: probabilities of classes that are drawn", model,
                         case.asked, outputs=lambda model, rows: {
                             f"predict_proba[{label}]": column for label, column in
                             zip(model.classes_, model.predict_proba(rows).T)})
    case("dummy-stratified", DummyClassifier(strategy="stratified"), case.three, refused="draws at random")


def deviations(model, rows):
    mean, deviation = model.predict(rows, return_std=True)
    return {"predict": mean, "predict_std": deviation}


def bayesian(case):
    """BayesianRidge and ARDRegression, whose deviations are centred since 1.9."""
    from sklearn.linear_model import ARDRegression, BayesianRidge
    for name, model in (("bayesian-ridge", BayesianRidge()), ("bayesian-plain", BayesianRidge(fit_intercept=False)),
                        ("ard", ARDRegression()), ("ard-few", ARDRegression(threshold_lambda=2.0))):
        # Until 1.3 ARDRegression takes no table for its deviations.
        model.fit(case.train.to_numpy(), case.target)
        case.group.estimator(name, "standard deviations", model, case.asked, outputs=deviations, array=True)


def imbalanced(case):
    from imblearn.ensemble import (
        BalancedBaggingClassifier, BalancedRandomForestClassifier, EasyEnsembleClassifier, RUSBoostClassifier)
    from imblearn.over_sampling import SMOTE, RandomOverSampler
    from imblearn.pipeline import make_pipeline as chain
    from imblearn.under_sampling import RandomUnderSampler
    small = dict(n_estimators=3, random_state=0)
    case("imbalanced-chain", chain(RandomUnderSampler(random_state=0), StandardScaler(), SMOTE(random_state=0),
                                   LogisticRegression()), case.three, "samplers among the steps")
    case("imbalanced-over", chain(RandomOverSampler(random_state=0), tree()), case.words)
    case("imbalanced-forest", BalancedRandomForestClassifier(
        max_depth=2, sampling_strategy="all", replacement=True, bootstrap=False, **small), case.three)
    case("imbalanced-bagging", BalancedBaggingClassifier(tree(), **small), case.words)
    case("imbalanced-easy", EasyEnsembleClassifier(
        estimator=AdaBoostClassifier(n_estimators=2), **small), case.three)
    case("imbalanced-boosting", RUSBoostClassifier(**small), case.four)


def write_old(group):
    case = Cases(group, rows=60)

    def has(kind, parameter):
        return parameter in inspect.signature(kind).parameters

    small = dict(n_estimators=4, random_state=0)
    both = ("SAMME", "SAMME.R") if has(AdaBoostClassifier, "algorithm") and sklearn.__version__ < "1.6" else ()
    for algorithm in both:
        case("adaboost-" + algorithm, AdaBoostClassifier(algorithm=algorithm, **small), case.words)
        case(f"adaboost-{algorithm}-three", AdaBoostClassifier(
            tree(), algorithm=algorithm, **small), case.three)
    if not both:
        case("adaboost-three", AdaBoostClassifier(tree(), **small), case.three)
    case("bagging", BaggingClassifier(tree(), max_features=0.5, **small), case.three)
    case("voting", VotingClassifier([("t", tree()), ("l", logistic())], voting="soft"), case.words)
    case("stacking", StackingClassifier([("t", tree()), ("l", logistic())], LogisticRegression(), cv=2), case.words)
    case("calibrated", CalibratedClassifierCV(tree(), cv=2), case.three)
    case("calibrated-isotonic", CalibratedClassifierCV(LinearSVC(random_state=0), cv=2, method="isotonic"), case.words)
    case("rest-ties", OneVsRestClassifier(tree(1)), case.four, "of equal scores the last class, or the first")
    case("one-binary", OneVsOneClassifier(tree()), case.words, "the threshold of probabilities")
    case("outputs", MultiOutputClassifier(tree()), case.flags)
    case("chain", ClassifierChain(logistic(), order=[2, 0, 1]), case.flags)
    case("ransac", RANSACRegressor(random_state=0), case.target)
    partly = case.three.copy()
    partly[::3] = -1
    case("self-training", SelfTrainingClassifier(logistic()), partly)
    bayesian(case)
