"""Pipelines with a class of the user's own, which a specification replaces by operators."""

import pickle
import sys
import types

import numpy as np
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

    train = numbers()
    model = make_pipeline(ClipAndScale(), LogisticRegression()).fit(train, labels(train, ["no", "yes"]))
    group.estimator("operators", "replace: a class of the user's own by operators", model, questions(),
                    formats=formats)
