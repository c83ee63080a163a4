"""Cases of labels that spread to rows without one."""

import numpy as np
from sklearn.semi_supervised import LabelPropagation, LabelSpreading

from .methods import every_method
from .tables import labels, numbers, questions


def write(group):
    train = numbers(60) / [1.0, 10.0, 0.1, 100.0]
    asked = (questions() / [1.0, 10.0, 0.1, 100.0]).clip(-9, 9)
    asked.iloc[4] = train.iloc[7]
    hidden = np.random.RandomState(4).uniform(size=60) < 0.6

    def case(name, covers, model, names=(0, 1, 2), **more):
        targets = labels(train, list(names))
        targets[hidden] = -1
        model.fit(train, targets)
        group.estimator(name, covers, model, asked, outputs=every_method, **more)

    case("propagation", "LabelPropagation, rbf: rows far from all others have no probabilities",
         LabelPropagation(max_iter=200), skops=True)
    case("propagation-wide", "two classes, a wide kernel", LabelPropagation(gamma=0.25, max_iter=200), (3, 7))
    case("propagation-neighbors", "kernel=knn", LabelPropagation("knn", n_neighbors=4, max_iter=200))
    case("spreading", "LabelSpreading, numbers as classes", LabelSpreading(gamma=0.5), (2.0, 5.0))
    case("spreading-neighbors", "kernel=knn", LabelSpreading("knn", n_neighbors=5))
    case("spreading-one", "one class", LabelSpreading(gamma=0.5), (4,))
    case("function", "kernel, a function", LabelSpreading(linear), refused="a Python function")


def linear(a, b):
    return np.abs(a @ b.T) + 0.1
