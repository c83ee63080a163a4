"""Clusters, neighbours, naive Bayes, rules and scorecards as PMML documents."""


import numpy as np
import pandas as pd
from sklearn.cluster import KMeans
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor

from .pmml_document import (TRUE, apply, constant, data_field, document, element, field, member,
                            mining_schema, output, predicate, probabilities)
from .pmml_fields import columns_of, gone
from .pmml_numbers import FIELDS, NAMES, labels, rows, training


def array(values, kind="real"):
    return element("Array", {"type": kind, "n": len(values)}, " ".join(repr(float(value)) for value in values))


# Clusters


def clusters(centers, measure, fields=None, **more):
    return element("ClusteringModel", {"functionName": "clustering", "modelClass": "centerBased",
                                       "numberOfClusters": len(centers)},
                   mining_schema(NAMES),
                   output(("cluster", "predictedValue", {"dataType": "string"}),
                          ("distance", "affinity", {"dataType": "double"}),
                          ("to second", "affinity", {"dataType": "double", "value": "2"})),
                   element("ComparisonMeasure", {"kind": "distance", "compareFunction": "absDiff"}, measure),
                   *(fields or [element("ClusteringField", {"field": name}) for name in NAMES]),
                   more.get("weights", ""),
                   *(element("Cluster", {"id": place}, array(center)) for place, center in enumerate(centers, 1)))


def write_clusters(group):
    model = KMeans(3, n_init=1, random_state=0).fit(training().to_numpy())
    measures = {"euclidean": ("<euclidean/>", lambda d: np.sqrt((d ** 2).sum(2))),
                "squared": ("<squaredEuclidean/>", lambda d: (d ** 2).sum(2)),
                "block": ("<cityBlock/>", lambda d: abs(d).sum(2)),
                "chebychev": ("<chebychev/>", lambda d: abs(d).max(2)),
                "minkowski": ('<minkowski p-parameter="3"/>', lambda d: (abs(d) ** 3).sum(2) ** (1 / 3))}
    for name, (measure, distance) in measures.items():
        def columns(table):
            found = distance(table.to_numpy()[:, None, :] - model.cluster_centers_[None])
            return {"cluster": [str(place + 1) for place in found.argmin(1)], "distance": found.min(1),
                    "to second": found[:, 1]}
        group.document(f"clusters-{name}", f"the nearest of some centres, {name}",
                       document(FIELDS, clusters(model.cluster_centers_, measure)), rows(), columns)
    weights = np.array([2.0, 1.0, 0.5])
    fields = [element("ClusteringField", {"field": name, "fieldWeight": weight})
              for name, weight in zip(NAMES, weights)]
    lacking = rows()
    lacking.iloc[0, 0] = lacking.iloc[1, 1] = lacking.iloc[1, 2] = np.nan

    def weighted(table):
        given = ~np.isnan(table.to_numpy())
        q = np.array([1.0, 2.0, 3.0])
        factor = q.sum() / (given * q).sum(1)
        squares = np.nan_to_num(weights * (table.to_numpy()[:, None, :] - model.cluster_centers_[None]) ** 2)
        found = squares.sum(2) * factor[:, None]
        return {"cluster": [str(place + 1) for place in found.argmin(1)], "distance": found.min(1),
                "to second": found[:, 1]}
    adjusted = element("MissingValueWeights", None, array([1.0, 2.0, 3.0]))
    group.document("clusters-missing", "weights of fields, and of those that are missing",
                   document(FIELDS, clusters(model.cluster_centers_, "<squaredEuclidean/>", fields, weights=adjusted)),
                   lacking, weighted)


# Neighbours


def neighbors(train, target, count, function, **methods):
    columns = element("InstanceFields", None, *(element("InstanceField", {"field": name, "column": name})
                                                for name in [*NAMES, "y"]))
    written = [element("row", None, *(f"<{name}>{float(row[name])!r}</{name}>" for name in NAMES), f"<y>{value}</y>")
               for (_, row), value in zip(train.iterrows(), target)]
    return element("NearestNeighborModel", {"functionName": function, "numberOfNeighbors": count, **methods},
                   mining_schema(NAMES, "y"),
                   output(("first", "entityId", {"dataType": "string", "rank": 1}),
                          ("second", "entityId", {"dataType": "string", "rank": 2})),
                   element("TrainingInstances", {"isTransformed": "true"}, columns, element("InlineTable", None, *written)),
                   element("ComparisonMeasure", {"kind": "distance"}, "<euclidean/>"),
                   element("KNNInputs", None, *(element("KNNInput", {"field": name}) for name in NAMES)))


def write_neighbors(group):
    train = training(20)
    numbers, classes = train.a + train.b, labels(train)
    regressor = KNeighborsRegressor(4, algorithm="brute").fit(train, numbers)
    classifier = KNeighborsClassifier(5, algorithm="brute").fit(train, classes)

    def nearest(table):
        found = regressor.kneighbors(table, return_distance=False) + 1
        return {"first": [str(place) for place in found[:, 0]], "second": [str(place) for place in found[:, 1]]}

    def weighted(table):
        distances, places = regressor.kneighbors(table)
        shares = 1 / (distances + 0.01)
        return {"y": (shares * numbers.to_numpy()[places]).sum(1) / shares.sum(1), **nearest(table)}
    exact = [repr(float(value)) for value in numbers]
    for name, attributes, answers in (
            ("average", {"continuousScoringMethod": "average"}, lambda t: {"y": regressor.predict(t), **nearest(t)}),
            ("weighted", {"continuousScoringMethod": "weightedAverage", "threshold": 0.01}, weighted),
            ("median", {"continuousScoringMethod": "median"},
             lambda t: {"y": np.median(numbers.to_numpy()[regressor.kneighbors(t, return_distance=False)], axis=1),
                        **nearest(t)})):
        group.document(f"neighbors-{name}", f"neighbours' numbers, {name}",
                       document([*FIELDS, data_field("y")], neighbors(train, exact, 4, "regression", **attributes)),
                       rows(), answers)
    group.document("neighbors-vote", "neighbours' classes",
                   document([*FIELDS, data_field("y", "string", values=sorted(set(classes)))],
                            neighbors(train, classes, 5, "classification", categoricalScoringMethod="majorityVote")),
                   rows(), lambda t: {"y": classifier.predict(t), **nearest(t)})


# Naive Bayes


def write_bayes(group):
    train = training()
    model = GaussianNB(var_smoothing=0).fit(train, labels(train))
    classes = list(model.classes_)
    inputs = [element("BayesInput", {"fieldName": name}, element("TargetValueStats", None, *(
        element("TargetValueStat", {"value": label}, element("GaussianDistribution", {
            "mean": float(model.theta_[place, column]), "variance": float(model.var_[place, column])}))
        for place, label in enumerate(classes)))) for column, name in enumerate(NAMES)]
    counts = element("BayesOutput", {"fieldName": "y"}, element("TargetValueCounts", None, *(
        element("TargetValueCount", {"value": label, "count": int(model.class_count_[place])})
        for place, label in enumerate(classes))))
    written = element("NaiveBayesModel", {"functionName": "classification", "threshold": 0}, mining_schema(NAMES, "y"),
                      output(*probabilities(classes)), element("BayesInputs", None, *inputs), counts)

    def columns(table):
        shares = model.predict_proba(table)
        return {"y": model.predict(table), **{f"probability({c})": shares[:, i] for i, c in enumerate(classes)}}
    group.document("bayes-numbers", "naive Bayes of normal distributions",
                   document([*FIELDS, data_field("y", "string", values=classes)], written), rows()[:12], columns)
    pairs = {"red": [5, 0, 2], "green": [1, 4, 4], "blue": [0, 6, 1]}
    sizes, threshold = [6, 10, 7], 0.01
    texts = pd.DataFrame({"s": ["red", "green", "blue", None, "pink"]})
    written = element(
        "NaiveBayesModel", {"functionName": "classification", "threshold": threshold}, mining_schema(["s"], "y"),
        output(*probabilities(classes)),
        element("BayesInputs", None, element("BayesInput", {"fieldName": "s"}, *(
            element("PairCounts", {"value": value}, element("TargetValueCounts", None, *(
                element("TargetValueCount", {"value": c, "count": n}) for c, n in zip(classes, found))))
            for value, found in pairs.items()))),
        element("BayesOutput", {"fieldName": "y"}, element("TargetValueCounts", None, *(
            element("TargetValueCount", {"value": c, "count": n}) for c, n in zip(classes, sizes)))))

    def shares(row):
        found = pairs.get(row["s"])
        likely = [n * ((found[i] / sum(p[i] for p in pairs.values()) or threshold) if found else 1)
                  for i, n in enumerate(sizes)]
        return [value / sum(likely) for value in likely]
    group.document("bayes-counts", "naive Bayes of counts, one of which is 0",
                   document([data_field("s", "string"), data_field("y", "string", values=classes)], written), texts,
                   lambda t: columns_of(t, {"y": lambda row: classes[int(np.argmax(shares(row)))],
                                            **{f"probability({c})": lambda row, i=i: shares(row)[i]
                                               for i, c in enumerate(classes)}}))


# Rules


def write_rules(group):
    table = pd.DataFrame({"x": [0.0, 1.0, 2.0, 3.0, None, -5.0, 9.0], "s": ["a", "b", "a", None, "a", "c", "b"]})
    rules = [("R1", "yes", 0.75, 0.5, predicate("x", "greaterThan", 1), lambda r: not gone(r["x"]) and r["x"] > 1),
             ("R2", "no", 0.5, 0.25, predicate("s", "equal", "a"), lambda r: r["s"] == "a"),
             ("R3", "yes", 0.25, 1.0, member("s", ["b", "a"]), lambda r: r["s"] in ("a", "b")),
             ("R4", "no", 1.0, 0.125, predicate("x", "lessOrEqual", 1), lambda r: not gone(r["x"]) and r["x"] <= 1)]
    written = [element("SimpleRule", {"id": id, "score": score, "confidence": sure, "weight": weight}, test)
               for id, score, sure, weight, test, _ in rules]

    def model(criterion):
        return element("RuleSetModel", {"functionName": "classification"}, mining_schema(["x", "s"], "y"),
                       output(("rule", "entityId", {"dataType": "string"})) if criterion == "firstHit" else "",
                       element("RuleSet", {"defaultScore": "maybe", "defaultConfidence": 0.1},
                               element("RuleSelectionMethod", {"criterion": criterion}), *written))

    def result(row, criterion):
        fired = [rule for rule in rules if rule[5](row)]
        if not fired:
            return "maybe"
        if criterion == "firstHit":
            return fired[0][1]
        strength = {}
        for _, score, _, weight, _, _ in fired:
            strength[score] = strength.get(score, 0) + weight if criterion == "weightedSum" else max(strength.get(score, 0), weight)
        return max(("no", "yes"), key=lambda score: strength.get(score, 0))
    fields = [data_field("x"), data_field("s", "string"), data_field("y", "string", values=["no", "yes", "maybe"])]
    for criterion in ("firstHit", "weightedSum", "weightedMax"):
        more = {"rule": lambda row: next((rule[0] for rule in rules if rule[5](row)), None)} if criterion == "firstHit" else {}
        group.document(f"rules-{criterion}", f"rules, {criterion}", document(fields, model(criterion)), table,
                       lambda t: columns_of(t, {"y": lambda row: result(row, criterion), **more}))


# Scorecards


def write_scorecards(group):
    table = pd.DataFrame({"x": [0.0, 15.0, 40.0, None, 25.0], "s": ["a", "b", "c", "a", None]})

    def characteristic(name, baseline, *attributes):
        return element("Characteristic", {"name": name, "baselineScore": baseline, "reasonCode": name.upper()},
                       *attributes)

    def attribute(score, test, code=None):
        return element("Attribute", {"partialScore": score, "reasonCode": code}, test)
    complex_score = element("Attribute", None, predicate("x", "greaterOrEqual", 30),
                            element("ComplexPartialScore", None, apply("*", field("x"), constant(0.5))))
    written = element(
        "Scorecard", {"functionName": "regression", "initialScore": 10, "useReasonCodes": True,
                      "reasonCodeAlgorithm": "pointsBelow"}, mining_schema(["x", "s"], "y"),
        output(("score", "predictedValue", {"dataType": "double"}), ("why", "reasonCode", {"rank": 1, "dataType": "string"})),
        element("Characteristics", None,
                characteristic("age", 12, attribute(-1, predicate("x", "isMissing"), "NOX"),
                               attribute(5, predicate("x", "lessThan", 20)), attribute(8, predicate("x", "lessThan", 30)),
                               complex_score),
                characteristic("kind", 6, attribute(3, predicate("s", "equal", "a")),
                               attribute(7, member("s", ["b", "c"])), attribute(0, TRUE, "NOS"))))

    def points(row):
        x, s = row["x"], row["s"]
        age = -1 if gone(x) else 5 if x < 20 else 8 if x < 30 else x / 2
        return age, {"a": 3, "b": 7, "c": 7}.get(s, 0)

    def reason(row):
        age, kind = points(row)
        below = [(12 - age, "NOX" if gone(row["x"]) else "AGE"), (6 - kind, "NOS" if gone(row["s"]) else "KIND")]
        best = max(below, key=lambda pair: pair[0])
        return best[1] if best[0] >= 0 else None
    group.document("scorecard", "points, a computed one, and reasons", document(
        [data_field("x"), data_field("s", "string"), data_field("y")], written), table,
        lambda t: columns_of(t, {"y": lambda row: 10.0 + sum(points(row)), "score": lambda row: 10.0 + sum(points(row)),
                                 "why": reason}))


def write(group):
    for part in (write_clusters, write_neighbors, write_bayes, write_rules, write_scorecards):
        part(group)
