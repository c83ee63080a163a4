"""ONNX models, converted and made by hand, with what onnxruntime answers."""

import numpy as np
import onnx
import onnxruntime
import pandas as pd
from onnx import TensorProto, helper, numpy_helper
from skl2onnx import to_onnx, convert_sklearn
from skl2onnx.common.data_types import FloatTensorType, StringTensorType
from sklearn.compose import ColumnTransformer
from sklearn.datasets import make_classification, make_regression
from sklearn.decomposition import PCA
from sklearn.ensemble import (
    GradientBoostingClassifier, GradientBoostingRegressor, RandomForestClassifier)
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import KBinsDiscretizer, Normalizer, OneHotEncoder, StandardScaler
from sklearn.svm import SVC, SVR, OneClassSVM

from .writer import put, write_csv

ML = "ai.onnx.ml"


def case(group, name, covers, model, feeds, rtol=2e-5):
    """Writes a model and what onnxruntime gives for `feeds`, arrays of rows by input."""
    folder = group._folder(name)
    data = model if isinstance(model, bytes) else model.SerializeToString()
    (folder / "model.onnx").write_bytes(data)
    rows = {}
    for key, value in feeds.items():
        matrix = value.reshape(len(value), -1)
        for place in range(matrix.shape[1]):
            rows[key if matrix.shape[1] == 1 else f"{key}[{place}]"] = list(matrix[:, place])
    write_csv(folder / "input.csv", rows)
    session = onnxruntime.InferenceSession(data, providers=["CPUExecutionProvider"])
    columns = {}
    for output, value in zip(session.get_outputs(), session.run(None, feeds)):
        if isinstance(value, list):
            frame = pd.DataFrame(value)
            put(columns, output.name, frame.to_numpy(np.float32), list(frame.columns))
            continue
        value = np.asarray(value)
        value = value.reshape(len(value), -1)
        put(columns, output.name, value[:, 0] if value.shape[1] == 1 else value)
    write_csv(folder / "expected.csv", columns)
    group._entry(folder, covers, rtol, {})


def converted(group):
    x, y = make_classification(60, 5, n_informative=4, n_redundant=0, n_classes=3,
                               n_clusters_per_class=1, random_state=0)
    x = x.astype(np.float32)
    two = (y > 0).astype(int)
    words = np.array(["low", "middle", "high"])[y]
    target = make_regression(60, 5, random_state=1)[1]
    rows = x[:20]

    def sklearn(name, covers, model, **options):
        case(group, name, covers, to_onnx(model, x[:1], **options), {"X": rows})

    sklearn("logistic-two", "LinearClassifier, ZipMap", LogisticRegression().fit(x, two))
    sklearn("logistic-words", "labels of text", LogisticRegression().fit(x, words))
    sklearn("logistic-matrix", "without ZipMap", LogisticRegression().fit(x, y),
            options={"zipmap": False})
    sklearn("scaled-linear", "Scaler, LinearRegressor",
            make_pipeline(StandardScaler(), LinearRegression()).fit(x, target))
    sklearn("neighbors-classes", "rows joined with neighbours and split again",
            KNeighborsClassifier(3).fit(x, words))
    sklearn("neighbors-target", "rows joined with neighbours and split again",
            KNeighborsRegressor(3, weights="distance").fit(x, target))
    for norm in ("l1", "l2", "max"):
        sklearn(f"normalizer-{norm}", "Normalizer", Normalizer(norm).fit(x))
    sklearn("pca", "matrix products", PCA(2).fit(x))
    sklearn("bins", "KBinsDiscretizer", KBinsDiscretizer(3, encode="ordinal").fit(x))
    sklearn("perceptron", "a multi-layer perceptron",
            MLPClassifier((4,), max_iter=50, random_state=0).fit(x, y))
    for classes, labels in (("two", two), ("words", words)):
        sklearn(f"forest-{classes}", "TreeEnsembleClassifier",
                RandomForestClassifier(4, max_depth=3, random_state=0).fit(x, labels))
        sklearn(f"boosting-{classes}", "TreeEnsembleClassifier, post transform",
                GradientBoostingClassifier(n_estimators=4, max_depth=2).fit(x, labels))
    sklearn("boosting-regression", "TreeEnsembleRegressor",
            GradientBoostingRegressor(n_estimators=4, max_depth=2).fit(x, target))
    for kernel in ("linear", "poly", "rbf", "sigmoid"):
        sklearn(f"svc-{kernel}", "SVMClassifier", SVC(kernel=kernel).fit(x, y))
        sklearn(f"svr-{kernel}", "SVMRegressor", SVR(kernel=kernel).fit(x, target))
    sklearn("svc-two", "SVMClassifier of two classes", SVC().fit(x, two))
    sklearn("svc-probability", "SVMClassifier, pairwise coupling",
            SVC(probability=True, random_state=0).fit(x, y))
    sklearn("svc-two-probability", "SVMClassifier, pairwise coupling",
            SVC(probability=True, random_state=0).fit(x, two))
    sklearn("one-class", "SVMRegressor, one_class", OneClassSVM().fit(x))

    frame = pd.DataFrame({"age": x[:, 0], "size": x[:, 1], "color": words})
    mixed = make_pipeline(
        ColumnTransformer([("numbers", StandardScaler(), ["age", "size"]),
                           ("words", OneHotEncoder(handle_unknown="ignore"), ["color"])]),
        LogisticRegression()).fit(frame, two)
    types = [("age", FloatTensorType([None, 1])), ("size", FloatTensorType([None, 1])),
             ("color", StringTensorType([None, 1]))]
    feeds = {"age": rows[:, :1], "size": rows[:, 1:2],
             "color": np.array(list(words[:18]) + ["", "other"], dtype=object).reshape(-1, 1)}
    case(group, "mixed-columns", "several inputs, OneHotEncoder, Concat",
         convert_sklearn(mixed, initial_types=types), feeds)

    texts = np.array(["the cat sat", "a dog, the dog!", "Cats and dogs", "", "THE END cat"], object)
    vectorizer = TfidfVectorizer(lowercase=False, ngram_range=(1, 2)).fit(texts)
    case(group, "terms", "Tokenizer, TfIdfVectorizer",
         convert_sklearn(vectorizer, initial_types=[("T", StringTensorType([None, 1]))],
                         options={id(vectorizer): {"tokenexp": "[a-zA-Z0-9_]{2,}"}}),
         {"T": texts.reshape(-1, 1)})


def graph(nodes, inputs, outputs, constants=(), ml=3, opset=18):
    made = helper.make_graph(nodes, "made", inputs, outputs, list(constants))
    sets = [helper.make_opsetid("", opset), helper.make_opsetid(ML, ml)]
    return helper.make_model(made, opset_imports=sets, ir_version=9)


def floats(name, width):
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, [None, width])


def vector(name, kind):
    return helper.make_tensor_value_info(name, kind, [None])


def tree(modes, **more):
    """One tree of five nodes: two splits, three leaves; and a second of one split."""
    nodes = dict(
        nodes_treeids=[0, 0, 0, 0, 0, 1, 1, 1], nodes_nodeids=[0, 1, 2, 3, 4, 0, 1, 2],
        nodes_featureids=[0, 1, 0, 0, 0, 1, 0, 0],
        nodes_modes=[modes[0], modes[1], "LEAF", "LEAF", "LEAF", modes[2], "LEAF", "LEAF"],
        nodes_values=[1.0, 2.0, 0, 0, 0, 1.0, 0, 0],
        nodes_truenodeids=[1, 3, 0, 0, 0, 1, 0, 0], nodes_falsenodeids=[2, 4, 0, 0, 0, 2, 0, 0])
    nodes.update(more)
    return nodes


GRID = np.array([[a, b] for a in (0, 1, 1.5, 2, np.nan) for b in (0, 1, 2, 3, np.nan)],
                np.float32)


def trees(group):
    targets = dict(target_treeids=[0, 0, 0, 1, 1], target_nodeids=[2, 3, 4, 1, 2],
                   target_ids=[0, 0, 0, 0, 0], target_weights=[1.0, -2.0, 4.5, 0.25, -8.0])
    modes = {"leq": ["BRANCH_LEQ"] * 3, "lt": ["BRANCH_LT"] * 3, "gte": ["BRANCH_GTE"] * 3,
             "gt": ["BRANCH_GT"] * 3, "eq": ["BRANCH_EQ"] * 3, "neq": ["BRANCH_NEQ"] * 3,
             "mixed": ["BRANCH_LT", "BRANCH_EQ", "BRANCH_GTE"]}

    def regressor(name, mode, **more):
        node = helper.make_node("TreeEnsembleRegressor", ["X"], ["Y"], domain=ML,
                                **tree(mode, **targets), **more)
        case(group, f"trees-{name}", "TreeEnsembleRegressor",
             graph([node], [floats("X", 2)], [floats("Y", None)]), {"X": GRID})

    for name, mode in modes.items():
        regressor(name, mode, n_targets=1)
        regressor(f"{name}-missing", mode, n_targets=1,
                  nodes_missing_value_tracks_true=[1, 0, 0, 0, 0, 1, 0, 0])
    for aggregate in ("SUM", "AVERAGE", "MIN", "MAX"):
        regressor(f"{aggregate.lower()}", modes["leq"], n_targets=1, aggregate_function=aggregate,
                  base_values=[0.5])
        regressor(f"{aggregate.lower()}-two", modes["leq"], n_targets=2,
                  aggregate_function=aggregate, base_values=[0.5, -1.0])
    for transform in ("LOGISTIC", "SOFTMAX", "SOFTMAX_ZERO"):
        regressor(f"transform-{transform.lower()}", modes["leq"], n_targets=2,
                  post_transform=transform)

    def classifier(name, classes, ids, weights, **more):
        listed = dict(class_treeids=[0, 0, 0, 1, 1], class_nodeids=[2, 3, 4, 1, 2],
                      class_ids=ids, class_weights=weights)
        node = helper.make_node("TreeEnsembleClassifier", ["X"], ["L", "S"], domain=ML,
                                **tree(modes["leq"], **listed), **classes, **more)
        kind = TensorProto.STRING if "classlabels_strings" in classes else TensorProto.INT64
        case(group, f"classes-{name}", "TreeEnsembleClassifier",
             graph([node], [floats("X", 2)], [vector("L", kind), floats("S", None)]), {"X": GRID})

    two = dict(classlabels_int64s=[10, 20])
    words = dict(classlabels_strings=["a", "b", "c"])
    positive, mixed = [0.1, 0.2, 0.9, 0.3, 0.0], [1.0, -2.0, 0.5, -0.25, 0.75]
    for transform in ("NONE", "LOGISTIC", "SOFTMAX"):
        key = transform.lower()
        classifier(f"positive-{key}", two, [0] * 5, positive, post_transform=transform)
        classifier(f"signed-{key}", two, [0] * 5, mixed, post_transform=transform)
        classifier(f"based-{key}", two, [0] * 5, mixed, post_transform=transform,
                   base_values=[0.25])
        classifier(f"three-{key}", words, [0, 1, 2, 1, 2], mixed, post_transform=transform)
        classifier(f"three-based-{key}", words, [0, 1, 2, 1, 2], mixed, post_transform=transform,
                   base_values=[0.5, 0.25, -0.5])

    def tensor(values, kind=np.float32):
        return numpy_helper.from_array(np.array(values, kind))

    node = helper.make_node(
        "TreeEnsemble", ["X"], ["Y"], domain=ML, n_targets=2, aggregate_function=1,
        post_transform=0, tree_roots=[0], nodes_featureids=[0, 0, 0],
        nodes_modes=tensor([0, 0, 6], np.uint8), nodes_splits=tensor([1.4, 0.5, 0]),
        membership_values=tensor([1.5, 2, np.nan]), nodes_truenodeids=[1, 0, 2],
        nodes_trueleafs=[0, 1, 1], nodes_falsenodeids=[2, 1, 3], nodes_falseleafs=[0, 1, 1],
        leaf_targetids=[0, 1, 0, 1], leaf_weights=tensor([5.0, 12.5, -12.0, 3.5]))
    case(group, "trees-members", "TreeEnsemble, set membership",
         graph([node], [floats("X", 2)], [floats("Y", 2)], ml=5), {"X": GRID[:20]})


def columns(group):
    x = np.array([[1, -2, 0], [0, 0, 0], [3, 4, -5], [-1, -1, -1]], np.float32)

    def one(name, operator, output=None, feeds=None, inputs=None, ml=3, **attributes):
        node = helper.make_node(operator, list(inputs or ["X"]), ["Y"], domain=ML, **attributes)
        feeds = feeds or {"X": x}
        kinds = {np.dtype(np.float32): TensorProto.FLOAT, np.dtype(np.int64): TensorProto.INT64,
                 np.dtype(object): TensorProto.STRING}
        infos = [helper.make_tensor_value_info(
            key, kinds[value.dtype], [None] + list(value.shape[1:]))
            for key, value in feeds.items()]
        case(group, name, operator, graph([node], infos, [output or floats("Y", None)], ml=ml),
             feeds)

    one("scaler", "Scaler", offset=[1.0, 2, 3], scale=[0.1, 3, -2])
    one("scaler-one", "Scaler", offset=[0.5], scale=[3.0])
    one("binarizer", "Binarizer", threshold=0.5)
    missing = np.array([[np.nan, 1, -1], [2, np.nan, np.nan]], np.float32)
    one("imputer", "Imputer", feeds={"X": missing}, imputed_value_floats=[7.0, 8, 9],
        replaced_value_float=float("nan"))
    one("imputer-marker", "Imputer", feeds={"X": missing}, imputed_value_floats=[7.0],
        replaced_value_float=-1.0)
    ints = np.array([[1], [5], [-3], [2]], np.int64)
    long = helper.make_tensor_value_info("Y", TensorProto.INT64, [None, 1])
    text = helper.make_tensor_value_info("Y", TensorProto.STRING, [None, 1])
    one("imputer-integers", "Imputer", long, {"X": ints}, imputed_value_int64s=[9],
        replaced_value_int64=5)
    one("vectorizer", "FeatureVectorizer", feeds={"A": x, "B": ints.astype(np.float32)},
        inputs=["A", "B"], inputdimensions=[3, 1])
    word = np.array([["a"], ["b"], [""], ["z"]], dtype=object)
    number = np.array([[1.5], [2], [np.nan], [3]], np.float32)
    one("labels-text-integer", "LabelEncoder", long, {"X": word}, keys_strings=["b", "a"],
        values_int64s=[4, 5], default_int64=-7)
    one("labels-text-float", "LabelEncoder", None, {"X": word}, keys_strings=["b", "a"],
        values_floats=[4.0, 5.5])
    one("labels-integer-text", "LabelEncoder", text, {"X": ints}, keys_int64s=[5, 1, 2],
        values_strings=["five", "one", "two"])
    one("labels-float-text", "LabelEncoder", text, {"X": number},
        keys_floats=[2.0, float("nan"), 1.5], values_strings=["two", "none", "half"],
        default_string="other")
    one("labels-tensors", "LabelEncoder", long, {"X": word}, ml=4,
        keys_tensor=numpy_helper.from_array(np.array(["a", "z"], dtype=object)),
        values_tensor=numpy_helper.from_array(np.array([3, 4], np.int64)),
        default_tensor=numpy_helper.from_array(np.array([9], np.int64)))
    one("mapper-text", "CategoryMapper", long, {"X": word}, cats_strings=["b", "a"],
        cats_int64s=[3, 7], default_int64=-5)
    one("mapper-integers", "CategoryMapper", text, {"X": ints}, cats_strings=["b", "a"],
        cats_int64s=[5, 1], default_string="none")
    three = helper.make_tensor_value_info("Y", TensorProto.FLOAT, [None, 1, None])
    one("one-hot-text", "OneHotEncoder", three, {"X": word}, cats_strings=["b", "a", "c"])
    one("one-hot-integers", "OneHotEncoder", three, {"X": ints}, cats_int64s=[5, 1, 2])
    node = helper.make_node("ArrayFeatureExtractor", ["X", "I"], ["Y"], domain=ML)
    case(group, "extractor", "ArrayFeatureExtractor",
         graph([node], [floats("X", 3)], [floats("Y", 2)],
               [numpy_helper.from_array(np.array([2, 0], np.int64), "I")]), {"X": x})
    for transform in ("NONE", "LOGISTIC", "SOFTMAX", "SOFTMAX_ZERO"):
        key = transform.lower()
        for count, labels in ((1, [3, 8]), (2, [3, 8]), (3, [3, 8, 9])):
            node = helper.make_node(
                "LinearClassifier", ["X"], ["L", "S"], domain=ML, classlabels_ints=labels,
                coefficients=[0.5, -1.0, 2.0, 1.0, 0.25, -0.75, 0.1, 0.2, 0.3][:3 * count],
                intercepts=[0.25, -0.5, 0.0][:count], post_transform=transform)
            case(group, f"linear-{count}-{key}", "LinearClassifier",
                 graph([node], [floats("X", 3)],
                       [vector("L", TensorProto.INT64), floats("S", None)]), {"X": x})


def write(group):
    converted(group)
    trees(group)
    columns(group)
