"""Cases of LightGBM models: scikit-learn wrappers in pickles, bare boosters as text."""

import lightgbm
import numpy as np
import pandas as pd
from lightgbm import LGBMClassifier, LGBMRanker, LGBMRegressor

from .tables import (
    asked_words, at_thresholds, labels, number, numbers, questions, with_missing, words)
from .writer import put

QUIET = {"verbose": -1, "num_threads": 1, "deterministic": True, "seed": 0, "min_data_in_leaf": 5,
         "min_data_in_bin": 1}


def splits(booster):
    """(feature, threshold) of every numeric split."""
    frame = booster.trees_to_dataframe()
    inner = frame[frame.decision_type == "<="]
    names = booster.feature_name()
    for name, threshold in zip(inner.split_feature, inner.threshold):
        yield names.index(name), float(threshold)


def asked_rows(booster, missing):
    """Both zeros and values that count as zero, infinities, missing values, values at splits."""
    rows = questions(missing=missing)
    rows.iloc[-1, 0], rows.iloc[-2, 1] = np.inf, -np.inf
    rows.iloc[-3, :] = [1e-36, -1e-36, 9.999999e-36, 1.1e-35]
    return at_thresholds(rows, splits(booster), limit=4)


def squares(y, scores):
    """Least squares, as an objective of a user's own."""
    return scores - y, np.ones_like(y)


def squares_of(scores, data):
    return squares(data.get_label(), scores)


class Cases:
    def __init__(self, group):
        self.group = group

    def wrapped(self, name, covers, model, y, frame=None, missing=True, rows=None, category=None, fit=None,
                **more):
        frame = with_missing(numbers()) if frame is None else frame
        model.fit(frame, y, **(fit or {}))
        rows = asked_rows(model.booster_, missing) if rows is None else rows
        self.group.estimator(name, covers, model, rows, category=category, **more)

    def bare(self, name, covers, parameters, y, rounds=4, frame=None, missing=True, rows=None, category=None,
             **options):
        frame = with_missing(numbers()) if frame is None else frame
        data = lightgbm.Dataset(frame, label=y, **options.pop("dataset", {}))
        booster = lightgbm.train({"num_leaves": 4, **QUIET, **parameters}, data, rounds, **options)
        rows = asked_rows(booster, missing) if rows is None else rows

        def outputs(seen):
            columns = {}
            put(columns, "predict", booster.predict(seen))
            put(columns, "raw", booster.predict(seen, raw_score=True))
            put(columns, "leaf", booster.predict(seen, pred_leaf=True).astype(int))
            return columns

        self.group.booster(name, covers, rows, lambda folder: booster.save_model(folder / "model.txt"),
                           outputs, rtol=1e-9, category=category)


def wrappers(cases):
    train = with_missing(numbers())
    two, three, target = labels(train, [0, 1]), labels(train, ["x", "y", "z"]), number(train)
    small = dict(n_estimators=4, num_leaves=4, min_child_samples=5, random_state=0, n_jobs=1, verbose=-1)
    case = cases.wrapped
    case("classifier", "A9: LGBMClassifier, missing values", LGBMClassifier(**small), two, skops=True)
    case("classifier-labels", "A9: labels 5 and 6", LGBMClassifier(**small), two + 5)
    case("classifier-words", "A9: labels are text", LGBMClassifier(**small), np.array(["no", "yes"])[two])
    case("classifier-three", "three classes of text", LGBMClassifier(**small), three, skops=True)
    case("classifier-ova", "A9: objective=multiclassova", LGBMClassifier(objective="multiclassova", **small), three)
    case("classifier-unbalanced", "class_weight, boost_from_average=False",
         LGBMClassifier(class_weight="balanced", boost_from_average=False, **small), (target > 2) + 0)
    case("regressor", "LGBMRegressor", LGBMRegressor(**small), target, skops=True)
    case("regressor-unseen-missing", "missing values where training had none are zeros",
         LGBMRegressor(**small), target, frame=numbers())
    case("regressor-no-missing", "use_missing=False", LGBMRegressor(use_missing=False, **small), target)
    case("regressor-zero-missing", "zero_as_missing", LGBMRegressor(zero_as_missing=True, **small), target,
         frame=train.fillna(0.0))
    case("forest", "A9: boosting_type=rf",
         LGBMClassifier(boosting_type="rf", subsample=0.7, subsample_freq=1, **small), two)
    case("dart", "A9: boosting_type=dart", LGBMRegressor(boosting_type="dart", drop_rate=0.5, **small), target)
    case("goss", "boosting_type=goss", LGBMRegressor(data_sample_strategy="goss", **small), target)
    case("linear-tree", "A9: linear_tree", LGBMRegressor(linear_tree=True, **small), target)
    case("custom-regressor", "an objective of the user's", LGBMRegressor(objective=squares, **small), target)
    case("custom-classifier", "an objective of the user's: all methods give scores",
         LGBMClassifier(objective=squares, **small), two)
    case("ranker-xendcg", "LGBMRanker, rank_xendcg", LGBMRanker(objective="rank_xendcg", **small), two,
         fit={"group": [10] * 10})
    case("ranker", "LGBMRanker", LGBMRanker(**small), two, fit={"group": [10] * 10})
    other = with_missing(numbers(60, seed=41), seed=42)
    case("stopped", "A9: early stopping, best_iteration",
         LGBMRegressor(**{**small, "n_estimators": 60, "learning_rate": 0.9}), target,
         fit={"eval_set": [(other, number(other))],
              "callbacks": [lightgbm.early_stopping(2, verbose=False)]})


def objectives(cases):
    train = with_missing(numbers())
    two, three, target = labels(train, [0, 1]), labels(train, [0, 1, 2]), number(train)
    positive, share = np.abs(target) + 0.5, (target - target.min()) / np.ptp(target)
    case = cases.bare
    for objective, y in {
        "regression": target, "regression_l1": target, "huber": target, "fair": target, "quantile": target,
        "mape": positive, "poisson": np.round(positive), "gamma": positive, "tweedie": positive, "binary": two,
        "cross_entropy": share, "cross_entropy_lambda": share,
    }.items():
        trap = objective in ("poisson", "gamma", "tweedie", "cross_entropy", "cross_entropy_lambda", "binary")
        case(f"booster-{objective.replace('_', '-')}", ("A9: " if trap else "") + f"bare booster, {objective}",
             {"objective": objective}, y)
    case("booster-sqrt", "reg_sqrt", {"objective": "regression", "reg_sqrt": True}, target * 3)
    case("booster-sigmoid", "binary with sigmoid=2.5", {"objective": "binary", "sigmoid": 2.5}, two)
    case("booster-multiclass", "multiclass", {"objective": "multiclass", "num_class": 3}, three)
    case("booster-ova", "A9: multiclassova", {"objective": "multiclassova", "num_class": 3, "sigmoid": 0.7}, three)
    case("booster-rank", "lambdarank", {"objective": "lambdarank"}, two, dataset={"group": [10] * 10})
    case("booster-rank-xendcg", "rank_xendcg", {"objective": "rank_xendcg"}, two, dataset={"group": [10] * 10})
    case("booster-custom", "an objective of the user's", {"objective": squares_of}, target)
    case("booster-forest", "A9: boosting=rf averages its trees",
         {"objective": "regression", "boosting": "rf", "bagging_freq": 1, "bagging_fraction": 0.6}, target)
    case("booster-forest-three", "boosting=rf, three classes",
         {"objective": "multiclass", "num_class": 3, "boosting": "rf", "bagging_freq": 1,
          "bagging_fraction": 0.6}, three)
    case("booster-dart", "A9: dart", {"objective": "binary", "boosting": "dart", "drop_rate": 0.5}, two, rounds=6)
    case("booster-linear-tree", "A9: linear_tree; a missing value falls back to the leaf",
         {"objective": "regression", "linear_tree": True}, target)
    case("booster-linear-tree-binary", "linear_tree, binary", {"objective": "binary", "linear_tree": True}, two)
    steep = train * 1e-34
    case("booster-linear-tree-tiny", "linear_tree over numbers of which some count as zero",
         {"objective": "regression", "linear_tree": True}, target, frame=steep, rows=questions() * 1e-36)
    case("booster-zero-as-missing", "zero_as_missing", {"zero_as_missing": True}, target, frame=train.fillna(0.0))
    case("booster-no-missing", "use_missing=false", {"use_missing": False}, target)
    case("booster-stump", "trees of one leaf", {"min_gain_to_split": 1e9}, target, rounds=2)
    case("booster-constant", "a constant target", {}, target * 0 + 4)
    case("booster-extra", "extra_trees, max_depth", {"extra_trees": True, "max_depth": 2, "num_leaves": 31}, target)


def categories(cases):
    text = words(160)
    names = ["color", "town", "yes"]
    cost = (text["size"] * 2 + text.town.isin(["Oslo", "Ur", "東京"]) * 9
            + (text.color == "red") * text.weight / 9).round(2)
    asked = asked_words(missing=True)
    known = {c: sorted(set(text[c])) for c in names}
    every = {c: sorted(set(asked[c].dropna()) | set(known[c])) for c in names}
    typed = text.assign(**{c: pd.Categorical(text[c], categories=known[c]) for c in names})
    holes = typed.mask(np.random.RandomState(4).uniform(size=typed.shape) < 0.15)
    small = dict(n_estimators=4, num_leaves=5, min_child_samples=4, random_state=0, n_jobs=1, verbose=-1,
                 min_data_per_group=2, cat_smooth=1.0, max_cat_to_onehot=2)
    cases.wrapped("categories", "A9: pandas categories; unseen and missing ones", LGBMRegressor(**small), cost,
                  frame=typed, rows=asked, category=every)
    cases.wrapped("categories-missing", "A9: pandas categories with missing values in training, three classes",
                  LGBMClassifier(**small), np.digitize(cost, np.quantile(cost, [0.4, 0.7])), frame=holes,
                  rows=asked, category=every)
    bare = {"min_data_per_group": 2, "cat_smooth": 1.0, "num_leaves": 5}
    cases.bare("booster-categories", "A9: pandas categories in the text file's pandas_categorical", bare, cost,
               frame=typed, rows=asked, category=every)
    cases.bare("booster-categories-one-hot", "max_cat_to_onehot", {**bare, "max_cat_to_onehot": 30}, cost,
               frame=typed, rows=asked, category=every)
    random = np.random.RandomState(8)
    codes = pd.DataFrame({"code": random.randint(0, 60, 160).astype(float), "size": text["size"]})
    bonus = cost + (codes.code % 3 == 0) * 20
    asked_codes = pd.DataFrame({
        "code": [0, 1, 2, 3, 58, 59, 60, np.nan, -1, 2.5, -0.5, 33, 31, 32, 63, 64, 1e9,
                 2147483647.0, 2147483648.0, 4294967296.0, 4294967299.0, -2147483648.0, -2147483649.0, 1e300, np.inf,
                 -np.inf, -0.0, -1e-40, 12],
        "size": [5.0] * 28 + [np.nan]})
    cases.bare("booster-codes", "A9: categories that are codes; unseen, negative, fractional, missing ones",
               bare, bonus, frame=codes, rows=asked_codes, dataset={"categorical_feature": ["code"]})
    gaps = codes.mask(random.uniform(size=codes.shape) < 0.2)
    cases.bare("booster-codes-missing", "the same with missing codes in training", bare, bonus, frame=gaps,
               rows=asked_codes, dataset={"categorical_feature": ["code"]})


def write(group):
    cases = Cases(group)
    wrappers(cases)
    objectives(cases)
    categories(cases)
