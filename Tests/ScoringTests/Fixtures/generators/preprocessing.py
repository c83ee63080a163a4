"""Cases of single transformers: imputers, scalers, encoders, bins, features."""

import numpy as np
import pandas as pd
from sklearn.decomposition import PCA
from sklearn.feature_selection import SelectKBest, chi2, f_classif, f_regression
from sklearn.impute import SimpleImputer
from sklearn.preprocessing import (
    FunctionTransformer, KBinsDiscretizer, MaxAbsScaler, MinMaxScaler, Normalizer, OneHotEncoder,
    OrdinalEncoder, PolynomialFeatures, RobustScaler, StandardScaler)

from .tables import asked_words, labels, number, numbers, questions, with_missing, words

TEXT = ["color", "town", "yes"]


def imputers(group):
    holes, asked = with_missing(numbers()), questions(missing=True)

    def case(name, covers, imputer, train=holes, rows=asked, **more):
        group.estimator(f"imputer-{name}", covers, imputer.fit(train), rows, **more)

    for strategy in ("mean", "median", "most_frequent"):
        case(strategy, f"SimpleImputer strategy={strategy}", SimpleImputer(strategy=strategy),
             skops=True)
    case("constant", "SimpleImputer constant fill", SimpleImputer(strategy="constant", fill_value=-1.5))
    case("constant-default", "SimpleImputer constant without fill_value: 0",
         SimpleImputer(strategy="constant"))
    case("indicator", "A9: SimpleImputer add_indicator; indicators of columns with missing values",
         SimpleImputer(add_indicator=True), train=holes.assign(b=numbers().b), skops=True)
    empty = holes.assign(c=np.nan)
    case("empty-dropped", "a column that was always missing is dropped", SimpleImputer(), train=empty)
    case("empty-kept", "keep_empty_features", SimpleImputer(keep_empty_features=True), train=empty)
    case("empty-kept-indicator", "keep_empty_features with add_indicator",
         SimpleImputer(keep_empty_features=True, add_indicator=True, strategy="median"), train=empty)
    marked = holes.fillna(-1.0)
    case("number-is-missing", "missing_values is a number", SimpleImputer(missing_values=-1.0),
         train=marked, rows=questions().replace(1.0e6, -1.0))
    case("zero-is-missing", "missing_values=0, both zeros",
         SimpleImputer(missing_values=0, strategy="median"), train=holes.fillna(0.0), rows=questions())
    text = words()[TEXT]
    text.loc[::7, "town"] = np.nan
    text.loc[::9, "color"] = np.nan
    asked_text = asked_words(missing=True)[TEXT]
    case("text-frequent", "most_frequent of text columns", SimpleImputer(strategy="most_frequent"),
         train=text, rows=asked_text)
    case("text-constant", "constant text with a comma and a quote",
         SimpleImputer(strategy="constant", fill_value='un"known, sorry'), train=text, rows=asked_text)
    case("text-constant-default", "constant without fill_value on text: missing_value",
         SimpleImputer(strategy="constant"), train=text, rows=asked_text, skops=True)
    case("text-mark", "missing_values is a word",
         SimpleImputer(strategy="constant", fill_value="none", missing_values="red"),
         train=words()[TEXT], rows=asked_words()[TEXT])


def scalers(group):
    holes, asked = with_missing(numbers().assign(e=3.25)), questions(5, missing=True)

    def case(name, covers, scaler, train=holes, rows=asked, **more):
        group.estimator(f"scaler-{name}", covers, scaler.fit(train), rows, **more)

    case("standard", "StandardScaler; a constant column; missing values pass", StandardScaler(),
         skops=True)
    case("standard-no-mean", "with_mean=False", StandardScaler(with_mean=False))
    case("standard-no-std", "with_std=False", StandardScaler(with_std=False))
    case("standard-neither", "neither mean nor std", StandardScaler(with_mean=False, with_std=False))
    case("standard-array", "trained on an array: columns by position", StandardScaler(),
         train=holes.to_numpy(), array=True)
    case("minmax", "MinMaxScaler; a constant column", MinMaxScaler(), skops=True)
    case("minmax-range", "feature_range", MinMaxScaler(feature_range=(-3, 2)))
    case("minmax-clip", "clip", MinMaxScaler(feature_range=(-1, 2), clip=True))
    case("maxabs", "MaxAbsScaler", MaxAbsScaler())
    case("robust", "RobustScaler", RobustScaler(), skops=True)
    case("robust-no-center", "with_centering=False", RobustScaler(with_centering=False))
    case("robust-no-scale", "with_scaling=False", RobustScaler(with_scaling=False))
    case("robust-range", "quantile_range, unit_variance",
         RobustScaler(quantile_range=(10.0, 80.0), unit_variance=True))
    for norm in ("l1", "l2", "max"):
        case(f"normalizer-{norm}", f"A9: Normalizer norm={norm} with a zero row", Normalizer(norm=norm),
             train=numbers(), rows=questions())


def one_hot(group):
    text = words()[TEXT]

    def case(name, covers, encoder, train=text, rows=asked_words()[TEXT], **more):
        group.estimator(f"onehot-{name}", covers, encoder.fit(train), rows, **more)

    known = asked_words(unseen=False)[TEXT]
    case("default", "OneHotEncoder, known text", OneHotEncoder(), rows=known, skops=True)
    case("error", "A9: handle_unknown=error is enforced", OneHotEncoder(),
         refused="unknown category 'mauve' in column color")
    case("ignore", "handle_unknown=ignore", OneHotEncoder(handle_unknown="ignore"), skops=True)
    case("dense", "sparse_output=False, float32",
         OneHotEncoder(sparse_output=False, dtype=np.float32, handle_unknown="ignore"))
    case("drop-first", "A9: drop=first", OneHotEncoder(drop="first"), rows=known)
    case("drop-first-ignore", "drop=first: an unseen value looks like the dropped one",
         OneHotEncoder(drop="first", handle_unknown="ignore"))
    case("drop-binary", "A9: drop=if_binary", OneHotEncoder(drop="if_binary", handle_unknown="ignore"))
    case("drop-list", "A9: drop is a list",
         OneHotEncoder(drop=["green", "Oslo", "y"], handle_unknown="ignore"))
    case("min-frequency", "A9: min_frequency count, unseen values are all zero",
         OneHotEncoder(min_frequency=12, handle_unknown="ignore"))
    case("min-frequency-share", "A9: min_frequency share, unseen values are infrequent",
         OneHotEncoder(min_frequency=0.1, handle_unknown="infrequent_if_exist"), skops=True)
    case("max-categories", "A9: max_categories, infrequent_if_exist",
         OneHotEncoder(max_categories=3, handle_unknown="infrequent_if_exist"))
    case("max-and-min", "max_categories and min_frequency, drop=first",
         OneHotEncoder(max_categories=4, min_frequency=3, drop="first",
                       handle_unknown="infrequent_if_exist"))
    case("drop-list-infrequent", "drop is a list, beside infrequent categories",
         OneHotEncoder(min_frequency=12, drop=["green", "Oslo", "y"]), rows=known)
    case("warn", "handle_unknown=warn", OneHotEncoder(handle_unknown="warn", min_frequency=5))
    case("categories", "given categories, in their own order",
         OneHotEncoder(categories=[["red", "blue", "mauve", "green"], sorted(set(text.town)), ["n", "y"]],
                       handle_unknown="ignore"))
    floats = pd.DataFrame({"x": [1.5, 2.0, 2.25, 1.5, -0.5, 0.0] * 5, "k": [1, 2, 3, 10, 2, 1] * 5})
    asked = pd.DataFrame({
        "x": [1.5, 1.0, 2.0, 2.25, 2.2, -0.5, 0.0, -0.0, 2, 1.4999999999999998],
        "k": [1, 2.0, 2.5, 3, 10, 11, -1, 1, 2, 1e300]})
    case("floats", "A9: float categories are not cut to integers, integer categories meet fractions",
         OneHotEncoder(handle_unknown="ignore"), train=floats, rows=asked, skops=True)
    gone = text.copy()
    gone.loc[::6, "color"] = np.nan
    case("missing-text", "NaN is a category of text",
         OneHotEncoder(handle_unknown="ignore"), train=gone, rows=asked_words(missing=True)[TEXT])
    hole = floats.astype(float)
    hole.loc[::4, "x"] = np.nan
    case("missing-number", "NaN is a category of numbers, and unseen in another column",
         OneHotEncoder(handle_unknown="ignore"), train=hole,
         rows=asked.mask(pd.DataFrame({"x": asked.x < 0, "k": asked.k > 3})))
    digits = pd.DataFrame({"code": np.array(["1", "2", "10", "01", "1.0"] * 6, dtype=object)})
    case("digits-are-text", "categories that look like numbers stay text", OneHotEncoder(handle_unknown="ignore"),
         train=digits, rows=pd.DataFrame({"code": np.array(["1", "01", "1.0", "10", "1e0", "2"], dtype=object)}))
    case("array", "text trained on an object array", OneHotEncoder(handle_unknown="ignore"),
         train=text.to_numpy(), array=True)
    fixed = text.to_numpy().astype("<U12")
    case("fixed-width", "text trained on a fixed-width array", OneHotEncoder(handle_unknown="ignore"),
         train=fixed, array=True)


def ordinal(group):
    text = words()[TEXT]

    def case(name, covers, encoder, train=text, rows=asked_words()[TEXT], **more):
        group.estimator(f"ordinal-{name}", covers, encoder.fit(train), rows, **more)

    def coded(value, **more):
        return OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=value, **more)

    case("default", "OrdinalEncoder", OrdinalEncoder(), rows=asked_words(unseen=False)[TEXT], skops=True)
    case("error", "an unseen value is an error", OrdinalEncoder(),
         refused="unknown category 'mauve' in column color")
    case("unknown", "unknown_value=-1", coded(-1), skops=True)
    case("unknown-nan", "unknown_value=NaN", coded(np.nan))
    gone = text.copy()
    gone.loc[::6, "color"] = np.nan
    case("missing", "missing text becomes NaN", coded(-1), train=gone,
         rows=asked_words(missing=True)[TEXT])
    case("missing-value", "encoded_missing_value=-2", coded(-1, encoded_missing_value=-2), train=gone,
         rows=asked_words(missing=True)[TEXT])
    case("min-frequency", "min_frequency", coded(-1, min_frequency=12))
    case("max-categories", "max_categories with missing text",
         coded(np.nan, max_categories=3, encoded_missing_value=-3), train=gone,
         rows=asked_words(missing=True)[TEXT])
    case("categories", "given order, float32",
         coded(-1, categories=[["red", "blue", "green"], ["Ur", "Oslo", "東京"], ["y", "n"]],
               dtype=np.float32))
    case("numbers", "numeric categories", coded(-1),
         train=pd.DataFrame({"x": [3.5, -1.0, 2.0, 8.0] * 4, "k": [7, 5, 7, 11] * 4}),
         rows=pd.DataFrame({"x": [8.0, 2.0, 3.5, 3.4, np.nan, -1], "k": [5, 7, 11, 6, 5.5, np.nan]}))


def features(group):
    train, asked = numbers(), questions()

    def case(name, covers, model, target=None, frame=train, rows=asked, **more):
        group.estimator(name, covers, model.fit(frame, target), rows, **more)

    for encode in ("onehot", "onehot-dense", "ordinal"):
        for strategy in ("uniform", "quantile", "kmeans"):
            bins = KBinsDiscretizer(
                n_bins=4, encode=encode, strategy=strategy, random_state=0, subsample=None,
                **({"quantile_method": "averaged_inverted_cdf"} if strategy == "quantile" else {}))
            bins.fit(train)
            edges = pd.DataFrame({c: np.resize(e, 6) for c, e in zip("abcd", bins.bin_edges_)})
            rows = pd.concat([asked, edges], ignore_index=True)
            case(f"bins-{encode}-{strategy}", f"KBinsDiscretizer {encode} {strategy}, values at edges",
                 bins, rows=rows, skops=encode == "ordinal" and strategy == "uniform")
    case("bins-list", "n_bins a column",
         KBinsDiscretizer(n_bins=[2, 3, 5, 4], encode="ordinal", strategy="uniform", subsample=None))
    small = questions().clip(-50, 50)
    for name, options in {
        "degree2": {}, "degree3": {"degree": 3}, "degrees": {"degree": (2, 3)},
        "interactions": {"degree": 3, "interaction_only": True},
        "no-bias": {"include_bias": False}, "fortran": {"order": "F"},
        "from-zero": {"degree": (0, 2), "interaction_only": True},
    }.items():
        case(f"polynomial-{name}", f"PolynomialFeatures {options}", PolynomialFeatures(**options),
             rows=small, skops=name == "degree2")
    case("pca", "PCA", PCA(n_components=2, random_state=0), skops=True)
    case("pca-whiten", "PCA whiten", PCA(n_components=3, whiten=True, random_state=0))
    case("pca-share", "PCA by explained variance", PCA(n_components=0.95, svd_solver="full"))
    case("pca-array", "PCA of an array", PCA(), frame=train.to_numpy(), array=True)
    case("select-classif", "SelectKBest f_classif", SelectKBest(f_classif, k=2),
         labels(train, ["x", "y", "z"]), skops=True)
    case("select-regression", "SelectKBest f_regression", SelectKBest(f_regression, k=3), number(train))
    case("select-all", "SelectKBest k=all", SelectKBest(f_classif, k="all"), labels(train, [0, 1]))
    case("select-chi2", "SelectKBest chi2", SelectKBest(chi2, k=1), labels(train, [0, 1]),
         frame=train.abs())
    positive = questions(missing=True).abs()
    case("function-log1p", "A9: FunctionTransformer(log1p)",
         FunctionTransformer(np.log1p, feature_names_out="one-to-one"), rows=positive, skops=True)
    case("function-sqrt", "FunctionTransformer(sqrt)",
         FunctionTransformer(np.sqrt, feature_names_out="one-to-one"), rows=positive)
    case("function-none", "FunctionTransformer without a function",
         FunctionTransformer(feature_names_out="one-to-one"))


def write(group):
    imputers(group)
    scalers(group)
    one_hot(group)
    ordinal(group)
    features(group)
