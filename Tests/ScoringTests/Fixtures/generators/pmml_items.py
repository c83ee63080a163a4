"""Models over items, nodes and baselines: association rules, Bayesian networks, z values."""

import itertools
import math

import numpy as np
import pandas as pd

from .pmml_document import (apply, constant, data_field, derived, document, element, field, mining_schema, output,
                            probabilities)
from .pmml_fields import gone

# Association rules

ITEMS = ["Cracker", "Coke", "Water", "Nachos.X", "Pear"]
ITEMSETS = [["Cracker"], ["Coke"], ["Water"], ["Cracker", "Coke"], ["Pear", "Nachos.X"], []]
# antecedent, consequent, support, confidence, lift, identifier
RULES = [(0, 2, 0.5, 0.5, 1.25, None), (2, 0, 0.5, 0.75, 1.5, "wet"), (3, 2, 0.25, 0.75, 0.5, None),
         (1, 4, 0.125, 0.25, 2.0, None), (5, 1, 0.375, 0.375, 1.0, "always")]
MEASURES = {"support": 2, "confidence": 3, "lift": 4}
BASKETS = [["Cracker", "Coke"], ["Cracker", "Water"], ["Water"], ["Coke", "Cracker", "Water", "Pear"], [], ["Nut"],
           ["Coke"], ["Pear", "Nachos.X"], ["NachosXX"], ["Coke", "Pear", "Nachos.X"]]
ASKED = [("first", {}), ("second", {"rank": 2}), ("fifth", {"rank": 5}), ("beyond", {"rank": 9}),
         ("what is there", {"algorithm": "ruleAssociation", "ruleFeature": "rule"}),
         ("any", {"algorithm": "recommendation", "rankBasis": "lift", "ruleFeature": "ruleId"}),
         ("any, second", {"algorithm": "recommendation", "rankBasis": "lift", "ruleFeature": "ruleId", "rank": 2}),
         ("weakest", {"algorithm": "recommendation", "rankBasis": "support", "rankOrder": "ascending",
                      "ruleFeature": "consequent"}),
         ("best ids", {"ruleFeature": "ruleId", "isMultiValued": 1, "rank": 2}),
         ("all rules", {"ruleFeature": "rule", "isMultiValued": 1, "rank": 0, "algorithm": "recommendation"}),
         ("how sure", {"ruleFeature": "confidence"}), ("how much", {"ruleFeature": "lift", "rankBasis": "support"})]


def association_model(schema, outputs, spell=lambda item: {"value": item}):
    items = [element("Item", {"id": f"i{place}", **spell(item)}) for place, item in enumerate(ITEMS)]
    sets = [element("Itemset", {"id": f"s{place}", "numberOfItems": len(names)},
                    *(element("ItemRef", {"itemRef": f"i{ITEMS.index(name)}"}) for name in names))
            for place, names in enumerate(ITEMSETS)]
    rules = [element("AssociationRule", {"id": name, "antecedent": f"s{left}", "consequent": f"s{right}",
                                         "support": support, "confidence": confidence, "lift": lift})
             for left, right, support, confidence, lift, name in RULES]
    return element("AssociationModel", {"functionName": "associationRules", "numberOfTransactions": 8,
                                        "numberOfItems": len(items), "minimumSupport": 0.1, "minimumConfidence": 0.1,
                                        "numberOfItemsets": len(sets), "numberOfRules": len(rules)},
                   schema, output(*outputs), *items, *sets, *rules)


def rule_fields():
    numbers = ("confidence", "lift")
    return [(name, "ruleValue", {"dataType": "double" if asked.get("ruleFeature") in numbers else "string",
                                 "optype": "categorical", **asked}) for name, asked in ASKED]


def chosen(basket, asked):
    """What a field gives for a basket, by going through the rules."""
    there = lambda place: set(ITEMSETS[place]) <= set(basket)
    holds = {"recommendation": lambda a, c: a, "exclusiveRecommendation": lambda a, c: a and not c,
             "ruleAssociation": lambda a, c: a and c}[asked.get("algorithm", "exclusiveRecommendation")]
    fired = [(place, rule) for place, rule in enumerate(RULES) if holds(there(rule[0]), there(rule[1]))]
    sign = 1 if asked.get("rankOrder") == "ascending" else -1
    fired.sort(key=lambda found: sign * found[1][MEASURES[asked.get("rankBasis", "confidence")]])
    rank = asked.get("rank", 1)

    def shown(place, rule):
        left, right = (",".join(ITEMSETS[side]) for side in rule[:2])
        return {"antecedent": left, "consequent": right, "rule": "{" + left + "}->{" + right + "}",
                "ruleId": rule[5] or str(place + 1), "confidence": rule[3],
                "lift": rule[4]}[asked.get("ruleFeature", "consequent")]
    if asked.get("isMultiValued"):
        return ",".join(shown(*found) for found in fired[:rank or None]) or None
    return shown(*fired[rank - 1]) if rank <= len(fired) else None


def rules_of(baskets):
    return lambda table: {name: [chosen(basket, asked) for basket in baskets] for name, asked in ASKED}


def write_association(group):
    schema = element("MiningSchema", None, element("MiningField", {"name": "till", "usageType": "group"}),
                     element("MiningField", {"name": "item", "usageType": "active"}))
    fields = [data_field("till", "string"), data_field("item", "string")]
    lists = [", ".join(basket) for basket in BASKETS]
    lists[3] = " Coke ,Cracker,Water,Pear "
    group.document("association-lists", "association rules over lists of items",
                   document(fields, association_model(schema, rule_fields())),
                   pd.DataFrame({"till": [str(place) for place in range(len(lists))],
                                 "item": [text or None for text in lists]}), rules_of(BASKETS))

    # Items are fields: true or not, T or F, or with a value.
    baskets = [basket for basket in BASKETS if "Nut" not in basket and "NachosXX" not in basket]
    table = pd.DataFrame({
        "Cracker": ["true" if "Cracker" in basket else "false" for basket in baskets],
        "Coke": ["T" if "Coke" in basket else "F" for basket in baskets],
        "Water": ["1" if "Water" in basket else None for basket in baskets],
        "snack": ["Nachos.X" if "Nachos.X" in basket else "none" for basket in baskets],
        "fruit": [2.0 if "Pear" in basket else None for basket in baskets]})
    spelled = {"Nachos.X": {"value": "Nachos.X", "field": "snack", "category": "Nachos.X"}, "Pear": {"value": "fruit=2"}}
    spelled_names = lambda text: text if not isinstance(text, str) else text.replace("Pear", "fruit=2")
    group.document(
        "association-fields", "association rules over fields",
        document([data_field("Cracker", "boolean"), data_field("Coke", "string"), data_field("Water", "integer"),
                  data_field("snack", "string"), data_field("fruit", "double")],
                 association_model(mining_schema(list(table)), rule_fields(),
                                   lambda item: spelled.get(item, {"value": item}))),
        table, lambda _: {name: [spelled_names(chosen(basket, asked)) for basket in baskets] for name, asked in ASKED})


# Bayesian networks


def node(name, given, values):
    """A discrete node; `given` has the probabilities for each tuple of (parent, value)."""
    def listed(chances):
        return [element("ValueProbability", {"value": value, "probability": chance})
                for value, chance in zip(values, chances)]
    if list(given) == [()]:
        return element("DiscreteNode", {"name": name}, *listed(given[()]))
    return element("DiscreteNode", {"name": name},
                   *(element("DiscreteConditionalProbability", None,
                             *(element("ParentValue", {"parent": parent, "value": value}) for parent, value in key),
                             *listed(chances)) for key, chances in given.items()))


SKY = ["clear", "cloud", "storm"]
NETWORK = {
    "sky": (SKY, [], {(): [0.6, 0.3, 0.1]}),
    "season": (["0", "1"], [], {(): [0.7, 0.3]}),
    "rain": (["no", "yes"], ["sky", "season"],
             {("clear", "0"): [0.95, 0.05], ("clear", "1"): [0.9, 0.1], ("cloud", "0"): [0.6, 0.4],
              ("cloud", "1"): [0.45, 0.55], ("storm", "0"): [0.2, 0.8], ("storm", "1"): [0.0, 1.0]}),
    "wet": (["no", "yes"], ["rain"], {("no",): [0.9, 0.1], ("yes",): [0.02, 0.98]}),
    "hidden": (["a", "b"], ["season"], {("0",): [0.25, 0.75], ("1",): [0.5, 0.5]}),
    "mood": (["bad", "good"], ["hidden", "rain"],
             {("a", "no"): [0.1, 0.9], ("a", "yes"): [0.3, 0.7], ("b", "no"): [0.2, 0.8], ("b", "yes"): [0.8, 0.2]}),
}
HUMIDITY = {"no": (40.0, 100.0), "yes": (70.0, 64.0)}


def normal(mean, variance):
    return element("ContinuousDistribution", None,
                   element("NormalDistributionForBN", None, element("Mean", None, mean),
                           element("Variance", None, variance)))


def discrete_nodes():
    return [node(name, {tuple(zip(parents, key)): chances for key, chances in given.items()}, values)
            for name, (values, parents, given) in NETWORK.items()]


def density(x, mean, variance):
    return math.exp(-(x - mean) ** 2 / (2 * variance)) / math.sqrt(2 * math.pi * variance)


def joint(row, humidity=None):
    """The weight of every assignment that a row allows, by going through all of them."""
    names = list(NETWORK)
    for values in itertools.product(*(NETWORK[name][0] for name in names)):
        world = dict(zip(names, values))
        if any(not gone(row.get(name)) and str(row[name]) != world[name] for name in names):
            continue
        weight = 1.0
        for name in names:
            options, parents, given = NETWORK[name]
            weight *= given[tuple(world[parent] for parent in parents)][options.index(world[name])]
        if not gone(humidity):
            weight *= density(humidity, *HUMIDITY[world["rain"]])
        yield world, weight


def posterior(target, row, humidity=None):
    sums = {value: 0.0 for value in NETWORK[target][0]}
    for world, weight in joint(row, humidity):
        sums[world[target]] += weight
    total = sum(sums.values())
    return {value: weight / total if total else None for value, weight in sums.items()}


def network_rows():
    return pd.DataFrame({
        "sky": ["clear", "storm", "cloud", None, "clear", None, "storm", "fog", None],
        "season": ["0", "1", None, "1", "0", None, "1", "0", "1"],
        "wet": ["yes", "no", "yes", "yes", None, None, "no", "no", "no"],
        "mood": ["good", None, "bad", "bad", "good", None, "bad", "good", "bad"],
        "humidity": [41.5, None, 55.0, 80.0, None, None, 12.0, 50.0, 66.0]})


def write_networks(group):
    rows = network_rows()
    discrete = ["sky", "season", "wet", "mood"]
    records = [{name: row[name] for name in discrete} for row in rows.to_dict("records")]
    fields = [data_field(name, "string") for name in NETWORK]
    classes = probabilities(["no", "yes"])

    def network(inputs, target, function, nodes, outputs):
        return element("BayesianNetworkModel", {"functionName": function}, mining_schema(inputs, target), outputs,
                       element("BayesianNetworkNodes", None, *nodes))

    def answers(moist):
        found = [posterior("rain", row, x) for row, x in zip(records, moist)]
        best = [None if gone(chances["no"]) else max(chances, key=chances.get) for chances in found]
        return {"rain": best, **{f"probability({label})": [chances[label] for chances in found] for label in ("no", "yes")}}

    group.document("network-discrete", "Bayesian networks, with unknown and hidden nodes",
                   document(fields, network(discrete, "rain", "classification", discrete_nodes(), output(*classes))),
                   rows[discrete], lambda _: answers([None] * len(rows)))

    # A continuous node, whose mean is a formula, tells of its parent.
    moist = element("ContinuousNode", {"name": "humidity"}, *(
        element("ContinuousConditionalProbability", None, element("ParentValue", {"parent": "rain", "value": value}),
                normal(apply("+", constant(mean - 10.0), constant(10.0)), constant(variance)))
        for value, (mean, variance) in HUMIDITY.items()))
    group.document("network-evidence", "Bayesian networks with a continuous node",
                   document(fields + [data_field("humidity")],
                            network(discrete + ["humidity"], "rain", "classification", discrete_nodes() + [moist],
                                    output(*classes))),
                   rows, lambda _: answers(rows["humidity"]))

    # A continuous target: its mean over what its parents may be, and a parent that is a derived field.
    level = derived("level", element("Discretize", {"field": "heat"},
                                     *(element("DiscretizeBin", {"binValue": value}, element("Interval", limits))
                                       for value, limits in (("low", {"closure": "openOpen", "rightMargin": 20.0}),
                                                             ("high", {"closure": "closedOpen", "leftMargin": 20.0})))),
                    "string", "categorical")
    slopes = {("no", "low"): 0.5, ("no", "high"): 1.5, ("yes", "low"): -1.0, ("yes", "high"): -0.25}
    visitors = element("ContinuousNode", {"name": "visitors"}, level, *(
        element("ContinuousConditionalProbability", None, element("ParentValue", {"parent": "rain", "value": rain}),
                element("ParentValue", {"parent": "level", "value": heat}),
                normal(apply("+", constant(100.0), apply("*", constant(slope), field("heat"))), constant(4.0)))
        for (rain, heat), slope in slopes.items()))
    warm = rows[discrete].assign(heat=[10.0, 25.0, 20.0, None, 19.5, 30.0, -5.0, 21.0, 22.0])

    def expected(_):
        means = []
        for row, heat in zip(records, warm["heat"]):
            chances = posterior("rain", row)
            level_now = "high" if heat >= 20 else "low"
            means.append(None if gone(heat) or gone(chances["no"]) else
                         sum(chance * (100 + slopes[rain, level_now] * heat) for rain, chance in chances.items()))
        return {"visitors": means}

    group.document("network-continuous", "Bayesian networks with a continuous target",
                   document(fields + [data_field("heat"), data_field("visitors")],
                            network(discrete + ["heat"], "visitors", "regression", discrete_nodes() + [visitors], "")),
                   warm, expected)


# Baselines


def write_baselines(group):
    x = [1.0, -2.5, None, 7.25, 0.0]
    for name, distribution, mean, variance in (
            ("GaussianDistribution", {"mean": 1.5, "variance": 0.3}, 1.5, 0.3),
            ("PoissonDistribution", {"mean": 2.3}, 2.3, 2.3),
            ("UniformDistribution", {"lower": -1.0, "upper": 4.5}, 1.75, 5.5 ** 2 / 12)):
        model = element("BaselineModel", {"functionName": "regression"}, mining_schema(["x"], "z"),
                        element("TestDistributions", {"field": "x", "testStatistic": "zValue"},
                                element("Baseline", None, element(name, distribution))))
        short = name.removesuffix("Distribution").lower()
        group.document(f"baseline-{short}", f"z values from a baseline: {short}",
                       document([data_field("x"), data_field("z")], model), pd.DataFrame({"x": x}),
                       lambda table, m=mean, v=variance: {"z": [None if gone(value) else (value - m) / np.sqrt(v)
                                                                for value in table["x"]]})


def write(group):
    for part in (write_association, write_networks, write_baselines):
        part(group)
