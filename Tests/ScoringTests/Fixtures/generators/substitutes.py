"""Pipelines with a class of the user's own, which a specification replaces."""

import pickle
import sys
import types

import numpy as np
from onnx import TensorProto, helper, numpy_helper
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from .tables import labels, numbers, questions

SPECIFICATION = """\
name: with a class of one's own
model: pipeline.pkl
replace:
  my_package.cleaning.ClipAndScale:
    inputs: [a, b, c, d]
    steps:
      - {name: clipped, operator: affine, parameters: {scale: [1, 1, 1, 1], clip: [-2, 2]}}
      - {name: scaled, operator: scale, parameters: {divisor: [2, 2, 2, 2]}, input: clipped}
"""


SUBGRAPH = """\
name: with a class of one's own
model: pipeline.pkl
replace:
  my_package.cleaning.ClipAndScale: clip_and_scale.onnx
"""


def clip_and_scale():
    """The same as an ONNX model of doubles."""
    def info(name):
        return helper.make_tensor_value_info(name, TensorProto.DOUBLE, [None, 4])

    constants = [numpy_helper.from_array(np.array(value, np.float64), name)
                 for name, value in (("low", -2), ("high", 2), ("two", 2))]
    nodes = [helper.make_node("Clip", ["rows", "low", "high"], ["clipped"]),
             helper.make_node("Div", ["clipped", "two"], ["scaled"])]
    graph = helper.make_graph(nodes, "clip and scale", [info("rows")], [info("scaled")], constants)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)


class ClipAndScale(TransformerMixin, BaseEstimator):
    """What the specification says in operators."""

    def fit(self, rows, target=None):
        return self

    def transform(self, rows):
        return np.clip(np.asarray(rows), -2, 2) / 2


def write(group):
    # The class stands in a module that nobody else has.
    ClipAndScale.__module__ = "my_package.cleaning"
    for name in ("my_package", "my_package.cleaning"):
        sys.modules[name] = types.ModuleType(name)
    sys.modules["my_package.cleaning"].ClipAndScale = ClipAndScale

    def formats(folder, model):
        (folder / "pipeline.pkl").write_bytes(pickle.dumps(model, protocol=5))
        (folder / "model.yaml").write_text(SPECIFICATION)

    def subgraph(folder, model):
        (folder / "pipeline.pkl").write_bytes(pickle.dumps(model, protocol=5))
        (folder / "model.yaml").write_text(SUBGRAPH)
        (folder / "clip_and_scale.onnx").write_bytes(clip_and_scale().SerializeToString())

    train = numbers()
    model = make_pipeline(ClipAndScale(), LogisticRegression()).fit(train, labels(train, ["no", "yes"]))
    group.estimator("operators", "replace: a class of the user's own by operators", model, questions(),
                    formats=formats)
    group.estimator("subgraph", "replace: a class of the user's own by an ONNX model", model, questions(),
                    formats=subgraph)
