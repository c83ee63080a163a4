"""Cases of the libraries that wrap scikit-learn's pipelines: sklearn_pandas and sklearn2pmml.

Needs, besides the requirements, sklearn-pandas and sklearn2pmml (their versions are in the cases).
"""

import pickle
import warnings
from importlib.metadata import version

import numpy as np
import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.decomposition import PCA
from sklearn.feature_selection import SelectKBest
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.pipeline import FeatureUnion, make_pipeline
from sklearn.preprocessing import (
    FunctionTransformer, MinMaxScaler, OneHotEncoder, StandardScaler)
from sklearn.tree import DecisionTreeClassifier
from sklearn2pmml import EstimatorProxy, SelectorProxy
from sklearn2pmml.cross_reference import Memory, make_memorizer_union, make_recaller_union
from sklearn2pmml.decoration import (
    Alias, CategoricalDomain, ContinuousDomain, DiscreteDomainEraser, MultiAlias, MultiDomain,
    OrdinalDomain)
from sklearn2pmml.feature_selection import SelectUnique
from sklearn2pmml.pipeline import PMMLPipeline
from sklearn2pmml.preprocessing import (
    CastTransformer, DataFrameConstructor, IdentityTransformer, MultiCastTransformer)
from sklearn2pmml.sklearn_pandas import patch_sklearn
from xgboost import XGBClassifier

from . import wrapper_steps
from .tables import labels, number, numbers, questions, with_missing, words

patch_sklearn()

from sklearn_pandas import DataFrameMapper, NumericalTransformer, gen_features  # noqa: E402


def objects(frame):
    """Text as objects, as it is read from the CSV."""
    return frame.astype({c: object for c in frame.columns if frame[c].dtype != float})


def put(group, name, covers, model, rows, outputs, **more):
    """Writes a case whose expected columns `outputs` gives for the rows, by name."""
    def save(folder):
        (folder / "model.pkl").write_bytes(pickle.dumps(model, protocol=5))

    rtol = more.pop("rtol", 1e-9)
    group.booster(name, covers, rows, save, outputs, rtol=rtol, **more)


def mappers(group):
    train, asked = numbers(), questions()
    text = objects(words())
    half = text.iloc[:40].reset_index(drop=True)

    def case(name, covers, mapper, frame=train, rows=asked, named=False, **more):
        model = PMMLPipeline([("mapper", mapper)]) if named else mapper
        model.fit_transform(frame)

        def outputs(read):
            values = np.asarray(mapper.transform(read))
            return {f"transform[{n}]": values[:, i] for i, n in enumerate(mapper.transformed_names_)}

        put(group, f"mapper-{name}", covers, model, rows, outputs, **more)

    case("selectors", "one column by its name, several by a list, and passed through",
         DataFrameMapper([(["a", "b"], StandardScaler()), ("c", None), (["d"], MinMaxScaler())]))
    case("chains", "lists of transformers, aliases, prefixes and suffixes",
         DataFrameMapper([
             (["a", "b"], [StandardScaler(), PCA(1)], {"alias": "main"}),
             (["c", "d"], [MinMaxScaler()], {"prefix": "p_", "suffix": "_s"})]))
    case("default-none", "default=None passes the other columns through",
         DataFrameMapper([(["c"], StandardScaler())], default=None))
    case("default-scaler", "a default transformer, and columns that are dropped",
         DataFrameMapper([(["c"], None)], default=MinMaxScaler(), drop_cols=["a"]), named=True)
    case("frames", "input_df and df_out",
         DataFrameMapper([(["a", "b"], StandardScaler()), ("c", None)], input_df=True, df_out=True))
    case("generated", "gen_features", DataFrameMapper(
        gen_features([["a"], ["b"]], [StandardScaler, MinMaxScaler], suffix="_x")))
    case("functions", "NumericalTransformer", DataFrameMapper(
        [(["a"], NumericalTransformer("log1p")), (["b"], FunctionTransformer(np.exp))]),
        frame=train.abs(), rows=asked.abs())
    case("text", "text beside numbers", DataFrameMapper([
        (["color"], [CategoricalDomain(), OneHotEncoder(sparse_output=False)]),
        (["size"], [ContinuousDomain(), StandardScaler()])]), frame=text, rows=half)


def mapped_models(group):
    text = objects(words())
    half = text.iloc[:40].reset_index(drop=True)
    code = (text["size"] > text["size"].median()).astype(int)

    def mapper(**options):
        return DataFrameMapper([
            (["color", "town"], OneHotEncoder(handle_unknown="ignore")),
            (["size", "weight"], [SimpleImputer(), StandardScaler()])], **options)

    for sparse in (False, True):
        model = make_pipeline(
            mapper(sparse=sparse), XGBClassifier(n_estimators=3, max_depth=2, random_state=0))
        group.estimator(f"model-sparse-{sparse}", f"sparse={sparse} before XGBoost",
                        model.fit(text, code), half, rtol=1e-5)
    group.estimator("model-union", "a union of mappers", make_pipeline(FeatureUnion([
        ("text", DataFrameMapper([(["color"], OneHotEncoder(handle_unknown="ignore"))])),
        ("numbers", make_pipeline(DataFrameMapper([(["size", "weight"], None)]), MinMaxScaler()))]),
        LogisticRegression()).fit(text, code), half)
    group.estimator("model-frames", "columns by the names that a mapper gives them", make_pipeline(
        DataFrameMapper([(["size", "weight"], StandardScaler(), {"alias": "s"}), ("town", None)],
                        df_out=True, input_df=True),
        ColumnTransformer([("n", "passthrough", ["s_0", "s_1"]),
                           ("t", OneHotEncoder(handle_unknown="ignore"), ["town"])]),
        LogisticRegression()).fit(text, code), half)


def domains(group):
    train = with_missing(numbers())
    asked = questions(missing=True)
    text = objects(words())
    asked_text = text.iloc[:30].reset_index(drop=True)
    spoilt = asked_text.copy()
    spoilt.loc[3, "color"] = "mauve"
    spoilt.loc[5, "color"] = np.nan
    wild = asked.copy()
    wild.loc[1, "a"] = 1e6
    wild.loc[2, "b"] = -1e6

    def case(name, covers, domain, frame, rows, **more):
        columns = list(frame.columns)
        domain.fit(frame)

        def outputs(read):
            values = domain.transform(read)
            return {f"transform[{c}]": values[c].tolist() for c in columns}

        put(group, f"domain-{name}", covers, PMMLPipeline([("domain", domain)]), rows, outputs, **more)

    def refused(name, covers, domain, frame, rows, reason):
        domain.fit(frame)
        put(group, f"domain-{name}", covers, PMMLPipeline([("domain", domain)]), rows, None,
            refused=reason)

    def continuous(**options):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ContinuousDomain(**options)

    case("as-is", "invalid values as they are", continuous(invalid_value_treatment="as_is"), train, wild)
    case("as-missing", "invalid values are missing, missing ones replaced",
         continuous(invalid_value_treatment="as_missing", missing_value_replacement=-1.5), train, wild)
    case("as-value", "invalid values replaced",
         continuous(invalid_value_treatment="as_value", invalid_value_replacement=7.0), train, wild)
    case("extreme", "outliers become the bounds", continuous(
        outlier_treatment="as_extreme_values", low_value=-1.0, high_value=1.5,
        invalid_value_treatment="as_is"), train, wild)
    case("outliers-missing", "outliers are missing, and replaced", continuous(
        outlier_treatment="as_missing_values", low_value=-1.0, high_value=1.5,
        missing_value_replacement=0.25, invalid_value_treatment="as_is"), train, wild)
    marked = train.fillna(-999.0)
    case("marker", "a number that means missing", continuous(
        missing_values=-999.0, missing_value_replacement=0.5, invalid_value_treatment="as_is"),
        marked, wild.fillna(-999.0))
    case("markers", "several numbers that mean missing, kept", continuous(
        missing_values=[-999.0, float("nan")], with_data=False), marked, wild)
    refused("invalid", "return_invalid", continuous(), train, wild, "a value outside the interval")
    refused("missing", "missing values returned as invalid",
            continuous(missing_value_treatment="return_invalid", with_data=False), train, wild,
            "a missing value")

    columns = text[["color", "town"]]

    def categorical(**options):
        return CategoricalDomain(**options)

    case("text-as-is", "invalid text as it is", categorical(invalid_value_treatment="as_is"),
         columns, spoilt[["color", "town"]])
    case("text-as-missing", "invalid text is missing, missing text replaced", categorical(
        invalid_value_treatment="as_missing", missing_value_replacement="none"), columns,
        spoilt[["color", "town"]])
    case("text-as-value", "invalid text replaced", categorical(
        invalid_value_treatment="as_value", invalid_value_replacement="other"), columns,
        spoilt[["color", "town"]])
    case("text-values", "a list of valid values", OrdinalDomain(
        data_values=[["red", "blue"], ["Oslo"]], invalid_value_treatment="as_missing"), columns,
        spoilt[["color", "town"]])
    refused("text-invalid", "return_invalid of text", categorical(), columns,
            spoilt[["color", "town"]], "text that training did not see")
    case("multi", "a domain for each column, and none", MultiDomain(
        [continuous(invalid_value_treatment="as_is", missing_value_replacement=1.0), None,
         continuous(with_data=False), None]), train, wild)


def proxies(group):
    train, asked = numbers(), questions()
    target, three = number(train), labels(train, ["x", "y", "z"])

    def case(name, covers, model, y=None, **more):
        group.estimator(f"proxy-{name}", covers, model.fit(train, y), asked, **more)

    case("alias", "Alias and MultiAlias rename", make_pipeline(
        FeatureUnion([("one", Alias(PCA(1), "first")),
                      ("two", MultiAlias(StandardScaler(), ["w", "x", "y", "z"], prefit=False))]),
        LinearRegression()), target)
    case("selector", "SelectorProxy", make_pipeline(SelectorProxy(SelectKBest(k=2)), LinearRegression()),
         target)
    doubled = pd.DataFrame({"a": train.a, "b": train.b, "c": train.a, "d": train.d})
    unique = make_pipeline(SelectUnique(), LinearRegression()).fit(doubled, target)
    group.estimator("proxy-unique", "SelectUnique", unique, asked)
    proxy = make_pipeline(
        IdentityTransformer(), DiscreteDomainEraser(),
        EstimatorProxy(DecisionTreeClassifier(max_depth=3, random_state=0))).fit(train, three)
    put(group, "proxy-estimator", "EstimatorProxy", proxy, asked, lambda read: {
        "predict": proxy.predict(read),
        **{f"predict_proba[{c}]": proxy.predict_proba(read)[:, i] for i, c in enumerate("xyz")}})
    case("frame", "DataFrameConstructor names columns for a later step", make_pipeline(
        StandardScaler(), DataFrameConstructor(["p", "q", "r", "s"], float),
        ColumnTransformer([("some", MinMaxScaler(), ["r", "p"])]), LinearRegression()), target)
    memory = Memory()
    recalling = PMMLPipeline([
        ("pca", PCA(2)), ("keep", make_memorizer_union(memory, ["u", "v"])),
        ("scale", StandardScaler()), ("back", make_recaller_union(memory, ["v"])),
        ("model", LinearRegression())]).fit(train, target)
    put(group, "proxy-memory", "Memorizer and Recaller", recalling, asked,
        lambda read: {"predict": recalling.predict(read)})


def casts(group):
    train, asked = numbers(), questions()
    target = number(train)
    case = group.estimator
    case("cast-integers", "int cuts fractions off", make_pipeline(
        CastTransformer(int), LinearRegression()).fit(train * 3, target), asked * 3)
    case("cast-single", "float32 rounds", make_pipeline(
        MultiCastTransformer(["float32", float, bool, None]), LinearRegression()).fit(train, target), asked)


def predictions(group):
    train, asked = numbers(), questions()
    target = number(train)
    three = labels(train, ["x", "y", "z"])

    def case(name, covers, model, y, methods):
        model.fit(train, y)

        def outputs(read):
            columns = {}
            for method, names in methods.items():
                values = getattr(model, method)(read)
                for index, column in enumerate(names):
                    columns[column] = values[:, index].tolist()
            return columns

        put(group, f"predictions-{name}", covers, model, asked, outputs)

    case("regression", "predict_transformer", PMMLPipeline(
        [("model", LinearRegression())],
        predict_transformer=Alias(FunctionTransformer(np.exp), "exp", prefit=True)), target,
        {"predict_transform": ["predict_transform[0]", "predict_transform[exp]"]})
    case("classification", "predict_proba_transformer and apply_transformer", PMMLPipeline(
        [("model", DecisionTreeClassifier(max_depth=3, random_state=0))],
        predict_proba_transformer=FunctionTransformer(np.sqrt),
        apply_transformer=FunctionTransformer(np.square)), three,
        {"predict_proba_transform": [f"predict_proba_transform[{n}]" for n in ["x", "y", "z", 3, 4, 5]],
         "apply_transform": ["apply_transform[0]", "apply_transform[1]"]})


def write(group):
    group.versions = dict(
        group.versions, sklearn_pandas=version("sklearn-pandas"), sklearn2pmml=version("sklearn2pmml"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        mappers(group)
        mapped_models(group)
        domains(group)
        proxies(group)
        casts(group)
        predictions(group)
        wrapper_steps.write(group, put, DataFrameMapper)
