"""Cases of XGBoost models: scikit-learn wrappers in pickles, bare boosters as JSON and UBJSON."""

import json

import numpy as np
import pandas as pd
import xgboost
from xgboost import XGBClassifier, XGBRanker, XGBRegressor, XGBRFClassifier, XGBRFRegressor

from .tables import (
    asked_words, at_thresholds, labels, number, numbers, questions, with_missing, words)
from .writer import put


def splits(booster):
    """(feature, threshold) of every numeric split, from the model's own JSON."""
    model = json.loads(booster.save_raw("json"))["learner"]["gradient_booster"]
    trees = model.get("gbtree", model).get("model", {}).get("trees", [])
    for tree in trees:
        types = tree.get("split_type") or [0] * len(tree["left_children"])
        for left, feature, threshold, kind in zip(
                tree["left_children"], tree["split_indices"], tree["split_conditions"], types):
            if left >= 0 and kind == 0:
                yield feature, threshold


def booster_outputs(booster, linear=False):
    """What a bare booster answers: with the link, without it, and the leaf of each tree."""

    def outputs(rows):
        enable = any(isinstance(t, pd.CategoricalDtype) for t in rows.dtypes)
        matrix = xgboost.DMatrix(rows, enable_categorical=enable)
        columns = {}
        put(columns, "predict", booster.predict(matrix))
        put(columns, "margin", booster.predict(matrix, output_margin=True))
        if not linear:
            put(columns, "leaf", booster.predict(matrix, pred_leaf=True).astype(int).reshape(len(rows), -1))
        return columns

    return outputs


def save(booster):
    def write(folder):
        booster.save_model(folder / "model.json")
        booster.save_model(folder / "model.ubj")
    return write


class Cases:
    def __init__(self, group):
        self.group = group

    def wrapped(self, name, covers, model, y, frame=None, missing=True, rows=None, **more):
        """A scikit-learn wrapper in a pickle, and its booster as a case of its own."""
        frame = with_missing(numbers()) if frame is None else frame
        model.fit(frame, y)
        if rows is None:
            rows = at_thresholds(questions(missing=missing), splits(model.get_booster()), limit=4)
        self.group.estimator(name, covers, model, rows, rtol=1e-5, **more)
        return model, rows

    def bare(self, name, covers, parameters, y, rounds=4, frame=None, missing=True, rows=None, category=None,
             linear=False, refused=None, **more):
        frame = with_missing(numbers()) if frame is None else frame
        data = xgboost.DMatrix(frame, label=y, enable_categorical=True)
        parameters = {"max_depth": 2, "seed": 0, "nthread": 1, **parameters}
        booster = xgboost.train(parameters, data, rounds, verbose_eval=False, **more)
        if rows is None:
            rows = at_thresholds(questions(missing=missing), [] if linear else splits(booster), limit=4)
        self.group.booster(name, covers, rows, save(booster), booster_outputs(booster, linear),
                           rtol=1e-5, category=category, **({"refused": refused} if refused else {}))


def wrappers(cases):
    train = with_missing(numbers())
    two, three = labels(train, [0, 1]), labels(train, [0, 1, 2])
    target = number(train)
    small = dict(n_estimators=4, max_depth=2, random_state=0, n_jobs=1)
    case = cases.wrapped
    case("classifier", "A9: XGBClassifier, missing values", XGBClassifier(**small), two, skops=True)
    case("classifier-base-score", "A9: base_score other than 0.5",
         XGBClassifier(base_score=0.2, **small), two)
    case("classifier-three", "three classes", XGBClassifier(**small), three, skops=True)
    case("classifier-three-base-score", "three classes with a base score",
         XGBClassifier(base_score=0.3, **small), three)
    case("classifier-softmax", "multi:softmax", XGBClassifier(objective="multi:softmax", **small), three)
    case("classifier-names", "A9: feature names of a data frame, with spaces and odd marks",
         XGBClassifier(**small), two,
         frame=train.rename(columns={"a": "f1 length", "b": "b=2, (cm)", "c": "f10", "d": "Größe"}),
         rows=questions(missing=True).rename(
             columns={"a": "f1 length", "b": "b=2, (cm)", "c": "f10", "d": "Größe"}))
    case("classifier-multilabel", "multilabel", XGBClassifier(**small), np.column_stack([two, train.a > 0]).astype(int))
    case("regressor", "XGBRegressor: base_score from the data (A9: a vector in the file)",
         XGBRegressor(**small), target + 170.0, skops=True)
    case("regressor-array-scale", "gamma, reg_alpha, subsample, columns sampled",
         XGBRegressor(gamma=0.1, reg_alpha=0.5, subsample=0.8, colsample_bynode=0.5, **small), target)
    case("regressor-outputs", "two outputs, a tree an output", XGBRegressor(**small), np.column_stack([target, two]))
    case("regressor-vector-leaf", "two outputs, multi_strategy=multi_output_tree",
         XGBRegressor(multi_strategy="multi_output_tree", tree_method="hist", **small),
         np.column_stack([target, two * 3.0]))
    case("regressor-missing-number", "missing=-999", XGBRegressor(missing=-999.0, **small), target,
         frame=train.fillna(-999.0), rows=questions().replace(1.0e6, -999.0))
    case("regressor-missing-zero", "missing=0: zeros take the default branch, and NaN too",
         XGBRegressor(missing=0.0, **small), target, frame=train.fillna(0.0), rows=questions(missing=True))
    case("forest", "A9: XGBRFClassifier", XGBRFClassifier(**small), two)
    case("forest-three", "A9: XGBRFClassifier, three classes", XGBRFClassifier(**small), three)
    case("forest-regressor", "A9: XGBRFRegressor", XGBRFRegressor(**small), target)
    case("dart", "A9: booster=dart", XGBClassifier(booster="dart", rate_drop=0.5, **small), two)
    linear = dict(booster="gblinear", n_estimators=5, random_state=0, n_jobs=1, updater="coord_descent",
                  feature_selector="cyclic")
    case("linear", "booster=gblinear", XGBRegressor(**linear), target, frame=numbers(), rows=questions(missing=True))
    ranker = XGBRanker(**small).fit(train, two, qid=np.arange(len(train)) // 10)
    cases.group.estimator("ranker", "XGBRanker", ranker, questions(missing=True), rtol=1e-5)
    stopped = XGBClassifier(n_estimators=60, early_stopping_rounds=2, max_depth=2, learning_rate=0.7, n_jobs=1,
                            random_state=0)
    other = with_missing(numbers(60, seed=41), seed=42)
    stopped.fit(train, two, eval_set=[(other, labels(other, [0, 1]))], verbose=False)
    cases.group.estimator(
        "stopped", f"A9: early stopping, best_iteration {stopped.best_iteration} of "
        f"{stopped.get_booster().num_boosted_rounds()} rounds", stopped,
        at_thresholds(questions(missing=True), splits(stopped.get_booster()), 4), rtol=1e-5)


def objectives(cases):
    train = with_missing(numbers())
    two, three, target = labels(train, [0, 1]), labels(train, [0, 1, 2]), number(train)
    positive, share = np.abs(target) + 0.5, (target - target.min()) / np.ptp(target)
    case = cases.bare
    for objective, y in {
        "binary:logistic": two, "binary:logitraw": two, "binary:hinge": two, "reg:squarederror": target,
        "reg:squaredlogerror": positive, "reg:logistic": share, "reg:pseudohubererror": target,
        "reg:absoluteerror": target, "count:poisson": np.round(positive), "reg:gamma": positive,
        "reg:tweedie": positive, "survival:cox": positive, "rank:pairwise": two, "rank:ndcg": two,
        "rank:map": two,
    }.items():
        trap = objective in ("binary:logistic", "reg:logistic", "count:poisson", "reg:gamma", "reg:tweedie")
        case("booster-" + objective.replace(":", "-"), ("A9: " if trap else "") + f"bare booster, {objective}",
             {"objective": objective}, y)
    survival(cases, positive)
    newer_dart(cases, target)
    case("booster-linear-outputs", "gblinear, two targets: both get the first base score",
         {"booster": "gblinear", "updater": "coord_descent"}, np.column_stack([target, positive * 40]),
         frame=numbers(), linear=True, missing=False)
    case("booster-quantile", "reg:quantileerror, two quantiles: two outputs",
         {"objective": "reg:quantileerror", "quantile_alpha": np.array([0.2, 0.7])}, target)
    case("booster-softprob", "multi:softprob", {"objective": "multi:softprob", "num_class": 3}, three)
    case("booster-softmax", "multi:softmax gives the class number", {"objective": "multi:softmax", "num_class": 3},
         three)
    case("booster-base-score", "base_score of count:poisson", {"objective": "count:poisson", "base_score": 3.0},
         np.round(positive))
    case("booster-dart", "A9: dart", {"booster": "dart", "rate_drop": 0.4, "one_drop": True}, target, rounds=6)
    case("booster-dart-forest", "dart, normalize_type=forest, three classes",
         {"booster": "dart", "rate_drop": 0.4, "normalize_type": "forest", "objective": "multi:softprob",
          "num_class": 3}, three)
    case("booster-parallel", "num_parallel_tree with boosting", {"num_parallel_tree": 3, "subsample": 0.6}, target,
         rounds=2)
    case("booster-linear", "gblinear, three classes",
         {"booster": "gblinear", "objective": "multi:softprob", "num_class": 3, "updater": "coord_descent"},
         three, frame=numbers(), linear=True, missing=False)
    case("booster-deep", "deep trees", {"max_depth": 7, "min_child_weight": 0.0}, target, rounds=2)
    case("booster-lossguide", "grow_policy=lossguide, max_leaves",
         {"grow_policy": "lossguide", "max_leaves": 6, "max_depth": 0}, target)
    case("booster-exact", "tree_method=exact", {"tree_method": "exact"}, target)
    case("booster-stump", "trees of one leaf", {"gamma": 1e9, "base_score": 2.0}, target, rounds=2)
    case("booster-vector-leaf", "multi_strategy=multi_output_tree, three classes",
         {"multi_strategy": "multi_output_tree", "objective": "multi:softprob", "num_class": 3,
          "tree_method": "hist"}, three)
    case("booster-unseen-missing", "missing values where training had none", {}, target, frame=numbers())
    other = xgboost.DMatrix(numbers(60, seed=41), label=number(numbers(60, seed=41)))
    case("booster-stopped", "a bare booster with best_iteration uses all trees",
         {"learning_rate": 0.9}, target, rounds=20, evals=[(other, "other")], early_stopping_rounds=2)


def survival(cases, times):
    """survival:aft, whose labels are intervals."""
    data = xgboost.DMatrix(with_missing(numbers()))
    data.set_float_info("label_lower_bound", times)
    data.set_float_info("label_upper_bound", np.where(times > 2, np.inf, times + 1))
    booster = xgboost.train({"objective": "survival:aft", "max_depth": 2, "seed": 0, "nthread": 1}, data, 4)
    rows = at_thresholds(questions(missing=True), splits(booster), limit=4)
    cases.group.booster("booster-survival-aft", "survival:aft", rows, save(booster), booster_outputs(booster), rtol=1e-5)


def newer_dart(cases, target):
    """The layout of XGBoost 3.3: the trees of dart are a gbtree's, and their weights stand beside them."""
    data = xgboost.DMatrix(with_missing(numbers()), label=target)
    booster = xgboost.train({"booster": "dart", "rate_drop": 0.4, "one_drop": True, "max_depth": 2, "seed": 0,
                             "nthread": 1}, data, 6)

    def write(folder):
        path = folder / "model.json"
        booster.save_model(path)
        document = json.loads(path.read_text())
        old = document["learner"]["gradient_booster"]
        model = {**old["gbtree"]["model"], "weight_drop": old["weight_drop"]}
        document["learner"]["gradient_booster"] = {"model": model, "name": "gbtree"}
        document["version"] = [3, 3, 0]
        path.write_text(json.dumps(document))

    rows = at_thresholds(questions(missing=True), splits(booster), limit=4)
    cases.group.booster("booster-dart-newer", "dart as XGBoost 3.3 writes it", rows, write, booster_outputs(booster),
                        rtol=1e-5)


def categories(cases):
    # XGBoost before 3.4 cuts the names of categories short that are not ASCII.
    ascii_names = {"São Paulo": "Sao Paulo", "Zürich": "Zurich", "東京": "Tokyo"}
    original = words(160)
    text = original.assign(town=original.town.replace(ascii_names))
    names = ["color", "town", "yes"]
    cost = (text["size"] * 2 + text.town.isin(["Oslo", "Ur", "Tokyo"]) * 9
            + (text.color == "red") * text.weight / 9).round(2)
    known = {c: sorted(set(text[c])) for c in names}
    typed = text.assign(**{c: pd.Categorical(text[c], categories=known[c]) for c in names})
    asked = asked_words(unseen=False, missing=True)
    asked = asked.where(asked.notna(), np.nan).assign(town=asked.town.replace(ascii_names))
    small = dict(n_estimators=4, max_depth=3, random_state=0, n_jobs=1, tree_method="hist")
    cases.wrapped("categories", "pandas categories of text; missing ones", XGBRegressor(
        enable_categorical=True, max_cat_to_onehot=2, **small), cost, frame=typed, rows=asked, category=known)
    cases.wrapped("categories-one-hot", "categories split one against the rest", XGBClassifier(
        enable_categorical=True, max_cat_to_onehot=10, **small), (cost > cost.median()).astype(int),
        frame=typed, rows=asked, category=known)
    cases.bare("booster-categories", "pandas categories of text in a bare booster",
               {"max_cat_to_onehot": 3, "max_depth": 3}, cost, frame=typed, rows=asked, category=known)
    beyond = text.assign(town=pd.Categorical(original.town)).drop(columns=["color", "yes"])
    cases.bare("booster-categories-beyond-ascii", "names of categories that XGBoost 3.2 cuts short", {}, cost,
               frame=beyond, rows=beyond.head(3), refused="names of categories with letters beyond ASCII")
    random = np.random.RandomState(8)
    codes = pd.DataFrame({"code": random.randint(0, 40, 160).astype(float), "size": text["size"]})
    bonus = cost + (codes.code % 3 == 0) * 20
    asked_codes = pd.DataFrame({
        "code": [0, 1, 2, 3, 38, 39, np.nan, 33, 12, 5, 40, 63, 64, 1000,
                 -0.5, -0.0, -1.0, -1e-50, 0.5, 2.9999999999, 2.5, 16777216.0, 1e30, -3.0, 3],
        "size": [5.0] * 24 + [np.nan]})
    data = xgboost.DMatrix(codes, label=bonus, feature_types=["c", "q"], enable_categorical=True)
    booster = xgboost.train({"max_depth": 3, "seed": 0, "nthread": 1, "max_cat_to_onehot": 1}, data, 4)

    def outputs(rows):
        matrix = xgboost.DMatrix(rows, feature_types=["c", "q"], enable_categorical=True)
        columns = {}
        put(columns, "predict", booster.predict(matrix))
        put(columns, "margin", booster.predict(matrix, output_margin=True))
        put(columns, "leaf", booster.predict(matrix, pred_leaf=True).astype(int))
        return columns

    cases.group.booster("booster-codes", "categories that are codes; unseen codes, beyond the bitset too",
                        asked_codes, save(booster), outputs, rtol=1e-5)


def write(group):
    cases = Cases(group)
    wrappers(cases)
    objectives(cases)
    categories(cases)
