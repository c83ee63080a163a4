"""Cases of discriminant analysis, mixtures and Gaussian processes."""

import numpy as np
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis, QuadraticDiscriminantAnalysis
from sklearn.gaussian_process import GaussianProcessClassifier, GaussianProcessRegressor
from sklearn.gaussian_process.kernels import (
    ConstantKernel, DotProduct, ExpSineSquared, Matern, RationalQuadratic, RBF, WhiteKernel)
from sklearn.mixture import BayesianGaussianMixture, GaussianMixture

from .methods import every_method
from .tables import labels, number, numbers, questions
from .writer import estimator_outputs, put


def write(group):
    train = numbers(90) / [1.0, 10.0, 0.1, 100.0]
    asked = (questions() / [1.0, 10.0, 0.1, 100.0]).clip(-6, 6)
    two, words = labels(train, [0, 1]), labels(train, ["b", "c", "a"])

    def case(name, covers, model, y=None, **more):
        model.fit(train, y)
        group.estimator(name, covers, model, asked, outputs=every_method, **more)

    for solver in ("svd", "eigen"):
        case(f"linear-{solver}", f"LinearDiscriminantAnalysis, {solver}",
             LinearDiscriminantAnalysis(solver=solver), two)
        case(f"linear-{solver}-three", f"{solver}, three classes",
             LinearDiscriminantAnalysis(solver=solver, priors=[0.2, 0.3, 0.5]), words)

    def untransformed(model, rows):
        columns = estimator_outputs(model, rows)
        put(columns, "predict_log_proba", model.predict_log_proba(rows), model.classes_)
        return columns

    model = LinearDiscriminantAnalysis(solver="lsqr", shrinkage="auto").fit(train, words)
    group.estimator("linear-lsqr", "solver=lsqr with shrinkage", model, asked, outputs=untransformed)
    case("linear-one", "one component", LinearDiscriminantAnalysis(n_components=1), words)
    case("quadratic", "QuadraticDiscriminantAnalysis", QuadraticDiscriminantAnalysis(), two)
    case("quadratic-three", "three classes, reg_param",
         QuadraticDiscriminantAnalysis(reg_param=0.2, priors=[0.2, 0.3, 0.5]), words, skops=True)
    for covariance in ("full", "tied", "diag", "spherical"):
        case(f"mixture-{covariance}", f"GaussianMixture, {covariance}",
             GaussianMixture(3, covariance_type=covariance, random_state=0))
        case(f"bayesian-{covariance}", f"BayesianGaussianMixture, {covariance}",
             BayesianGaussianMixture(n_components=3, covariance_type=covariance, random_state=0,
                                     max_iter=20))
    case("bayesian-dirichlet", "dirichlet_distribution", BayesianGaussianMixture(
        n_components=3, weight_concentration_prior_type="dirichlet_distribution", random_state=0,
        max_iter=20))
    processes(group, train[:40], asked)
    classifiers(group, train[:40], asked)


def with_deviation(model, rows):
    columns = {}
    mean, deviation = model.predict(rows, return_std=True)
    put(columns, "predict", mean)
    put(columns, "predict_std", deviation)
    return columns


def processes(group, train, asked):
    target = number(train)
    kernels = {
        "rbf": ConstantKernel(2.0) * RBF([1.0, 2.0, 0.5, 1.5]) + WhiteKernel(0.1),
        "matern-half": Matern(1.5, nu=0.5) + WhiteKernel(0.2),
        "matern-three": Matern([1.0, 2.0, 0.5, 1.5], nu=1.5) + WhiteKernel(0.2),
        "matern-five": Matern(2.0, nu=2.5) + WhiteKernel(0.2),
        "matern-inf": Matern(2.0, nu=np.inf) + WhiteKernel(0.2),
        "rational": RationalQuadratic(1.5, alpha=0.7) + WhiteKernel(0.2),
        "periodic": ExpSineSquared(1.5, periodicity=4.0) + WhiteKernel(30.0),
        "dot": DotProduct(0.5) ** 2 * ConstantKernel(0.1) + WhiteKernel(0.2),
    }

    def case(name, covers, kernel, y, **options):
        more = {"refused": options.pop("refused")} if "refused" in options else {}
        model = GaussianProcessRegressor(kernel, optimizer=None, random_state=0, **options)
        group.estimator(f"process-{name}", covers, model.fit(train, y), asked, rtol=1e-8,
                        outputs=with_deviation, **more)

    for name, kernel in kernels.items():
        case(name, f"GaussianProcessRegressor, {name}", kernel, target)
    case("default", "no kernel given", None, target, alpha=0.1)
    case("normalized", "normalize_y", kernels["rbf"], target * 30 + 5, normalize_y=True)
    case("outputs", "two outputs, normalize_y", kernels["rbf"],
         np.column_stack([target, train.a * 3 + 1]), normalize_y=True)
    case("bessel", "Matern of another nu", Matern(1.0, nu=0.7), target, alpha=0.1,
         refused="Bessel functions")


def classifiers(group, train, asked):
    two, three = labels(train, ["no", "yes"]), labels(train, [3, 1, 2])
    kernel = ConstantKernel(2.0) * RBF([1.0, 2.0, 0.5, 1.5])

    def case(name, covers, y, kernel=kernel, **options):
        model = GaussianProcessClassifier(kernel, optimizer=None, random_state=0, **options).fit(train, y)
        # The library refuses probabilities of pairs.
        outputs = every_method if options.get("multi_class") != "one_vs_one" else labels_only
        # The weights of the error functions cancel all but twelve digits.
        group.estimator(f"process-classifier-{name}", covers, model, asked, rtol=1e-8, atol=1e-10,
                        outputs=outputs)

    case("default", "GaussianProcessClassifier, no kernel given", two, None)
    case("two", "two classes", two)
    case("dot", "a kernel of products", two, DotProduct(0.5) * ConstantKernel(0.1))
    case("three", "a classifier for each of three classes", three)
    case("pairs", "a classifier for each pair of classes", three, multi_class="one_vs_one")


def labels_only(model, rows):
    columns = {}
    put(columns, "predict", model.predict(rows))
    return columns
