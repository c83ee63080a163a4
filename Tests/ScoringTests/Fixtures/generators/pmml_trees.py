"""Tree models: every treatment of missing values, and what ensembles make of trees.

Trees are walked here node by node, as the standard tells it, apart from any library."""

import math

import pandas as pd

from .pmml_document import (TRUE, compound, data_field, document, element, member, mining_schema, output,
                            predicate, probabilities)

LABELS = ["no", "yes", "maybe"]


def missing(value):
    return value is None or (isinstance(value, float) and math.isnan(value))


class Test:
    """A predicate: its XML, and True, False or None for a row."""

    def __init__(self, xml, holds):
        self.xml, self.holds = xml, holds

    @staticmethod
    def compare(field, operator, value):
        compares = {"lessOrEqual": lambda x: x <= value, "lessThan": lambda x: x < value,
                    "greaterThan": lambda x: x > value, "greaterOrEqual": lambda x: x >= value,
                    "equal": lambda x: x == value, "notEqual": lambda x: x != value}
        return Test(predicate(field, operator, value),
                    lambda row: None if missing(row[field]) else compares[operator](row[field]))

    @staticmethod
    def among(field, values, negated=False):
        return Test(member(field, values, negated),
                    lambda row: None if missing(row[field]) else (row[field] in values) != negated)

    @staticmethod
    def missing(field, negated=False):
        return Test(predicate(field, "isNotMissing" if negated else "isMissing"),
                    lambda row: missing(row[field]) != negated)

    @staticmethod
    def any(*parts):
        return Test(compound("or", *(part.xml for part in parts)), lambda row: either(parts, row))

    @staticmethod
    def all(*parts):
        def holds(row):
            found = [part.holds(row) for part in parts]
            return False if False in found else None if None in found else True
        return Test(compound("and", *(part.xml for part in parts)), holds)

    @staticmethod
    def exclusive(*parts):
        def holds(row):
            found = [part.holds(row) for part in parts]
            return None if None in found else sum(found) % 2 == 1
        return Test(compound("xor", *(part.xml for part in parts)), holds)

    @staticmethod
    def surrogate(*parts):
        return Test(compound("surrogate", *(part.xml for part in parts)),
                    lambda row: next((h for h in (p.holds(row) for p in parts) if h is not None), None))


def either(parts, row):
    found = [part.holds(row) for part in parts]
    return True if True in found else None if None in found else False


ALWAYS = Test(TRUE, lambda row: True)


class Node:
    """A node: its test, what it scores, and its children."""

    def __init__(self, test, score, *children, id=None, default=None, counts=None, confidences=None):
        self.test, self.score, self.children = test, score, children
        self.id, self.default, self.counts, self.confidences = id, default, counts, confidences

    def xml(self, labels=LABELS):
        entries = ""
        if self.counts:
            for place, (label, count) in enumerate(zip(labels, self.counts)):
                confidence = self.confidences[place] if self.confidences else None
                entries += element("ScoreDistribution", {"value": label, "recordCount": count,
                                                         "confidence": confidence})
        return element("Node", {"id": self.id, "score": self.score, "defaultChild": self.default,
                                "recordCount": sum(self.counts) if self.counts else None},
                       self.test.xml, entries, *(child.xml(labels) for child in self.children))


def walk(root, row, strategy="none", last=False):
    """The node that a row ends in, or None, and how many tests were unknown."""
    node, unknown = root, 0
    while node.children:
        following = None
        for child in node.children:
            holds = child.test.holds(row)
            if holds:
                following = child
                break
            if holds is None and strategy != "none":
                if strategy == "lastPrediction":
                    return node, unknown
                if strategy == "nullPrediction":
                    return None, unknown
                following = next(c for c in node.children if c.id == node.default)
                unknown += 1
                break
        if following is None:
            return (node if last else None), unknown
        node = following
    return node, unknown


def spread(node, row, aggregates, last):
    """The class and the masses of the classes, where unknown tests send a row to all children that may
    be true: counts of records, or probabilities and confidences."""
    if not node.children:
        return own(node, aggregates)
    for child in node.children:
        holds = child.test.holds(row)
        if holds:
            return spread(child, row, aggregates, last)
        if holds is None:
            parts = [(sum(c.counts), spread(c, row, aggregates, last))
                     for c in node.children if c.test.holds(row) is not False]
            parts = [part for part in parts if part[1]]
            if not parts:
                return None
            total = sum(count for count, _ in parts)
            weights = [1 if aggregates else count / total for count, _ in parts]
            shares, confidences = (
                [sum(w * part[which][k] for w, (_, part) in zip(weights, parts)) for k in range(3)]
                for which in (1, 2))
            return LABELS[confidences.index(max(confidences))], shares, confidences
    return own(node, aggregates) if last else None


def own(node, aggregates):
    shares = list(node.counts) if aggregates else mass(node)
    return node.score, shares, shares if aggregates else node.confidences or shares


def mass(node):
    return [count / sum(node.counts) for count in node.counts]


def rows():
    return pd.DataFrame({
        "x": [0.5, 1.0, 1.0000000000000002, 2.5, None, None, -3.0, 7.25, None, 4.0, 1.5, float("inf")],
        "z": [1.0, 3.0, None, 2.0, 2.0, None, 0.0, 5.0, 9.0, None, 2.0, -1.0],
        "c": ["a", "b", "a", None, "b", "c", "d d", "a", None, "é", "c", "b"],
    })


def tree():
    """Every kind of predicate, nodes of one, two and three children."""
    return Node(
        ALWAYS, "no",
        Node(Test.compare("x", "lessOrEqual", 1.0), "yes",
             Node(Test.among("c", ["a", "d d"]), "yes", counts=[1, 6, 0], id="3",
                  confidences=[0.1, 0.7, 0.0]),
             Node(Test.among("c", ["a", "d d"], negated=True), "no", counts=[5, 2, 1], id="4",
                  confidences=[0.5, 0.2, 0.1]),
             counts=[6, 8, 1], id="2", default="4"),
        Node(Test.compare("x", "greaterThan", 1.0), "no",
             Node(Test.compare("z", "lessThan", 2.0), "maybe", counts=[1, 1, 7], id="6"),
             Node(Test.any(Test.compare("z", "greaterOrEqual", 4.0), Test.compare("c", "equal", "c")), "yes",
                  counts=[2, 9, 0], id="7"),
             Node(Test.all(Test.compare("z", "notEqual", 3.0), Test.missing("c", negated=True)), "no",
                  counts=[8, 1, 1], id="8"),
             counts=[11, 11, 8], id="5", default="7"),
        counts=[17, 19, 9], id="1", default="5")


def numbers():
    """A tree of numbers with surrogates and tests for missing values."""
    return Node(
        ALWAYS, 0.5,
        Node(Test.missing("x"), 10.25),
        Node(Test.surrogate(Test.compare("z", "lessThan", 2.0), Test.among("c", ["a", "b"])), -1.5,
             Node(Test.compare("x", "lessThan", 1.0), 1.0),
             Node(Test.compare("x", "greaterOrEqual", 1.0), 2.0)),
        Node(Test.exclusive(Test.compare("x", "greaterThan", 2.0), Test.compare("z", "greaterThan", 2.0)),
             4.0),
        Node(Test.compare("c", "notEqual", "c"), 8.0))


FIELDS = [data_field("x"), data_field("z"), data_field("c", "string", values=["a", "b", "c", "d d", "é"])]


def classifier(root, strategy, last, penalty=None):
    fields = output(("class", "predictedValue", {"dataType": "string"}), *probabilities(LABELS),
                    ("confidence(yes)", "confidence", {"value": "yes", "dataType": "double"}),
                    ("node", "entityId", {"dataType": "string"}))
    return element("TreeModel", {
        "functionName": "classification", "missingValueStrategy": strategy,
        "missingValuePenalty": penalty, "splitCharacteristic": "multiSplit",
        "noTrueChildStrategy": "returnLastPrediction" if last else "returnNullPrediction"},
        mining_schema(["x", "z", "c"], "y"), fields, root.xml())


def expected_classes(root, table, strategy, last, penalty=1.0):
    names = ["y", "class", *(f"probability({label})" for label in LABELS), "confidence(yes)", "node"]
    columns = {name: [] for name in names}
    for row in table.to_dict("records"):
        node, unknown = walk(root, row, strategy, last)
        if node is None:
            values = [None, None, math.nan, math.nan, math.nan, math.nan, None]
        else:
            shares = mass(node)
            sure = node.confidences[1] if node.confidences else shares[1]
            values = [node.score, node.score, *shares, sure * penalty ** unknown, node.id]
        for name, value in zip(names, values):
            columns[name].append(value)
    return columns


def expected_spread(root, table, aggregates, last):
    names = ["y", *(f"probability({label})" for label in LABELS)]
    columns = {name: [] for name in names}
    for row in table.to_dict("records"):
        label, shares, _ = spread(root, row, aggregates, last) or (None, [math.nan] * 3, None)
        for name, value in zip(names, [label, *(share / sum(shares) for share in shares)]):
            columns[name].append(value)
    return columns


def regressor(root, last, extra=""):
    return element("TreeModel", {
        "functionName": "regression",
        "noTrueChildStrategy": "returnLastPrediction" if last else "returnNullPrediction"},
        mining_schema(["x", "z", "c"], "y"), extra, root.xml())


def write(group):
    target = data_field("y", "string", values=LABELS)
    root = tree()
    for strategy in ("none", "lastPrediction", "nullPrediction", "defaultChild"):
        for last in (False, True):
            penalty = 0.75 if strategy == "defaultChild" else None
            group.document(
                f"tree-{strategy}-{'last' if last else 'null'}",
                f"missingValueStrategy {strategy}, no true child gives {'the last' if last else 'none'}",
                document([*FIELDS, target], classifier(root, strategy, last, penalty)), rows(),
                lambda table: expected_classes(root, table, strategy, last, penalty or 1.0))
    for strategy in ("weightedConfidence", "aggregateNodes"):
        model = element("TreeModel", {"functionName": "classification", "missingValueStrategy": strategy},
                        mining_schema(["x", "z", "c"], "y"), output(*probabilities(LABELS)), root.xml())
        group.document(f"tree-{strategy}", f"missingValueStrategy {strategy}: all children at once",
                       document([*FIELDS, target], model), rows(),
                       lambda table: expected_spread(root, table, strategy == "aggregateNodes", False))
    for last in (False, True):
        def scores(table):
            found = [walk(numbers(), row, "none", last)[0] for row in table.to_dict("records")]
            return {"y": [math.nan if node is None else node.score for node in found]}
        group.document(f"tree-regression-{'last' if last else 'null'}",
                       "numbers, surrogates, exclusive or, tests for missing values",
                       document([*FIELDS, data_field("y")], regressor(numbers(), last)), rows(), scores)
