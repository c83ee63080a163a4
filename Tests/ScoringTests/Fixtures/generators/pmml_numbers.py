"""Models of numbers as PMML documents; the answers are scikit-learn's, or NumPy's by the formula."""

import numpy as np
import pandas as pd
from scipy import special, stats
from sklearn.ensemble import IsolationForest
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import RBF, ConstantKernel
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.svm import SVR, OneClassSVM

from .pmml_document import (TRUE, constant, data_field, derived, document, element, field, mining_schema,
                            output, predicate, probabilities)

NAMES = ["a", "b", "c"]
FIELDS = [data_field(name) for name in NAMES]


def rows():
    random = np.random.RandomState(5)
    table = pd.DataFrame(random.randn(14, 3) * [1, 2, 0.5], columns=NAMES)
    table.iloc[3] = 0
    table.iloc[4] = [8, -9, 3]
    return table


def training(count=30):
    random = np.random.RandomState(6)
    return pd.DataFrame(random.randn(count, 3) * [1, 2, 0.5], columns=NAMES)


def labels(table):
    return np.where(table.a + table.b > 1, "high", np.where(table.c > 0, "low", "mid"))


def table_of(intercept, coefficients, **more):
    return element("RegressionTable", {"intercept": float(intercept), **more},
                   *(element("NumericPredictor", {"name": name, "coefficient": float(value)})
                     for name, value in zip(NAMES, coefficients)))


# Regression models


def normalizations():
    return {"none": lambda y: y, "softmax": special.expit, "logit": special.expit, "exp": np.exp,
            "probit": stats.norm.cdf, "cloglog": lambda y: -np.expm1(-np.exp(y)),
            "loglog": lambda y: np.exp(-np.exp(-y)), "cauchit": lambda y: 0.5 + np.arctan(y) / np.pi}


def write_regressions(group):
    for name, inverse in normalizations().items():
        model = element("RegressionModel", {"functionName": "regression", "normalizationMethod": name},
                        mining_schema(NAMES, "y"), table_of(0.25, [0.5, -0.25, 0.125]))
        group.document(f"regression-{name}", f"a regression with normalisation {name}",
                       document([*FIELDS, data_field("y")], model), rows(),
                       lambda t: {"y": inverse(0.25 + 0.5 * t.a - 0.25 * t.b + 0.125 * t.c)})
    terms = element(
        "RegressionTable", {"intercept": 1.5},
        element("NumericPredictor", {"name": "a", "exponent": 3, "coefficient": 0.5}),
        element("CategoricalPredictor", {"name": "s", "value": "x y", "coefficient": 2.25}),
        element("CategoricalPredictor", {"name": "s", "value": "z", "coefficient": -4.5}),
        element("PredictorTerm", {"coefficient": -0.75}, field("a"), field("b"), field("b")))
    texts = rows().assign(s=["x y", "z", None, "", "q"] * 2 + ["z"] * 4)

    def sums(t):
        return {"y": 1.5 + 0.5 * t.a ** 3 + t.s.map({"x y": 2.25, "z": -4.5}).fillna(0) - 0.75 * t.a * t.b ** 2}
    group.document(
        "regression-terms", "powers, categories (a missing one counts nothing), products",
        document([*FIELDS, data_field("s", "string"), data_field("y")],
                 element("RegressionModel", {"functionName": "regression"},
                         mining_schema(["a", "b", "s"], "y"), terms)), texts[["a", "b", "s"]], sums)
    for name, penalty in (("three", labels), ("two", lambda t: np.where(t.a > 0, "yes", "no"))):
        classifier = LogisticRegression().fit(training(), penalty(training()))
        classes = list(classifier.classes_)
        coefficients = classifier.coef_ if len(classes) > 2 else np.vstack([-classifier.coef_, [[0] * 3]])
        intercepts = classifier.intercept_ if len(classes) > 2 else [-classifier.intercept_[0], 0]
        if len(classes) == 2:  # The first table has the probability of its class.
            method, intercepts, coefficients = "logit", intercepts, coefficients
        else:
            method = "softmax"
        tables = [table_of(i, w, targetCategory=label)
                  for label, i, w in zip(classes, intercepts, coefficients)]
        model = element("RegressionModel", {"functionName": "classification", "normalizationMethod": method},
                        mining_schema(NAMES, "y"), output(*probabilities(classes)), *tables)
        group.document(f"regression-{name}-classes", f"logistic regression of {name} classes, {method}",
                       document([*FIELDS, data_field("y", "string", values=classes)], model), rows(),
                       lambda t: class_columns(classifier, t, classes))


def class_columns(classifier, table, classes):
    shares = classifier.predict_proba(table)
    return {"y": classifier.predict(table),
            **{f"probability({label})": shares[:, place] for place, label in enumerate(classes)}}


# Networks


def layers(network, activation):
    written, before = [], [f"0,{i}" for i in range(3)]
    for depth, (weights, biases) in enumerate(zip(network.coefs_, network.intercepts_), 1):
        last = depth == len(network.coefs_)
        neurons = [f"{depth},{i}" for i in range(len(biases))]
        written.append(element(
            "NeuralLayer", {"activationFunction": "identity" if last else activation,
                            "normalizationMethod": "softmax" if last and len(biases) > 1 else None},
            *(element("Neuron", {"id": name, "bias": float(biases[i])},
                      *(element("Con", {"from": source, "weight": float(weights[j, i])})
                        for j, source in enumerate(before)))
              for i, name in enumerate(neurons))))
        before = neurons
    return written, before


def inputs():
    return element("NeuralInputs", None, *(
        element("NeuralInput", {"id": f"0,{i}"}, derived(f"in {name}", field(name)))
        for i, name in enumerate(NAMES)))


def write_networks(group):
    train = training()
    for activation, ours in (("logistic", "logistic"), ("tanh", "tanh"), ("rectifier", "relu"),
                             ("identity", "identity")):
        network = MLPRegressor(hidden_layer_sizes=(4, 3), activation=ours, max_iter=20, random_state=0).fit(train, train.a + train.b)
        written, last = layers(network, activation)
        outputs = element("NeuralOutputs", None, element("NeuralOutput", {"outputNeuron": last[0]},
                                                         derived("out", field("y"))))
        model = element("NeuralNetwork", {"functionName": "regression", "activationFunction": activation},
                        mining_schema(NAMES, "y"), inputs(), *written, outputs)
        group.document(f"network-{activation}", f"a network with activation {activation}",
                       document([*FIELDS, data_field("y")], model), rows(),
                       lambda t: {"y": network.predict(t)})
    network = MLPClassifier(hidden_layer_sizes=(4,), max_iter=50, random_state=0).fit(train, labels(train))
    classes = list(network.classes_)
    written, last = layers(network, "rectifier")
    outputs = element("NeuralOutputs", None, *(
        element("NeuralOutput", {"outputNeuron": neuron},
                derived(f"out {label}", element("NormDiscrete", {"field": "y", "value": label})))
        for neuron, label in zip(last, classes)))
    model = element("NeuralNetwork", {"functionName": "classification", "activationFunction": "rectifier"},
                    mining_schema(NAMES, "y"), output(*probabilities(classes)), inputs(), *written, outputs)
    group.document("network-classes", "a network of three classes, softmax",
                   document([*FIELDS, data_field("y", "string", values=classes)], model), rows(),
                   lambda t: class_columns(network, t, classes))
    activations = {
        "exponential": np.exp, "reciprocal": lambda z: 1 / z, "square": np.square,
        "Gauss": lambda z: np.exp(-z * z), "sine": np.sin, "cosine": np.cos,
        "Elliott": lambda z: z / (1 + abs(z)), "arctan": lambda z: 2 * np.arctan(z) / np.pi,
        "threshold": lambda z: (z > 0.5).astype(float)}
    for name, function in activations.items():
        layer = element("NeuralLayer", {"activationFunction": name, "threshold": 0.5},
                        element("Neuron", {"id": "n", "bias": 0.375},
                                *(element("Con", {"from": f"0,{i}", "weight": w})
                                  for i, w in enumerate([0.5, -0.25, 1.0]))))
        scale = element("NormContinuous", {"field": "y"}, element("LinearNorm", {"orig": 10, "norm": 0}),
                        element("LinearNorm", {"orig": 30, "norm": 1}))
        outputs = element("NeuralOutputs", None,
                          element("NeuralOutput", {"outputNeuron": "n"}, derived("out", scale)))
        model = element("NeuralNetwork", {"functionName": "regression", "activationFunction": "identity"},
                        mining_schema(NAMES, "y"), inputs(), layer, outputs)
        group.document(f"network-{name.lower()}", f"one neuron with activation {name}, a scaled target",
                       document([*FIELDS, data_field("y")], model), rows(),
                       lambda t: {"y": 10 + 20 * function(0.375 + 0.5 * t.a - 0.25 * t.b + t.c)})


# Support vectors


def machine(vectors, coefficients, offset, **more):
    ids = [f"v{place}" for place in range(len(vectors))]
    instances = element("VectorDictionary", None,
                        element("VectorFields", None, *(field(name) for name in NAMES)),
                        *(element("VectorInstance", {"id": name},
                                  element("Array", {"type": "real", "n": 3}, " ".join(map(repr, map(float, row)))))
                          for name, row in zip(ids, vectors)))
    return instances, element(
        "SupportVectorMachine", more or None,
        element("SupportVectors", None, *(element("SupportVector", {"vectorId": name}) for name in ids)),
        element("Coefficients", {"absoluteValue": float(offset)},
                *(element("Coefficient", {"value": float(value)}) for value in coefficients)))


def kernels():
    return {"linear": ("LinearKernelType", {}),
            "rbf": ("RadialBasisKernelType", {"gamma": 0.25}),
            "poly": ("PolynomialKernelType", {"gamma": 0.5, "coef0": 1.0, "degree": 3.0}),
            "sigmoid": ("SigmoidKernelType", {"gamma": 0.125, "coef0": 0.25})}


def write_vectors(group):
    train = training()
    for name, (kind, parameters) in kernels().items():
        given = {key: value for key, value in parameters.items() if key != "degree"}
        model = SVR(kernel=name, degree=3, **given).fit(train.to_numpy(), train.a - train.b)
        instances, svm = machine(model.support_vectors_, model.dual_coef_[0], model.intercept_[0])
        text = element("SupportVectorMachineModel", {"functionName": "regression"},
                       mining_schema(NAMES, "y"), element(kind, parameters), instances, svm)
        group.document(f"vectors-{name}", f"support vector regression, kernel {name}",
                       document([*FIELDS, data_field("y")], text), rows(),
                       lambda t: {"y": model.predict(t.to_numpy())})
    model = OneClassSVM(gamma=0.25).fit(train.to_numpy())
    instances, svm = machine(model.support_vectors_, model.dual_coef_[0], model.intercept_[0])
    inner = element("SupportVectorMachineModel", {"functionName": "regression"}, mining_schema(NAMES),
                    element("RadialBasisKernelType", {"gamma": 0.25}), instances, svm)
    text = element("AnomalyDetectionModel", {"functionName": "regression", "algorithmType": "ocsvm"},
                   mining_schema(NAMES), output(("score", "predictedValue", {"dataType": "double"})), inner)
    group.document("anomaly-vectors", "a one-class machine", document(FIELDS, text), rows(),
                   lambda t: {"score": model.decision_function(t.to_numpy())})


# Gaussian processes and isolation forests


def write_processes(group):
    train = training(12)
    target = np.sin(train.a) + train.b
    columns = element("InstanceFields", None, *(element("InstanceField", {"field": name, "column": name})
                                                for name in [*NAMES, "y"]))
    table = element("InlineTable", None, *(
        element("row", None, *(f"<{name}>{value!r}</{name}>" for name, value in zip([*NAMES, "y"], map(float, row))))
        for row in np.column_stack([train, target])))
    instances = element("TrainingInstances", {"isTransformed": "true"}, columns, table)
    scales = element("Lambda", None, element("Array", {"type": "real", "n": 3}, "1.5 2.5 0.75"))
    kinds = {
        "radial": (element("RadialBasisKernel", {"gamma": 2.0, "noiseVariance": 0.125, "lambda": 1.25}),
                   RBF(1.25)),
        "lengths": (element("ARDSquaredExponentialKernel", {"gamma": 2.0, "noiseVariance": 0.125}, scales),
                    RBF([1.5, 2.5, 0.75]))}
    for name, (written, kernel) in kinds.items():
        process = GaussianProcessRegressor(ConstantKernel(2.0) * kernel, alpha=0.125, optimizer=None)
        process.fit(train.to_numpy(), target)
        text = element("GaussianProcessModel", {"functionName": "regression"}, mining_schema(NAMES, "y"),
                       written, instances)
        group.document(f"process-{name}", f"the mean of a Gaussian process, {name}",
                       document([*FIELDS, data_field("y")], text), rows(),
                       lambda t: {"y": process.predict(t.to_numpy())}, rtol=1e-8)


def path_lengths(tree, node=0, depth=0, test=TRUE):
    """A tree whose leaves say how deep a search for a row ends."""
    if tree.children_left[node] < 0:
        count = tree.n_node_samples[node]
        rest = 0 if count < 2 else 1 if count == 2 else 2 * (np.log(count - 1) + np.euler_gamma) - 2 * (count - 1) / count
        return element("Node", {"score": float(depth + rest)}, test)
    name, threshold = NAMES[tree.feature[node]], float(tree.threshold[node])
    return element(
        "Node", None, test,
        path_lengths(tree, tree.children_left[node], depth + 1, predicate(name, "lessOrEqual", threshold)),
        path_lengths(tree, tree.children_right[node], depth + 1, predicate(name, "greaterThan", threshold)))


def write_isolation(group):
    train = training(64).astype(np.float32).astype(float)
    forest = IsolationForest(n_estimators=6, max_samples=32, random_state=0).fit(train.to_numpy())
    segments = [element("Segment", {"id": place}, TRUE,
                        element("TreeModel", {"functionName": "regression"}, mining_schema(NAMES),
                                path_lengths(tree.tree_)))
                for place, tree in enumerate(forest.estimators_, 1)]
    inner = element("MiningModel", {"functionName": "regression"}, mining_schema(NAMES),
                    element("Segmentation", {"multipleModelMethod": "average"}, *segments))
    decision = element("Apply", {"function": "greaterThan"}, field("score"), constant(0.5))
    text = element("AnomalyDetectionModel", {"functionName": "regression", "algorithmType": "iforest",
                                             "sampleDataSize": 32}, mining_schema(NAMES),
                   output(("score", "predictedValue", {"dataType": "double"}),
                          ("unusual", decision, {"feature": "decision", "dataType": "boolean"})), inner)
    asked = rows().astype(np.float32).astype(float)
    group.document("anomaly-forest", "an isolation forest, and a decision", document(FIELDS, text), asked,
                   lambda t: {"score": -forest.score_samples(t.to_numpy()),
                              "unusual": np.where(forest.score_samples(t.to_numpy()) < -0.5, "true", "false")})


def write(group):
    for part in (write_regressions, write_networks, write_vectors, write_processes, write_isolation):
        part(group)
