"""Cases of naive Bayes."""

import numpy as np
import pandas as pd
from sklearn.naive_bayes import BernoulliNB, CategoricalNB, ComplementNB, GaussianNB, MultinomialNB

from .methods import every_method
from .tables import labels, numbers, questions


def write(group):
    train, asked = numbers(), questions().clip(-300, 300)
    counts = pd.DataFrame(np.random.RandomState(1).poisson(2.0, (80, 5)).astype(float),
                          columns=list("abcde"))
    counted = pd.DataFrame(np.random.RandomState(2).poisson(3.0, (12, 5)).astype(float),
                           columns=list("abcde"))
    counted.iloc[0] = 0.0
    two, three = labels(counts, [0, 1]), labels(counts, ["x", "y", "z"])

    def case(name, covers, model, y, frame=counts, rows=counted, **more):
        model.fit(frame, y)
        group.estimator(name, covers, model, rows, outputs=every_method, **more)

    case("gaussian", "GaussianNB", GaussianNB(), labels(train, [0, 1]), train, asked)
    case("gaussian-three", "GaussianNB, three classes of text, priors",
         GaussianNB(priors=[0.2, 0.3, 0.5]), labels(train, ["x", "y", "z"]), train, asked, skops=True)
    case("gaussian-constant", "a constant column: var_smoothing alone", GaussianNB(var_smoothing=1e-3),
         labels(train, [0, 1]), train.assign(d=4.0), asked.assign(d=4.0))
    case("multinomial", "MultinomialNB", MultinomialNB(), three)
    case("multinomial-no-prior", "fit_prior=False, alpha", MultinomialNB(fit_prior=False, alpha=0.1), two)
    case("complement", "ComplementNB", ComplementNB(), three)
    case("complement-norm", "ComplementNB with norm", ComplementNB(norm=True), three)
    case("complement-one", "ComplementNB, one class", ComplementNB(), np.zeros(len(counts)))
    case("bernoulli", "BernoulliNB, binarize", BernoulliNB(binarize=1.5), three)
    case("bernoulli-none", "BernoulliNB, binarize=None", BernoulliNB(binarize=None), two,
         (counts > 1).astype(float), (counted > 1).astype(float))
    codes, asked_codes = counts.clip(0, 3), counted.clip(0, 3)
    case("categorical", "CategoricalNB", CategoricalNB(), three, codes, asked_codes)
    case("categorical-more", "min_categories", CategoricalNB(min_categories=6), two, codes,
         counted.clip(0, 5))
    case("categorical-fractions", "fractions are cut off", CategoricalNB(), two, codes,
         asked_codes + 0.75)
    case("categorical-unseen", "a category beyond the known ones", CategoricalNB(), two, codes,
         asked_codes + 9, refused="a category that training had not")
