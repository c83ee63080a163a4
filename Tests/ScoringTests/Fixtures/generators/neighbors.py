"""Cases of nearest neighbours, neighbours within a radius, centroids and local outliers."""

import numpy as np
import pandas as pd
from sklearn.neighbors import (
    KNeighborsClassifier, KNeighborsRegressor, LocalOutlierFactor, NearestCentroid, NearestNeighbors,
    RadiusNeighborsClassifier, RadiusNeighborsRegressor)

from .methods import every_method
from .tables import labels, number, numbers, questions


def without_search(model, rows):
    columns = every_method(model, rows)
    return {name: values for name, values in columns.items() if not name.startswith("kneighbors")}


def grid(rows, seed):
    """Rows on a small grid: many equal distances."""
    values = np.random.RandomState(seed).randint(0, 4, (rows, 3)).astype(float)
    return pd.DataFrame(values, columns=list("abc"))


def write(group):
    train = numbers(70) / [1.0, 10.0, 0.1, 100.0]
    asked = (questions() / [1.0, 10.0, 0.1, 100.0]).clip(-9, 9)
    asked.iloc[4] = train.iloc[7]
    two, words, target = labels(train, [0, 1]), labels(train, ["b", "c", "a"]), number(train)

    def case(name, covers, model, y, frame=train, rows=asked, outputs=every_method, **more):
        model.fit(frame, y)
        group.estimator(name, covers, model, rows, outputs=outputs, **more)

    case("classifier", "KNeighborsClassifier by a k-d tree", KNeighborsClassifier(leaf_size=5), words,
         skops=True)
    case("classifier-distance", "weights=distance, a row at distance 0",
         KNeighborsClassifier(weights="distance", leaf_size=5), words)
    case("classifier-brute", "algorithm=brute", KNeighborsClassifier(3, algorithm="brute"), two)
    case("classifier-outputs", "two outputs", KNeighborsClassifier(4, weights="distance"),
         np.column_stack([words, np.array(["u", "v"])[two]]))
    case("classifier-all", "as many neighbours as half of the rows", KNeighborsClassifier(40), words)
    for algorithm, leaf in (("kd_tree", 4), ("kd_tree", 30), ("ball_tree", 4), ("brute", 30)):
        for weights in ("uniform", "distance"):
            case(f"ties-{algorithm.replace('_', '-')}-{leaf}-{weights}",
                 "equal distances: which rows are taken", KNeighborsClassifier(
                     4, algorithm=algorithm, leaf_size=leaf, weights=weights),
                 np.random.RandomState(9).randint(0, 3, 120), grid(120, 1), grid(40, 2),
                 outputs=without_search)
    metrics = {
        "manhattan": {}, "chebyshev": {}, "minkowski-3": {"metric": "minkowski", "p": 3},
        "minkowski-half": {"metric": "minkowski", "p": 0.5, "algorithm": "brute"},
        "minkowski-weights": {"metric": "minkowski", "p": 2, "metric_params": {"w": np.array([1, 2, 0.5, 3.0])}},
        "seuclidean": {"metric_params": {"V": np.array([1.0, 0.5, 2.0, 3.0])}},
        "mahalanobis": {"metric_params": {"VI": np.diag([1.0, 2.0, 0.5, 1.5]) + 0.25}},
        "canberra": {}, "braycurtis": {}, "cosine": {}, "sqeuclidean": {},
    }
    for name, options in metrics.items():
        options = {"metric": name, **options}
        case(f"regressor-{name}", f"KNeighborsRegressor, {name}", KNeighborsRegressor(3, **options),
             target, rows=asked.drop(index=[0, 1]).reset_index(drop=True))
    case("regressor-correlation", "metric=correlation", KNeighborsRegressor(metric="correlation"), target,
         refused="metric='correlation'")
    case("regressor-hamming", "metric=hamming on a grid", KNeighborsRegressor(120, metric="hamming"),
         number(grid(120, 1)), grid(120, 1), grid(9, 2), outputs=without_search)
    case("regressor-distance", "weights=distance", KNeighborsRegressor(weights="distance"), target)
    case("regressor-ball", "algorithm=ball_tree, Minkowski of 1.5",
         KNeighborsRegressor(algorithm="ball_tree", p=1.5, leaf_size=4), target)
    case("regressor-outputs", "two outputs, whole numbers", KNeighborsRegressor(4),
         np.column_stack([two, two + 3]))
    case("search", "NearestNeighbors", NearestNeighbors(n_neighbors=3), None)
    case("radius-classifier", "RadiusNeighborsClassifier, outlier_label", RadiusNeighborsClassifier(
        1.5, outlier_label="n"), words)
    case("radius-classifier-frequent", "outlier_label=most_frequent, weights=distance",
         RadiusNeighborsClassifier(1.0, outlier_label="most_frequent", weights="distance"), words)
    case("radius-classifier-alone", "no outlier_label: a row without neighbours is an error",
         RadiusNeighborsClassifier(1.0), words, refused="a row without neighbours")
    case("radius-regressor", "RadiusNeighborsRegressor: NaN without neighbours",
         RadiusNeighborsRegressor(1.5), target)
    case("radius-regressor-distance", "Manhattan, weights=distance",
         RadiusNeighborsRegressor(3.0, weights="distance", metric="manhattan"), target)
    case("centroid", "NearestCentroid", NearestCentroid(), words)
    case("centroid-manhattan", "NearestCentroid, Manhattan", NearestCentroid(metric="manhattan"), words)
    case("centroid-shrunk", "shrink_threshold", NearestCentroid(shrink_threshold=0.5), two)
    case("centroid-priors", "priors", NearestCentroid(priors=[0.2, 0.3, 0.5]), words)
    case("centroid-priors-manhattan", "priors, Manhattan",
         NearestCentroid(priors=[0.2, 0.8], metric="manhattan"), two)
    case("outliers", "LocalOutlierFactor, novelty", LocalOutlierFactor(n_neighbors=5, novelty=True), None)
    case("outliers-brute", "LocalOutlierFactor, brute, contamination", LocalOutlierFactor(
        n_neighbors=7, novelty=True, algorithm="brute", contamination=0.1), None)
    case("outliers-fitted", "novelty=False", LocalOutlierFactor(), None, refused="no answers for new rows")
