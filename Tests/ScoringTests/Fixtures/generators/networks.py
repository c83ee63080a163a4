"""Cases of multilayer perceptrons, restricted Boltzmann machines and partial least squares."""

import numpy as np
from sklearn.cross_decomposition import CCA, PLSCanonical, PLSRegression, PLSSVD
from sklearn.neural_network import BernoulliRBM, MLPClassifier, MLPRegressor

from .methods import every_method
from .tables import labels, number, numbers, questions


def write(group):
    train = numbers(80) / [1.0, 10.0, 0.1, 100.0]
    asked = (questions() / [1.0, 10.0, 0.1, 100.0]).clip(-9, 9)
    two, words, target = labels(train, [0, 1]), labels(train, ["b", "c", "a"]), number(train)
    both = np.column_stack([target, train.a * 2 - train.c])

    def case(name, covers, model, y=None, frame=train, rows=asked, **more):
        model.fit(frame, y)
        group.estimator(name, covers, model, rows, outputs=every_method, **more)

    small = dict(hidden_layer_sizes=(5, 3), max_iter=30, random_state=0)
    for activation in ("identity", "logistic", "tanh", "relu"):
        case(f"classifier-{activation}", f"MLPClassifier, {activation}",
             MLPClassifier(activation=activation, **small), words)
        case(f"regressor-{activation}", f"MLPRegressor, {activation}",
             MLPRegressor(activation=activation, **small), target)
    case("classifier-two", "two classes", MLPClassifier(**small), np.array(["no", "yes"])[two])
    case("classifier-multilabel", "several labels", MLPClassifier(**small),
         np.column_stack([two, 1 - two, (train.a > 0) + 0]))
    case("regressor-outputs", "two outputs", MLPRegressor(**small), both)
    case("regressor-poisson", "loss=poisson: exp at the end", MLPRegressor(loss="poisson", **small),
         np.abs(target))
    case("regressor-single", "32-bit weights", MLPRegressor(**small), target.astype(np.float32),
         frame=train.astype(np.float32))
    # Its score_samples draws at random.
    machine = BernoulliRBM(3, n_iter=3, random_state=0).fit((train > 0) + 0.0)
    group.estimator("boltzmann", "BernoulliRBM", machine, (asked > 0) + 0.25)
    case("pls", "PLSRegression of one target", PLSRegression(2), target, skops=True)
    case("pls-outputs", "PLSRegression of two targets", PLSRegression(2), both)
    case("pls-unscaled", "scale=False", PLSRegression(2, scale=False), both)
    case("pls-canonical", "PLSCanonical", PLSCanonical(2), both)
    case("cca", "CCA", CCA(2), both)
    case("pls-svd", "PLSSVD", PLSSVD(2), both)
