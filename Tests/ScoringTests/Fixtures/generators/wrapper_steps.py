"""Cases of sklearn2pmml's transformers and estimators: expressions, text, tables, dates and steps."""

import numpy as np
import pandas as pd
from scipy.interpolate import BSpline
from sklearn.ensemble import GradientBoostingClassifier, RandomForestRegressor
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder
from sklearn.tree import DecisionTreeClassifier
from sklearn2pmml.decoration import (
    CategoricalDomain, ContinuousDomain, DateDomain, DateTimeDomain)
from sklearn2pmml.ensemble import (
    EstimatorChain, GBDTLMRegressor, GBDTLRClassifier, Link, SelectFirstClassifier)
from sklearn2pmml.expression import ExpressionClassifier, ExpressionRegressor
from sklearn2pmml.pipeline import PMMLPipeline
from sklearn2pmml.preprocessing import (
    AggregateTransformer, BSplineTransformer, CastTransformer, ConcatTransformer, CutTransformer,
    DateTimeFormatter, DaysSinceYearTransformer, ExpressionTransformer, FilterLookupTransformer,
    LookupTransformer, MatchesTransformer, MultiLookupTransformer, NumberFormatter,
    PMMLLabelBinarizer, PMMLLabelEncoder, PowerFunctionTransformer, ReplaceTransformer,
    SecondsSinceMidnightTransformer, SecondsSinceYearTransformer, SelectFirstTransformer,
    StringLengthTransformer, StringNormalizer, SubstringTransformer, WordCountTransformer)
from sklearn2pmml.ruleset import RuleSetClassifier
from sklearn2pmml.util import Expression, Slicer

from .tables import labels, number, numbers, questions, with_missing, words


def write(group, put, mapper):
    """`put` writes a case, `mapper` is the class DataFrameMapper."""

    def columns(name, covers, entries, frame, rows):
        """The columns that a mapper gives, one after the other."""
        model = mapper([
            (of, step, *(options or [{"alias": f"{of[0]}_{place}"}]))
            for place, (of, step, *options) in enumerate(entries)])
        model.fit_transform(frame)
        count = np.asarray(model.transform(rows)).reshape(len(rows), -1).shape[1]
        names = model.transformed_names_
        assert len(names) == count, names

        def outputs(read):
            values = np.asarray(model.transform(read.astype(frame.dtypes.to_dict())), dtype=object)
            return {f"transform[{n}]": [as_text(v) for v in values[:, i]] for i, n in enumerate(names)}

        put(group, f"step-{name}", covers, model, rows, outputs)

    train = with_missing(numbers())
    asked = questions(missing=True)

    def expression(source, of=("a",), **options):
        return (list(of), ExpressionTransformer(source, **options))

    columns("arithmetic", "arithmetic with Python's quotients and remainders", [
        expression("X[0] * 2 - X[1] / 4 + 1", ["a", "b"]), expression("X[0] % 3.0"),
        expression("X[0] // 0.7"), expression("-X[0] ** 2"), expression("abs(X[0]) + max(X[0], 1.5)")],
        train, asked)
    columns("comparisons", "comparisons and logic, of NaN too", [
        expression("1 if 0 < X[0] <= 2 else 0"), expression("X[0] != 1.0 and not X[1] > 3", ["a", "b"]),
        expression("X[0] > 1 or X[1] > 1", ["a", "b"]), expression("X[0] in [0.0, 1.0]")], train, asked)
    columns("missing", "missing values in expressions", [
        expression("-1.0 if pandas.isnull(X[0]) else X[0]"),
        expression("X[0] + 1", map_missing_to=-9.0), expression("X[0] + 1", default_value=0.5),
        expression("X[0] / X[1]", ["a", "b"], invalid_value_treatment="as_missing", default_value=7.0)],
        train, asked)
    columns("functions", "numpy's and Python's functions", [
        expression("numpy.log1p(numpy.absolute(X[0]))"), expression("numpy.where(X[0] > 0, X[0], 0.0)"),
        expression("round(X[0])", ["d"]), expression("numpy.sqrt(numpy.square(X[0]))"),
        (["a"], ExpressionTransformer(Expression("_clipped(X[0])", [
            "def _clipped(x):\n\tlow = -1\n\tif x < low:\n\t\treturn low\n\telif x > 1:\n\t\treturn 1\n"
            "\treturn x\n"])))], numbers(), questions())
    columns("numbers", "aggregates, powers and slices", [
        (["a", "b", "c"], AggregateTransformer("mean"), {"alias": "mean"}),
        (["a", "b", "c"], AggregateTransformer("sum"), {"alias": "sum"}),
        (["a", "b", "c"], AggregateTransformer("max"), {"alias": "max"}),
        (["a"], PowerFunctionTransformer(2)), (["b"], PowerFunctionTransformer(3)),
        (["a", "b", "c", "d"], Slicer(1, 4, 2))], train, asked)

    text = words().astype({"color": object, "town": object, "yes": object})
    text["code"] = np.random.RandomState(8).choice([3.0, 4.0, 12.0], len(text))
    half = text.iloc[:30].reset_index(drop=True)
    columns("text", "case, white space, parts and lengths", [
        (["color"], StringNormalizer("uppercase")), (["town"], StringNormalizer("lowercase")),
        (["town"], SubstringTransformer(1, 4)), (["town"], StringLengthTransformer()),
        (["color", "yes"], ConcatTransformer("-")), (["size", "yes"], ConcatTransformer()),
        expression("X[0][0] + X[0][-2:] + X[0].upper()", ["town"]), expression("len(X[0])", ["town"])],
        text, half)
    columns("patterns", "regular expressions", [
        (["town"], MatchesTransformer("^[A-Z].*o")), (["town"], ReplaceTransformer("[aeiou]+", "*")),
        (["town"], WordCountTransformer()), expression("X[0] in ['y', 'maybe']", ["yes"]),
        expression("re.sub(r'[aeiou]', '', X[0]) if re.search('^r', X[0]) else 'none'", ["color"]),
        expression("'small' if X[0] == 'red' else X[0]", ["color"])], text, half)
    columns("formats", "numbers by a pattern, and whole numbers of few bits", [
        (["a"], NumberFormatter("%.2f"), {"alias": "fixed"}),
        (["b"], NumberFormatter("<%+9.3e>"), {"alias": "exponent"}),
        (["d"], NumberFormatter("%05d%%"), {"alias": "whole"}),
        expression("X[0] * 3", dtype="int8"), (["d"], CastTransformer("int16"))],
        numbers(), numbers().iloc[:14].reset_index(drop=True))
    knots, values = [-1.0, -1, -1, 0, 0.5, 2, 2, 2], [1.0, -2, 0.5, 3, -1]
    columns("splines", "splines beyond their knots", [
        (["a"], BSplineTransformer(BSpline(knots, values, 2))),
        (["a"], BSplineTransformer(BSpline(knots, values, 2, extrapolate=False))),
        (["b"], BSplineTransformer(BSpline(knots, values, 2, extrapolate="periodic"))),
        (["b"], BSplineTransformer(BSpline([0, 1, 2, 3], [4.0, 5, 6], 0)))], train, asked)
    spoilt = half.copy()
    spoilt.loc[2, "color"] = "mauve"
    spoilt.loc[3, "color"] = np.nan
    columns("lookups", "tables of values, one and two keys", [
        (["color"], LookupTransformer({"red": 1.5, "blue": -2.0}, 0.0)),
        (["color"], LookupTransformer({"red": "warm", "blue": "cold"}, "other")),
        (["color"], FilterLookupTransformer({"red": "crimson"})),
        (["color", "yes"], MultiLookupTransformer({("red", "y"): 1.0, ("blue", "n"): 2.0}, -1.0))],
        text, spoilt)
    columns("cuts", "bins by their edges, closed on either side", [
        (["size"], CutTransformer([0, 2.5, 5, 40], labels=False)),
        (["size"], CutTransformer([0, 2.5, 5, 40], labels=[10.0, 20.0, 30.0], right=False)),
        (["weight"], CutTransformer([40, 50, 60], labels=["low", "high"]))], text, half)
    columns("labels", "label encoders that know missing values", [
        (["color"], PMMLLabelBinarizer()), (["color"], PMMLLabelEncoder(missing_values=-1))], text, spoilt)
    columns("casts", "numbers as text", [
        (["code"], [ContinuousDomain(), CastTransformer(int), CastTransformer(str)]),
        (["size"], CastTransformer(str))], text, half)

    days = pd.DataFrame({
        "day": ["2004-02-29", "1969-12-31", "1999-01-01", "2100-03-01"],
        "time": ["2004-02-29T12:30:05", "1969-12-31T23:59:59", "1999-01-01T00:00:00",
                 "2100-03-01T06:07:08"]}, dtype=object)
    # Chains count as fitted by their last step.
    kept = ContinuousDomain(with_data=False)
    columns("dates", "days and seconds, and parts of dates", [
        (["day"], [DateDomain(), DaysSinceYearTransformer(1968), kept]),
        (["time"], [DateTimeDomain(), DaysSinceYearTransformer(2000), kept], {"alias": "days"}),
        (["time"], [DateTimeDomain(), SecondsSinceYearTransformer(1960), kept], {"alias": "seconds"}),
        (["time"], [DateTimeDomain(), SecondsSinceMidnightTransformer(), kept], {"alias": "clock"}),
        (["day"], [DateDomain(), DateTimeFormatter("%d/%m/%y"), CategoricalDomain(with_data=False)], {"alias": "written"})], days, days)

    frame, rows = numbers(), questions()
    target, three = number(frame), labels(frame, ["x", "y", "z"])
    two = labels(frame, ["no", "yes"])

    def predicted(name, covers, model, methods, labels=None):
        def outputs(read):
            result = {}
            for method in methods:
                values = np.asarray(getattr(model, method)(read))
                if values.ndim == 1:
                    result[method] = values.tolist()
                else:
                    for index, label in enumerate(labels or range(values.shape[1])):
                        result[f"{method}[{label}]"] = values[:, index].tolist()
            return result

        put(group, f"estimator-{name}", covers, PMMLPipeline([("model", model)]).fit(frame, named(model)),
            rows, outputs)

    def named(model):
        return {"ExpressionRegressor": target, "GBDTLMRegressor": target}.get(
            type(model).__name__, two if "logit" in str(getattr(model, "normalization_method", "")) else three)

    predicted("expression", "ExpressionRegressor",
              ExpressionRegressor("X['a'] / 10 + 0.5", "exp"), ["predict"])
    predicted("classes", "ExpressionClassifier, softmax", ExpressionClassifier(
        {"x": "X['a']", "y": "X['c'] * 2", "z": "0.5"}, "softmax"), ["predict", "predict_proba"], ["x", "y", "z"])
    predicted("logit", "ExpressionClassifier, logit", ExpressionClassifier(
        {"yes": "X['a'] - 1"}, "logit"), ["predict", "predict_proba"], ["no", "yes"])
    predicted("rules", "RuleSetClassifier", RuleSetClassifier(
        [("X['a'] > 1", "high"), ("X['a'] < -1 and X['b'] < 0", "low")], "middle"), ["predict"])
    small = dict(n_estimators=3, max_depth=2, random_state=0)
    predicted("leaves", "GBDTLRClassifier", GBDTLRClassifier(
        GradientBoostingClassifier(**small), LogisticRegression()), ["predict", "predict_proba"], ["x", "y", "z"])
    predicted("leaves-forest", "GBDTLMRegressor", GBDTLMRegressor(
        RandomForestRegressor(**small), LinearRegression()), ["predict"])
    predicted("select", "SelectFirstClassifier", SelectFirstClassifier([
        ("left", DecisionTreeClassifier(max_depth=2, random_state=0), "X['a'] < 0.5"),
        ("right", LogisticRegression(), "True")]), ["predict", "predict_proba"], ["x", "y", "z"])


def as_text(value):
    """Truth values as the numbers that they are, and None as missing."""
    if isinstance(value, (bool, np.bool_)):
        return float(value)
    return np.nan if value is None else value
