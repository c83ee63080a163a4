"""What happens to fields: treatments, derived fields, functions, tables, outputs, targets, text."""

import math
import re

import numpy as np
import pandas as pd
from scipy import stats

from .pmml_document import (apply, constant, data_field, derived, document, element, field,
                            mining_schema, output)


def identity_model(names, fields_out, derivations="", treatments=None, target=None, targets=""):
    """A regression that predicts 0, so that output fields show what became of the inputs."""
    return element("RegressionModel", {"functionName": "regression"},
                   mining_schema(names, target, treatments), output(*fields_out) if fields_out else "", targets,
                   element("LocalTransformations", None, derivations) if derivations else "",
                   element("RegressionTable", {"intercept": 0.0}))


def shown(name, expression, kind="double"):
    optype = "continuous" if kind in ("double", "integer", "float") else "categorical"
    return name, expression, {"dataType": kind, "optype": optype}


def columns_of(table, functions):
    """One column for each function of a row."""
    records = table.to_dict("records")
    return {name: [function(row) for row in records] for name, function in functions.items()}


def gone(value):
    return value is None or (isinstance(value, float) and math.isnan(value))


def known(function):
    """Missing where an argument is."""
    return lambda *values: None if any(gone(value) for value in values) else function(*values)


# Functions


def numbers():
    return pd.DataFrame({"x": [0.0, 1.0, -2.5, 7.0, None, 3.5, 0.25, -0.5, 2.0, 12.0],
                         "y": [2.0, -3.0, 4.0, None, 1.0, 0.5, 0.25, -2.0, 7.0, 5.0]})


def numeric_functions():
    x, y = field("x"), field("y")
    two = lambda function: lambda row: known(function)(row["x"], row["y"])
    one = lambda function: lambda row: known(function)(row["x"])
    present = lambda row: [v for v in (row["x"], row["y"]) if not gone(v)]
    cases = {
        "plus": (apply("+", x, y), two(lambda a, b: a + b)),
        "minus": (apply("-", x, y), two(lambda a, b: a - b)),
        "times": (apply("*", x, y), two(lambda a, b: a * b)),
        "over": (apply("/", x, y), two(lambda a, b: a / b)),
        "modulo": (apply("modulo", x, y), two(lambda a, b: a - b * math.floor(a / b))),
        "pow": (apply("pow", apply("abs", x), y), two(lambda a, b: abs(a) ** b if a or b > 0 else math.inf)),
        "threshold": (apply("threshold", x, y), two(lambda a, b: float(a > b))),
        "hypot": (apply("hypot", x, y), two(math.hypot)),
        "atan2": (apply("atan2", x, y), two(math.atan2)),
        "abs": (apply("abs", x), one(abs)), "floor": (apply("floor", x), one(math.floor)),
        "ceil": (apply("ceil", x), one(math.ceil)),
        "round": (apply("round", x), one(lambda a: math.floor(a + 0.5))),
        "rint": (apply("rint", x), one(lambda a: float(np.rint(a)))),
        "exp": (apply("exp", x), one(math.exp)), "expm1": (apply("expm1", x), one(math.expm1)),
        "ln1p": (apply("ln1p", apply("abs", x)), one(lambda a: math.log1p(abs(a)))),
        "log10": (apply("log10", apply("+", apply("abs", x), constant(1.0))), one(lambda a: math.log10(abs(a) + 1))),
        "ln": (apply("ln", apply("+", apply("abs", x), constant(1.0))), one(lambda a: math.log(abs(a) + 1))),
        "sqrt": (apply("sqrt", apply("abs", x)), one(lambda a: math.sqrt(abs(a)))),
        "sin": (apply("sin", x), one(math.sin)), "cos": (apply("cos", x), one(math.cos)),
        "tan": (apply("tan", x), one(math.tan)), "atan": (apply("atan", x), one(math.atan)),
        "sinh": (apply("sinh", x), one(math.sinh)), "cosh": (apply("cosh", x), one(math.cosh)),
        "tanh": (apply("tanh", x), one(math.tanh)),
        "min": (apply("min", x, y), lambda row: min(present(row))),
        "max": (apply("max", x, y), lambda row: max(present(row))),
        "sum": (apply("sum", x, y), lambda row: sum(present(row))),
        "avg": (apply("avg", x, y), lambda row: sum(present(row)) / len(present(row))),
        "median": (apply("median", x, y, constant(1.0)), lambda row: float(np.median([*present(row), 1.0]))),
        "product": (apply("product", x, y), lambda row: math.prod(present(row))),
        "CDF": (apply("normalCDF", x, constant(1.0), constant(2.0)), one(lambda a: stats.norm.cdf(a, 1, 2))),
        "PDF": (apply("normalPDF", x, constant(1.0), constant(2.0)), one(lambda a: stats.norm.pdf(a, 1, 2))),
        "stdCDF": (apply("stdNormalCDF", x), one(stats.norm.cdf)),
        "stdIDF": (apply("stdNormalIDF", apply("stdNormalCDF", y)),
                   lambda row: known(lambda b: stats.norm.ppf(stats.norm.cdf(b)))(row["y"])),
        "replaced": (apply("+", x, y, mapMissingTo=-99), lambda row: -99.0 if gone(row["x"]) or gone(row["y"])
                     else row["x"] + row["y"]),
        "default": (apply("*", x, y, defaultValue=5), lambda row: 5.0 if gone(row["x"]) or gone(row["y"])
                    else row["x"] * row["y"]),
        "whole": (apply("/", constant(7), constant(2)), lambda row: 3),
    }
    return cases


def logical_functions():
    x, y = field("x"), field("y")
    two = lambda function: lambda row: known(lambda a, b: str(function(a, b)).lower())(row["x"], row["y"])
    big, small = apply("greaterThan", x, constant(1.0)), apply("lessThan", y, constant(1.0))
    return {
        "equal": (apply("equal", x, y), two(lambda a, b: a == b)),
        "notEqual": (apply("notEqual", x, y), two(lambda a, b: a != b)),
        "lessThan": (apply("lessThan", x, y), two(lambda a, b: a < b)),
        "lessOrEqual": (apply("lessOrEqual", x, y), two(lambda a, b: a <= b)),
        "greaterOrEqual": (apply("greaterOrEqual", x, y), two(lambda a, b: a >= b)),
        "and": (apply("and", big, small), two(lambda a, b: a > 1 and b < 1)),
        "or": (apply("or", big, small), two(lambda a, b: a > 1 or b < 1)),
        "not": (apply("not", big), lambda row: known(lambda a: str(not a > 1).lower())(row["x"])),
        "isMissing": (apply("isMissing", x), lambda row: str(gone(row["x"])).lower()),
        "isNotMissing": (apply("isNotMissing", x), lambda row: str(not gone(row["x"])).lower()),
        "isIn": (apply("isIn", x, constant(1.0), constant(7.0)),
                 lambda row: str(row["x"] in (1.0, 7.0)).lower()),
        "isNotIn": (apply("isNotIn", x, constant(1.0), constant(7.0)),
                    lambda row: str(row["x"] not in (1.0, 7.0)).lower()),
    }


def words():
    return pd.DataFrame({"s": ["Hello World", " Ünï côdé ", None, "a,b,,c", "x" * 9, "42", "-1.5e3", "ÄÖ ß"]})


def text_functions():
    s = field("s")
    one = lambda function: lambda row: known(function)(row["s"])
    return {
        "upper": (apply("uppercase", s), one(str.upper), "string"),
        "lower": (apply("lowercase", s), one(str.lower), "string"),
        "trim": (apply("trimBlanks", s), one(lambda t: t.strip(" ")), "string"),
        "length": (apply("stringLength", s), one(len), "integer"),
        "part": (apply("substring", s, constant(2), constant(4)), one(lambda t: t[1:5]), "string"),
        "joined": (apply("concat", s, constant("-"), s), lambda row: "-" if gone(row["s"]) else row["s"] + "-" + row["s"],
                   "string"),
        "found": (apply("matches", s, constant("[ ,]+[a-zW]")),
                  one(lambda t: str(re.search("[ ,]+[a-zW]", t) is not None).lower()), "boolean"),
        "digits": (apply("matches", s, constant(r"^-?\d+(\.\d|\s|$)")),
                   one(lambda t: str(re.search(r"(?a)^-?\d+(\.\d|\s|$)", t) is not None).lower()), "boolean"),
        "letters": (apply("replace", s, constant(r"\W"), constant("~")), one(lambda t: re.sub(r"(?a)\W", "~", t)), "string"),
        "replaced": (apply("replace", s, constant("[aeiou ]+"), constant("_")),
                     one(lambda t: re.sub("[aeiou ]+", "_", t)), "string"),
        "same": (apply("equal", s, constant("42")), one(lambda t: str(t == "42").lower()), "boolean"),
        "choice": (apply("if", apply("isMissing", s), constant("none"), apply("if", apply("equal", s, constant("42")),
                                                                              constant("answer"), constant("other"))),
                   lambda row: "none" if gone(row["s"]) else "answer" if row["s"] == "42" else "other", "string"),
    }


def days():
    return pd.DataFrame({"d": ["2000-01-01", "1999-12-31", None, "2024-02-29", "1960-03-01"],
                         "t": ["2000-01-01T00:00:00", "1960-01-03T03:30:03", "2024-02-29T23:59:59", None,
                               "1970-01-01T12:00:00"]})


def write_functions(group):
    for name, table, kind, cases in (("numbers", numbers(), "double", numeric_functions()),
                                     ("logic", numbers(), "boolean", logical_functions())):
        model = identity_model(["x", "y"], [shown(key, case[0], kind) for key, case in cases.items()])
        group.document(f"functions-{name}", f"built-in functions: {name}",
                       document([data_field("x"), data_field("y")], model), table,
                       lambda t: columns_of(t, {key: case[1] for key, case in cases.items()}))
    cases = text_functions()
    model = identity_model(["s"], [shown(key, case[0], case[2]) for key, case in cases.items()])
    group.document("functions-text", "built-in functions: text and regular expressions",
                   document([data_field("s", "string")], model), words(),
                   lambda t: columns_of(t, {key: case[1] for key, case in cases.items()}))
    day, moment = field("d"), field("t")
    epoch = pd.Timestamp("1960-01-01")
    since = lambda text: (pd.Timestamp(text) - epoch).total_seconds()
    cases = {
        "days": (apply("dateDaysSinceYear", day, constant(1960)), lambda row: known(lambda d: since(d) // 86400)(row["d"])),
        "seconds": (apply("dateSecondsSinceYear", moment, constant(1960)), lambda row: known(since)(row["t"])),
        "midnight": (apply("dateSecondsSinceMidnight", moment), lambda row: known(lambda t: since(t) % 86400)(row["t"])),
    }
    model = identity_model(["d", "t"], [shown(key, case[0], "integer") for key, case in cases.items()])
    group.document("functions-dates", "built-in functions: dates",
                   document([data_field("d", "date"), data_field("t", "dateTime")], model), days(),
                   lambda t: columns_of(t, {key: case[1] for key, case in cases.items()}))


# Derived fields


def norm(points, **attributes):
    return element("NormContinuous", {"field": "x", **attributes},
                   *(element("LinearNorm", {"orig": a, "norm": b}) for a, b in points))


def bins(*intervals, **attributes):
    return element("Discretize", {"field": "x", **attributes}, *(
        element("DiscretizeBin", {"binValue": value},
                element("Interval", {"closure": closure, "leftMargin": low, "rightMargin": high}))
        for value, closure, low, high in intervals))


def mapped(pairs, rows, **attributes):
    return element("MapValues", {"outputColumn": "out", **attributes},
                   *(element("FieldColumnPair", {"field": name, "column": column}) for name, column in pairs),
                   element("InlineTable", None, *(
                       element("row", None, *(f"<{key}>{value}</{key}>" for key, value in row.items())) for row in rows)))


def write_transformations(group):
    points = [(-1.0, 0.0), (1.0, 0.5), (5.0, 1.0)]
    xs, ys = zip(*points)

    def line(x, beyond):
        if gone(x):
            return None
        if beyond == "asMissingValues" and not xs[0] <= x <= xs[-1]:
            return None
        if beyond == "asExtremeValues":
            x = min(max(x, xs[0]), xs[-1])
        low = 0 if x <= xs[1] else 1
        return ys[low] + (x - xs[low]) / (xs[low + 1] - xs[low]) * (ys[low + 1] - ys[low])

    intervals = [("low", "openClosed", None, 0.0), ("mid", "openOpen", 0.0, 2.0), ("two", "closedClosed", 2.0, 2.0),
                 ("high", "openClosed", 2.0, 10.0)]

    def bin_of(x):
        if gone(x):
            return "none"
        return "low" if x <= 0 else "mid" if x < 2 else "two" if x == 2 else "high" if x <= 10 else "beyond"

    table = [{"k": "a", "n": "1", "out": "first"}, {"k": "b", "n": "2.0", "out": "second"},
             {"k": "b", "n": "1", "out": "third"}]
    lookup = {("a", 1): "first", ("b", 2): "second", ("b", 1): "third"}
    rows = pd.DataFrame({"x": [-3.0, -1.0, 0.0, 0.5, 1.0, 2.0, 4.0, 10.0, 11.0, None],
                         "s": ["a", "b", "b", None, "c", "a", "b", "a", "b", "a"],
                         "n": [1.0, 2.0, 1.0, 1.0, 1.0, None, 3.0, 1.0, 2.0, 1.0]})
    cases = {
        **{f"line {beyond}": (norm(points, outliers=beyond), lambda row, b=beyond: line(row["x"], b), "double")
           for beyond in ("asIs", "asMissingValues", "asExtremeValues")},
        "line or": (norm(points, mapMissingTo=-7), lambda row: -7.0 if gone(row["x"]) else line(row["x"], ""), "double"),
        "bin": (bins(*intervals, defaultValue="beyond", mapMissingTo="none"), lambda row: bin_of(row["x"]), "string"),
        "mapped": (mapped([("s", "k"), ("n", "n")], table, defaultValue="other", mapMissingTo="gone"),
                   lambda row: "gone" if gone(row["s"]) or gone(row["n"]) else lookup.get((row["s"], row["n"]), "other"),
                   "string"),
        "indicator": (element("NormDiscrete", {"field": "s", "value": "a"}),
                      lambda row: known(lambda s: float(s == "a"))(row["s"]), "double"),
        "indicator or": (element("NormDiscrete", {"field": "s", "value": "a", "mapMissingTo": 0.5}),
                         lambda row: 0.5 if gone(row["s"]) else float(row["s"] == "a"), "double"),
        "reference": (element("FieldRef", {"field": "x", "mapMissingTo": 3}), lambda row: 3.0 if gone(row["x"]) else row["x"],
                      "double"),
        "own": (apply("twice plus", field("x"), constant(0.5)), lambda row: known(lambda x: 2 * x + 0.5)(row["x"]), "double"),
        "again": (field("later"), lambda row: known(lambda x: (2 * x + 0.5) ** 2)(row["x"]), "double"),
    }
    function = element("DefineFunction", {"name": "twice plus", "optype": "continuous", "dataType": "double"},
                       element("ParameterField", {"name": "v"}), element("ParameterField", {"name": "w"}),
                       apply("+", apply("*", constant(2), field("v")), field("w")))
    # The first field is made of one that comes after it.
    derivations = (derived("later", apply("pow", field("earlier"), constant(2)))
                   + derived("earlier", apply("twice plus", field("x"), constant(0.5))))
    model = identity_model(["x", "s", "n"], [shown(key, case[0], case[2]) for key, case in cases.items()], derivations)
    group.document("derived", "normalisations, bins, tables, functions of one's own",
                   document([data_field("x"), data_field("s", "string"), data_field("n", "integer")], model, function),
                   rows, lambda t: columns_of(t, {key: case[1] for key, case in cases.items()}))


# Treatments, outputs, targets


def write_treatments(group):
    interval = element("Interval", {"closure": "closedClosed", "leftMargin": 0, "rightMargin": 10})
    treatments = {
        "a": {"missingValueReplacement": 5, "missingValueTreatment": "asMean"},
        "b": {"outliers": "asExtremeValues", "lowValue": -1, "highValue": 1},
        "c": {"outliers": "asMissingValues", "lowValue": -1, "highValue": 1, "missingValueReplacement": 9},
        "d": {"invalidValueTreatment": "asMissing", "missingValueReplacement": 7},
        "e": {"invalidValueTreatment": "asIs"},
        "f": {"invalidValueTreatment": "returnInvalid"},
        "g": {"invalidValueTreatment": "asMissing"},
    }
    special = (element("Value", {"value": -999, "property": "missing"}))
    fields = [data_field("a", inside=special), data_field("b"), data_field("c"), data_field("d", inside=interval),
              data_field("e", inside=interval), data_field("f", inside=interval),
              data_field("g", "string", values=["u", "v"])]
    rows = pd.DataFrame({
        "a": [1.0, None, -999.0, 2.0, 3.0], "b": [-4.0, 0.5, 3.0, None, 1.0], "c": [-4.0, 0.5, 3.0, None, 1.0],
        "d": [11.0, 5.0, None, 0.0, 10.0], "e": [11.0, -5.0, None, 0.0, 10.0], "f": [1.0, 10.5, None, 0.0, 10.0],
        "g": ["u", "w", None, "v", "u"]})

    def number(row, name):
        value = None if gone(row[name]) else row[name]
        if name == "a":
            return 5.0 if value in (None, -999.0) else value
        if name == "b":
            return None if value is None else min(max(value, -1), 1)
        if name == "c":
            return 9.0 if value is None or abs(value) > 1 else value
        if name == "d":
            return 7.0 if value is None or not 0 <= value <= 10 else value
        if name == "g":
            return value if value in ("u", "v") else None
        return value

    def kept(name):
        return lambda row: None if not gone(row["f"]) and not 0 <= row["f"] <= 10 else number(row, name)
    model = identity_model(list(treatments), [shown(f"{n} out", field(n), "string" if n == "g" else "double")
                                              for n in treatments], treatments=treatments)
    group.document("treatments", "missing, invalid and outlying values", document(fields, model), rows,
                   lambda t: columns_of(t, {f"{n} out": kept(n) for n in treatments}))


def write_targets(group):
    rows = pd.DataFrame({"x": [0.0, 1.25, -3.75, 100.0, 2.5, None]})
    kinds = {"plain": {}, "round": {"castInteger": "round"}, "floor": {"castInteger": "floor"},
             "ceiling": {"castInteger": "ceiling"}}
    casts = {"plain": lambda y: y, "round": lambda y: math.floor(y + 0.5), "floor": math.floor, "ceiling": math.ceil}
    for name, attributes in kinds.items():
        target = element("Targets", None, element(
            "Target", {"field": "y", "min": -2, "max": 50, "rescaleFactor": 2, "rescaleConstant": 0.5, **attributes}))
        model = element("RegressionModel", {"functionName": "regression"}, mining_schema(["x"], "y"),
                        output(("shown", "predictedValue", {"dataType": "double"})), target,
                        element("RegressionTable", {"intercept": 0.25},
                                element("NumericPredictor", {"name": "x", "coefficient": 1.5})))

        def result(row, cast=casts[name]):
            if gone(row["x"]):
                return None
            return float(cast(min(max(0.25 + 1.5 * row["x"], -2), 50) * 2 + 0.5))
        group.document(f"targets-{name}", f"limits, rescaling and casts of a target: {name}",
                       document([data_field("x"), data_field("y")], model), rows,
                       lambda t: columns_of(t, {"y": result, "shown": result}))


# Text


def write_texts(group):
    rows = pd.DataFrame({"s": ["The cat sat. The CAT, sat!", "cats interfacing with cat", None, "...", "tha caat saw",
                               "interfaces with the dog; the dog", "dog-house (dog)"]})
    splits = lambda text: [w.strip(".,;!()-") for w in re.split(r"\s+", text) if w.strip(".,;!()-")]

    def count(text, term, fold=True, spell=splits):
        tokens, wanted = spell(text.lower() if fold else text), spell(term.lower() if fold else term)
        return sum(tokens[i:i + len(wanted)] == wanted for i in range(len(tokens) - len(wanted) + 1))

    def index(term, *inside, **attributes):
        return element("TextIndex", {"textField": "s", **attributes}, *inside, constant(term))
    table = element("TextIndexNormalization", {"inField": "string", "outField": "stem", "regexField": "regex"},
                    element("InlineTable", None,
                            "<row><string>interfac(e[sd]?|ing) with</string><stem>interface</stem><regex>true</regex></row>",
                            "<row><string>cats</string><stem>cat</stem><regex>false</regex></row>"))
    again = element("TextIndexNormalization", {"recursive": True, "isCaseSensitive": True},
                    element("InlineTable", None, "<row><string>aa</string><stem>a</stem></row>",
                            "<row><string>tha c</string><stem>the a aac</stem></row>"))

    def settled(text):
        while (changed := text.replace("aa", "a").replace("tha c", "the a aac")) != text:
            text = changed
        return text
    normal = lambda text: re.sub("cats", "cat", re.sub("interfac(e[sd]?|ing) with", "interface", text, flags=re.I), flags=re.I)
    runs = lambda text: re.findall(r"[a-z]+", text)
    cases = {
        "cat": (index("cat"), lambda s: count(s, "cat"), "integer"),
        "the cat": (index("The cat"), lambda s: count(s, "the cat"), "integer"),
        "CAT": (index("CAT", isCaseSensitive=True), lambda s: count(s, "CAT", fold=False), "integer"),
        "once": (index("dog", localTermWeights="binary"), lambda s: int(count(s, "dog") > 0), "integer"),
        "log": (index("dog", localTermWeights="logarithmic"), lambda s: math.log10(1 + count(s, "dog")), "double"),
        "letters": (index("dog", wordRE="[a-z]+"), lambda s: count(s, "dog", spell=runs), "integer"),
        "commas": (index("the cat", wordSeparatorCharacterRE="[.,;]\\s*"),
                   lambda s: count(s, "the cat", spell=lambda t: [w.strip(".,;!()-") for w in re.split(r"[.,;]\s*", t)
                                                                  if w.strip(".,;!()-")]), "integer"),
        "stem": (index("interface", table), lambda s: count(normal(s), "interface"), "integer"),
        "stem cat": (index("cat", table), lambda s: count(normal(s), "cat"), "integer"),
        "settled": (index("the a acat", again), lambda s: count(settled(s), "the a acat"), "integer"),
        "near": (index("the cat", maxLevenshteinDistance=2), lambda s: near(s), "integer"),
    }

    def near(text):
        tokens = splits(text.lower())
        return sum(distance(tokens[i], "the") + distance(tokens[i + 1], "cat") <= 2 for i in range(len(tokens) - 1))
    model = identity_model(["s"], [shown(key, case[0], case[2]) for key, case in cases.items()])
    group.document("text", "terms in text", document([data_field("s", "string")], model), rows,
                   lambda t: columns_of(t, {key: (lambda row, f=case[1]: known(f)(row["s"])) for key, case in cases.items()}))


def distance(a, b):
    """Levenshtein's distance."""
    row = list(range(len(b) + 1))
    for i, left in enumerate(a, 1):
        row, before = [i], row
        for j, right in enumerate(b, 1):
            row.append(min(before[j] + 1, row[-1] + 1, before[j - 1] + (left != right)))
    return row[-1]


def write(group):
    for part in (write_functions, write_transformations, write_treatments, write_targets, write_texts):
        part(group)
