"""Cases of decision trees and of forests of them."""

import numpy as np
from sklearn.ensemble import (
    ExtraTreesClassifier, ExtraTreesRegressor, RandomForestClassifier, RandomForestRegressor)
from sklearn.tree import (
    DecisionTreeClassifier, DecisionTreeRegressor, ExtraTreeClassifier, ExtraTreeRegressor)

from .tables import at_thresholds, labels, number, numbers, questions, with_missing


def splits(model):
    trees = [model] if hasattr(model, "tree_") else np.ravel(model.estimators_)
    for tree in trees:
        inner = tree.tree_
        yield from ((f, t) for f, t in zip(inner.feature, inner.threshold) if f >= 0)


def write(group):
    train, holes = numbers(), with_missing(numbers())
    two, three, words = labels(train, [0, 1]), labels(train, [2, 5, 7]), labels(train, ["lo", "mid", "hi"])
    target = number(train)

    def case(name, covers, model, y, frame=train, missing=False, array=False, **more):
        model.fit(frame.to_numpy() if array else frame, y)
        rows = at_thresholds(questions(missing=missing), splits(model))
        group.estimator(name, covers, model, rows, array=array, **more)

    tree = dict(max_depth=4, random_state=0)
    case("tree-binary", "DecisionTreeClassifier", DecisionTreeClassifier(**tree), two, skops=True)
    case("tree-three", "three classes numbered 2, 5, 7", DecisionTreeClassifier(**tree), three)
    case("tree-words", "class labels are text", DecisionTreeClassifier(**tree), words)
    case("tree-booleans", "class labels are booleans", DecisionTreeClassifier(**tree), two == 1)
    case("tree-floats", "class labels are floating point numbers", DecisionTreeClassifier(**tree), two + 1.0)
    case("tree-weights", "class_weight", DecisionTreeClassifier(class_weight="balanced", **tree),
         (target > 2).astype(int))
    case("tree-one-class", "a single class, a single node", DecisionTreeClassifier(**tree), two * 0 + 3)
    case("tree-deep", "grown to pure leaves", DecisionTreeClassifier(random_state=0), two)
    case("tree-missing", "A9: missing values in a tree",
         DecisionTreeClassifier(**tree), words, frame=holes, missing=True, skops=True)
    case("tree-missing-unseen", "missing values in rows where training had none",
         DecisionTreeClassifier(**tree), two, missing=True)
    case("tree-outputs", "two outputs with other classes",
         DecisionTreeClassifier(**tree), np.column_stack([words, np.array(["n", "y"])[two]]))
    case("tree-regression", "DecisionTreeRegressor", DecisionTreeRegressor(**tree), target, skops=True)
    case("tree-regression-single", "a tree of one node", DecisionTreeRegressor(random_state=0), target * 0 + 2.5)
    case("tree-regression-absolute", "criterion=absolute_error",
         DecisionTreeRegressor(criterion="absolute_error", **tree), target)
    case("tree-regression-outputs", "three outputs", DecisionTreeRegressor(**tree),
         np.column_stack([target, -target**2, two]))
    case("tree-regression-missing", "A9: missing values in a regression tree",
         DecisionTreeRegressor(**tree), target, frame=holes, missing=True)
    case("tree-pruned", "ccp_alpha", DecisionTreeRegressor(ccp_alpha=0.05, random_state=0), target)
    case("tree-array", "columns by position", DecisionTreeRegressor(**tree), target, array=True)
    case("extra-tree-binary", "ExtraTreeClassifier", ExtraTreeClassifier(**tree), two)
    case("extra-tree-regression", "ExtraTreeRegressor", ExtraTreeRegressor(**tree), target)

    forest = dict(n_estimators=4, max_depth=3, random_state=0)
    for short, classifier, regressor in (
            ("forest", RandomForestClassifier, RandomForestRegressor),
            ("extra-trees", ExtraTreesClassifier, ExtraTreesRegressor)):
        name = classifier.__name__
        case(f"{short}-binary", name, classifier(**forest), two, skops=short == "forest")
        case(f"{short}-words", f"A9: {name}, class labels are text", classifier(**forest), words)
        case(f"{short}-missing", f"A9: missing values in {name}",
             classifier(**forest), words, frame=holes, missing=True)
        case(f"{short}-multilabel", f"A9: multilabel {name}",
             classifier(**forest), np.column_stack([two, target > 1, target > 2]).astype(int))
        case(f"{short}-regression", regressor.__name__, regressor(**forest), target)
        case(f"{short}-regression-missing", f"A9: missing values in {regressor.__name__}",
             regressor(**forest), target, frame=holes, missing=True)
        case(f"{short}-regression-outputs", f"{regressor.__name__}, two outputs",
             regressor(**forest), np.column_stack([target, target**3]))
    case("forest-outputs", "two outputs with text classes, three and two",
         RandomForestClassifier(**forest), np.column_stack([words, np.array(["n", "y"])[two]]))
    case("forest-tie", "a tie goes to the first class: labels 5 and 6, one feature",
         RandomForestClassifier(n_estimators=2, max_depth=1, max_features=1, random_state=1),
         labels(train, [5, 6]))
    case("forest-weights", "class_weight and samples drawn",
         RandomForestClassifier(class_weight="balanced_subsample", max_samples=0.5, **forest), three)
    case("forest-poisson", "criterion=poisson",
         RandomForestRegressor(criterion="poisson", **forest), np.abs(target))
    case("forest-one-tree", "a forest of one tree, columns by position",
         RandomForestClassifier(n_estimators=1, max_depth=2, random_state=0), words, array=True)
