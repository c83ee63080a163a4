"""Models of models: every way to make one prediction of several."""

import math

import numpy as np

from .pmml_document import (TRUE, apply, data_field, document, element, field, mining_schema, output, predicate,
                            probabilities)
from .pmml_fields import columns_of, gone
from .pmml_trees import ALWAYS, FIELDS, Node, Test, rows, walk

CLASSES = ["no", "yes"]


def segment(place, model, test=TRUE, weight=None):
    return element("Segment", {"id": place, "weight": weight}, test, model)


def mining(function, method, segments, outputs="", **attributes):
    return element("MiningModel", {"functionName": function}, mining_schema(["x", "z", "c"], "y"), outputs,
                   element("Segmentation", {"multipleModelMethod": method, **attributes}, *segments))


def number_trees():
    low = Node(ALWAYS, 1.0, Node(Test.compare("x", "lessOrEqual", 1.0), 2.0), Node(Test.compare("x", "greaterThan", 1.0), 4.0))
    other = Node(ALWAYS, 0.5, Node(Test.among("c", ["a", "b"]), -1.0), Node(Test.compare("z", "greaterThan", 2.0), 8.0))
    third = Node(ALWAYS, 3.0, Node(Test.missing("z"), 0.25), Node(Test.compare("z", "lessThan", 2.5), 16.0))
    return [low, other, third]


def class_trees():
    first = Node(ALWAYS, "no", Node(Test.compare("x", "lessOrEqual", 1.0), "yes", counts=[1, 3]),
                 Node(Test.compare("x", "greaterThan", 1.0), "no", counts=[5, 3]), counts=[6, 6])
    second = Node(ALWAYS, "yes", Node(Test.among("c", ["a"]), "no", counts=[2, 1]),
                  Node(Test.compare("z", "greaterThan", 2.0), "yes", counts=[0, 4]), counts=[2, 5])
    third = Node(ALWAYS, "no", Node(Test.compare("z", "lessThan", 2.5), "yes", counts=[3, 4]),
                 Node(Test.missing("z"), "no", counts=[7, 1]), counts=[10, 5])
    return [first, second, third]


def tree_model(root, function, last):
    return element("TreeModel", {"functionName": function,
                                 "noTrueChildStrategy": "returnLastPrediction" if last else "returnNullPrediction"},
                   mining_schema(["x", "z", "c"], "y"), root.xml(CLASSES))


def ended(root, row, last):
    node, _ = walk(root, row, "none", last)
    return node


WEIGHTS = [0.5, 1.5, 2.0]


def weighted_median(values):
    order = sorted(zip(values, WEIGHTS))
    half, total = sum(WEIGHTS) / 2, 0
    for value, weight in order:
        total += weight
        if total >= half:
            return value
    return None


def write_numbers(group):
    methods = {"sum": sum, "average": lambda v: sum(v) / 3, "max": max, "median": lambda v: float(np.median(v)),
               "weightedSum": lambda v: sum(w * x for w, x in zip(WEIGHTS, v)),
               "weightedAverage": lambda v: sum(w * x for w, x in zip(WEIGHTS, v)) / sum(WEIGHTS),
               "x-weightedMedian": weighted_median}
    for method, function in methods.items():
        for last in (True, False):
            if not last and method not in ("sum", "average"):
                continue
            weights = WEIGHTS if method.lower().find("weighted") >= 0 else [None] * 3
            segments = [segment(place, tree_model(root, "regression", last), weight=weight)
                        for place, (root, weight) in enumerate(zip(number_trees(), weights), 1)]

            def result(row):
                found = [ended(root, row, last) for root in number_trees()]
                return math.nan if None in found else float(function([node.score for node in found]))
            group.document(f"mining-{method.lower()}{'' if last else '-missing'}",
                           f"numbers of segments: {method}" + ("" if last else ", one of which is missing"),
                           document([*FIELDS, data_field("y")], mining(
                               "regression", method, segments, missingPredictionTreatment="returnMissing")), rows(),
                           lambda t: columns_of(t, {"y": result}))


def write_classes(group):
    target = data_field("y", "string", values=CLASSES)
    for method in ("majorityVote", "weightedMajorityVote", "average", "weightedAverage"):
        weights = WEIGHTS if method.startswith("weighted") else [None] * 3
        segments = [segment(place, tree_model(root, "classification", True), weight=weight)
                    for place, (root, weight) in enumerate(zip(class_trees(), weights), 1)]
        given = [weight or 1 for weight in weights]

        def shares(row):
            found = [ended(root, row, True) for root in class_trees()]
            parts = [[float(label == node.score) for label in CLASSES] if "Vote" in method
                     else [count / sum(node.counts) for count in node.counts] for node in found]
            return [sum(w * part[k] for w, part in zip(given, parts)) / sum(given) for k in range(2)]
        group.document(f"mining-{method.lower()}-classes", f"classes of segments: {method}",
                       document([*FIELDS, target], mining("classification", method, segments, output(*probabilities(CLASSES)))),
                       rows(), lambda t: columns_of(t, {
                           "y": lambda row: CLASSES[int(np.argmax(shares(row)))],
                           **{f"probability({label})": lambda row, k=k: shares(row)[k] for k, label in enumerate(CLASSES)}}))

    def voted(row):
        found = [ended(root, row, False) for root in class_trees()]
        votes = [sum(1 for node in found if (node.score if node else None) == label) for label in [*CLASSES, None]]
        return [*CLASSES, None][int(np.argmax(votes))]
    segments = [segment(place, tree_model(root, "classification", False)) for place, root in enumerate(class_trees(), 1)]
    group.document("mining-vote-missing", "segments that predict nothing vote for that",
                   document([*FIELDS, target], mining("classification", "majorityVote", segments)), rows(),
                   lambda t: columns_of(t, {"y": voted}))


def linear(intercept, coefficient, name="x", outputs="", function="regression"):
    return element("RegressionModel", {"functionName": function}, mining_schema(["x", "z", "c"], "y"), outputs,
                   element("RegressionTable", {"intercept": intercept},
                           element("NumericPredictor", {"name": name, "coefficient": coefficient})))


def write_choices(group):
    segments = [segment(1, linear(1.0, 2.0), predicate("c", "equal", "a")),
                segment(2, linear(0.5, -1.0, "z"), predicate("z", "greaterThan", 1)),
                segment(3, linear(7.0, 0.0), predicate("x", "isNotMissing"))]

    def first(row):
        if row["c"] == "a":
            return math.nan if gone(row["x"]) else 1 + 2 * row["x"]
        if not gone(row["z"]) and row["z"] > 1:
            return 0.5 - row["z"]
        return math.nan if gone(row["x"]) else 7.0 + 0 * row["x"]
    asked = rows().replace([np.inf], 6.0)
    group.document("mining-first", "the first segment that holds",
                   document([*FIELDS, data_field("y")], mining("regression", "selectFirst", segments)), asked,
                   lambda t: columns_of(t, {"y": first}))
    number = {"dataType": "double", "optype": "continuous"}
    shown = output(("one", "predictedValue", {"segmentId": 1, **number}), ("two", "predictedValue", {"segmentId": 2, **number}),
                   ("three", apply("-", field("two"), field("one"))))
    one = lambda row: 1 + 2 * row["x"] if row["c"] == "a" and not gone(row["x"]) else math.nan
    two = lambda row: 0.5 - row["z"] if not gone(row["z"]) and row["z"] > 1 else math.nan
    group.document("mining-all", "all segments that hold, by their names",
                   document([*FIELDS, data_field("y")], mining("regression", "selectAll", segments, shown)), asked,
                   lambda t: columns_of(t, {"one": one, "two": two, "three": lambda row: two(row) - one(row)}))
    inner = output(("scaled", "predictedValue", {"dataType": "double"}))
    chain = [segment(1, linear(1.0, 2.0, outputs=inner)),
             segment(2, element("RegressionModel", {"functionName": "regression"},
                                element("MiningSchema", None, element("MiningField", {"name": "scaled"}),
                                        element("MiningField", {"name": "y", "usageType": "target"})),
                                output(("last", field("scaled"))),
                                element("RegressionTable", {"intercept": -0.5},
                                        element("NumericPredictor", {"name": "scaled", "coefficient": 3.0, "exponent": 2}))))]
    for method in ("modelChain", "x-multiModelChain"):
        more = {} if method == "modelChain" else {"scaled": lambda row: math.nan if gone(row["x"]) else 1 + 2 * row["x"]}
        group.document(f"mining-{method.lower()}", f"a segment that takes what another gives: {method}",
                       document([*FIELDS, data_field("y")], mining("regression", method, chain)), asked,
                       lambda t: columns_of(t, {
                           "y": lambda row: math.nan if gone(row["x"]) else -0.5 + 3 * (1 + 2 * row["x"]) ** 2,
                           "last": lambda row: math.nan if gone(row["x"]) else 1 + 2 * row["x"], **more}))


def write(group):
    for part in (write_numbers, write_classes, write_choices):
        part(group)
