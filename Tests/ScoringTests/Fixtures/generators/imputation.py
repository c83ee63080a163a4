"""Cases of imputers that look at other rows or columns."""

import numpy as np
import pandas as pd
from sklearn.ensemble import ExtraTreesRegressor
from sklearn.experimental import enable_iterative_imputer  # noqa: F401  (makes the import below work)
from sklearn.impute import IterativeImputer, KNNImputer, MissingIndicator
from sklearn.linear_model import LinearRegression, Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeRegressor

from .tables import number, numbers, questions, with_missing


def tables():
    """Columns of like scales, so that all of them count in distances."""
    scaler = StandardScaler().set_output(transform="pandas").fit(numbers(60))
    holes = with_missing(scaler.transform(numbers(60)).round(3))
    return holes, scaler.transform(questions(missing=True)).clip(-4, 4).round(3)


def neighbors(group):
    holes, asked = tables()

    def case(name, covers, train=holes, rows=asked, **options):
        group.estimator(f"knn-{name}", covers, KNNImputer(**options).fit(train), rows, skops=name == "uniform")

    case("uniform", "KNNImputer; a row of missing values gets the means")
    case("distance", "weights=distance, also of rows that training had", weights="distance",
         rows=pd.concat([asked, holes[:4]], ignore_index=True))
    case("one", "one neighbour", n_neighbors=1)
    case("many", "more neighbours than rows", n_neighbors=500, weights="distance")
    case("indicator", "add_indicator", add_indicator=True)
    case("complete", "training without missing values", train=holes.fillna(0.25))
    empty = holes.assign(c=np.nan)
    case("empty", "a column that was always missing is dropped", train=empty)
    # The library itself cannot name the columns of an imputer that keeps empty ones.
    kept = KNNImputer(keep_empty_features=True).fit(empty)
    names = [f"transform[{c}]" for c in asked.columns]
    group.plain("knn-empty-kept", "a column that was always missing is zero", kept, asked,
                dict(zip(names, kept.transform(asked).T)))
    case("number", "missing_values is a number", train=holes.fillna(-9.0), rows=asked.fillna(-9.0),
         missing_values=-9.0)


def iterations(group):
    holes, asked = tables()

    def case(name, covers, estimator=None, train=holes, rows=asked, **options):
        options = {"max_iter": 3, "random_state": 0, **options}
        model = IterativeImputer(estimator, **options).fit(train)
        group.estimator(f"iterative-{name}", covers, model, rows, skops=name == "bayesian")

    case("bayesian", "IterativeImputer with BayesianRidge")
    case("ridge", "Ridge, ordered by most missing values", Ridge(), imputation_order="descending",
         initial_strategy="median")
    case("nearest", "fewer columns to predict from", LinearRegression(), n_nearest_features=2)
    case("trees", "decision trees", DecisionTreeRegressor(max_depth=2, random_state=0), max_iter=2)
    case("forest", "a forest, random order", ExtraTreesRegressor(n_estimators=2, max_depth=2, random_state=0),
         imputation_order="random", max_iter=1)
    case("pipeline", "a pipeline", make_pipeline(StandardScaler(), Ridge()), max_iter=2)
    case("bounds", "bounds for all", min_value=-0.5, max_value=0.5)
    case("bounds-each", "bounds for each column", min_value=[-1, -0.2, -np.inf, 0], max_value=[1, 0.2, 0.1, np.inf])
    case("indicator", "add_indicator", add_indicator=True)
    empty = holes.assign(c=np.nan)
    case("empty", "a column that was always missing is dropped", train=empty)
    # The library writes into the rows that it is given, which may not be a frame's own.
    kept = IterativeImputer(keep_empty_features=True, initial_strategy="constant", fill_value=0.75, max_iter=2,
                            random_state=0).fit(empty.to_numpy(copy=True))
    group.plain("iterative-empty-kept", "a column that was always missing is kept", kept, asked,
                {f"transform[x{i}]": c for i, c in enumerate(kept.transform(asked.to_numpy(copy=True)).T)})
    case("complete", "training without missing values", train=holes.fillna(0.25))
    case("skip-complete", "columns without missing values are not predicted", skip_complete=True,
         train=holes.assign(b=holes.b.fillna(0.5)))
    case("none", "no iteration at all", max_iter=0)
    case("number", "missing_values is a number", train=holes.fillna(-9.0), rows=asked.fillna(-9.0),
         missing_values=-9.0, initial_strategy="most_frequent")
    model = IterativeImputer(sample_posterior=True, random_state=0, max_iter=1).fit(holes)
    group.estimator("iterative-sampled", "sample_posterior", model, asked, refused="its results are random")


def flags(group):
    holes, asked = tables()
    some = holes.assign(b=0.5)

    def case(name, covers, model, train=some, rows=asked, **more):
        group.estimator(f"flags-{name}", covers, model.fit(train), rows, **more)

    case("some", "MissingIndicator of columns that had missing values", MissingIndicator(error_on_new=False))
    case("all", "MissingIndicator of all columns", MissingIndicator(features="all"))
    case("error", "a column with missing values for the first time", MissingIndicator(), refused="b is missing")
    case("number", "missing_values is a number", MissingIndicator(missing_values=0.5, features="all"),
         some.fillna(0.0), asked.fillna(0.5))
    model = make_pipeline(KNNImputer(add_indicator=True), StandardScaler(), Ridge()).fit(holes, number(holes))
    group.estimator("flags-neighbors-ridge", "neighbours and flags before a linear model", model, asked)


def write(group):
    neighbors(group)
    iterations(group)
    flags(group)
