"""Cases of nearest neighbours, neighbours within a radius, centroids, densities and local outliers."""

import numpy as np
import pandas as pd
from sklearn.neighbors import (
    KernelDensity, KNeighborsClassifier, KNeighborsRegressor, KNeighborsTransformer, LocalOutlierFactor,
    NearestCentroid, NearestNeighbors, RadiusNeighborsClassifier, RadiusNeighborsRegressor,
    RadiusNeighborsTransformer)

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
    densities(group, train, asked)
    graphs(group, train, asked)
    # The centres of balls are measured as the points are.
    for name, parameters in (("seuclidean", {"V": np.array([0.1, 5.0, 2.0, 0.01])}),
                             ("mahalanobis", {"VI": np.diag([9.0, 0.1, 0.5, 20.0]) + 0.05})):
        case(f"balls-{name}", f"a ball tree, {name}", KNeighborsRegressor(
            2, algorithm="ball_tree", leaf_size=2, metric=name, metric_params=parameters), target)


def densities(group, train, asked):
    def case(name, covers, model, weights=None, rows=asked):
        model.fit(train, sample_weight=weights)
        group.estimator(f"density-{name}", covers, model, rows, outputs=every_method)

    for kernel in ("gaussian", "tophat", "epanechnikov", "exponential", "linear", "cosine"):
        case(kernel, f"KernelDensity, {kernel}: rows far from all points and among them",
             KernelDensity(kernel=kernel, bandwidth=0.8, leaf_size=5))
        case(f"{kernel}-depth", f"{kernel}, depth first, with tolerances",
             KernelDensity(kernel=kernel, bandwidth=1.5, leaf_size=3, breadth_first=False, rtol=0.01,
                           atol=1e-4))
    case("one-leaf", "a tree of one leaf", KernelDensity(bandwidth=0.5))
    case("narrow", "a bandwidth at which the bounds are far above the density",
         KernelDensity(bandwidth=0.05, leaf_size=2))
    case("tolerances", "breadth first, with tolerances", KernelDensity(leaf_size=4, rtol=0.05, atol=1e-3))
    case("weights", "sample_weight, one of them 0", KernelDensity(leaf_size=4),
         weights=np.where(np.arange(70) == 3, 0.0, np.linspace(0.1, 3, 70)))
    case("silverman", "bandwidth=silverman, balls",
         KernelDensity(bandwidth="silverman", algorithm="ball_tree", leaf_size=4))
    case("scott-manhattan", "bandwidth=scott, Manhattan",
         KernelDensity(bandwidth="scott", metric="manhattan", leaf_size=4))
    for name, parameters in (("chebyshev", None), ("minkowski", {"p": 3}), ("canberra", None),
                             ("seuclidean", {"V": np.array([1.0, 0.5, 2.0, 3.0])}),
                             ("mahalanobis", {"VI": np.diag([1.0, 2.0, 0.5, 1.5]) + 0.25})):
        case(name, f"metric={name}", KernelDensity(metric=name, metric_params=parameters, leaf_size=4))


def graphs(group, train, asked):
    def case(name, covers, model, frame=train, rows=asked):
        model.fit(frame)
        group.estimator(f"graph-{name}", covers, model, rows, outputs=every_method)

    few = train.head(25)
    case("distance", "KNeighborsTransformer: a training row is its own neighbour",
         KNeighborsTransformer(n_neighbors=3), few)
    case("connectivity", "mode=connectivity, brute", KNeighborsTransformer(
        n_neighbors=4, mode="connectivity", algorithm="brute"), few)
    case("radius", "RadiusNeighborsTransformer: rows without neighbours",
         RadiusNeighborsTransformer(radius=1.8), few)
    case("radius-connectivity", "mode=connectivity, Manhattan",
         RadiusNeighborsTransformer(radius=3, mode="connectivity", metric="manhattan"), few)
