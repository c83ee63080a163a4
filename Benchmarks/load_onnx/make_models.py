"""Makes two ONNX models of about a given size: a forest and a multi-layer perceptron.

    make_models.py MEGABYTES FOREST PERCEPTRON

Both are random: what matters is their size. The forest's trees are complete, of depth 12.
"""

import sys

import numpy as np
from onnx import TensorProto, helper, numpy_helper

FEATURES, DEPTH = 20, 12
NODES = 2 ** (DEPTH + 1) - 1
RANDOM = np.random.default_rng(0)


def save(nodes, width, constants, path):
    def info(name, columns):
        return helper.make_tensor_value_info(name, TensorProto.FLOAT, [None, columns])

    graph = helper.make_graph(nodes, "random", [info("X", width)], [info("Y", 1)], constants)
    sets = [helper.make_opsetid("", 18), helper.make_opsetid("ai.onnx.ml", 3)]
    with open(path, "wb") as file:
        file.write(helper.make_model(graph, opset_imports=sets, ir_version=9).SerializeToString())


def forest(count):
    inner = 2 ** DEPTH - 1
    places = np.arange(NODES)
    is_leaf = places >= inner
    trees = np.repeat(np.arange(count), NODES)
    leaves = np.tile(places[is_leaf], count)
    children = np.where(is_leaf, 0, 2 * places + 1)
    return helper.make_node(
        "TreeEnsembleRegressor", ["X"], ["Y"], domain="ai.onnx.ml", n_targets=1,
        nodes_treeids=trees.tolist(), nodes_nodeids=np.tile(places, count).tolist(),
        nodes_featureids=RANDOM.integers(0, FEATURES, count * NODES).tolist(),
        nodes_values=RANDOM.normal(size=count * NODES).astype(np.float32).tolist(),
        nodes_modes=np.tile(np.where(is_leaf, "LEAF", "BRANCH_LEQ"), count).tolist(),
        nodes_truenodeids=np.tile(children, count).tolist(),
        nodes_falsenodeids=np.tile(np.where(is_leaf, 0, 2 * places + 2), count).tolist(),
        target_treeids=np.repeat(np.arange(count), len(leaves) // count).tolist(),
        target_nodeids=leaves.tolist(), target_ids=[0] * len(leaves),
        target_weights=RANDOM.normal(size=len(leaves)).astype(np.float32).tolist())


def perceptron(width):
    nodes, constants, name = [], [], "X"
    for layer, (rows, columns) in enumerate([(FEATURES, width), (width, width), (width, 1)]):
        weights = (RANDOM.normal(size=(rows, columns)) / np.sqrt(rows)).astype(np.float32)
        constants.append(numpy_helper.from_array(weights, f"W{layer}"))
        constants.append(numpy_helper.from_array(np.zeros(columns, np.float32), f"B{layer}"))
        last = layer == 2
        nodes.append(helper.make_node(
            "Gemm", [name, f"W{layer}", f"B{layer}"], ["Y" if last else f"G{layer}"]))
        if not last:
            nodes.append(helper.make_node("Relu", [f"G{layer}"], [f"R{layer}"]))
            name = f"R{layer}"
    return nodes, constants


megabytes, forest_path, perceptron_path = float(sys.argv[1]), *sys.argv[2:4]
one = len(forest(8).SerializeToString()) / 8
save([forest(max(1, round(megabytes * 1e6 / one)))], FEATURES, [], forest_path)
layers, weights = perceptron(round((megabytes * 1e6 / 4) ** 0.5))
save(layers, FEATURES, weights, perceptron_path)
