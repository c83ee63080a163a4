"""Cases of transformers that reshape single columns: quantiles, powers, splines, functions; and of their
inverses, through regressors of a transformed target."""

import functools

import numpy as np
import pandas as pd
import scipy.special
from sklearn.compose import TransformedTargetRegressor
from sklearn.linear_model import LinearRegression
from sklearn.metrics.pairwise import rbf_kernel
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import (
    Binarizer, FunctionTransformer, KernelCenterer, MaxAbsScaler, MinMaxScaler, PowerTransformer,
    QuantileTransformer, RobustScaler, SplineTransformer, StandardScaler)

from .tables import number, numbers, questions, with_missing


def plateaus(rows=60, seed=2):
    """Columns with ties, a constant one, and one with a long tail."""
    random = np.random.RandomState(seed)
    return pd.DataFrame({
        "a": np.round(random.normal(size=rows), 1), "b": random.randint(0, 4, rows).astype(float),
        "c": 2.5, "d": np.round(random.lognormal(2, 1, rows), 3)})


def at(values, frame):
    """Rows of questions, with rows that have the given values in every column."""
    extra = pd.DataFrame({c: v for c, v in zip(frame.columns, values)})
    return pd.concat([questions(len(frame.columns), missing=True), extra], ignore_index=True)


def quantiles(group):
    train = plateaus()
    holes = with_missing(train)

    def case(name, covers, frame=train, **options):
        model = QuantileTransformer(random_state=0, **{"n_quantiles": 12, **options}).fit(frame)
        near = [np.concatenate([q[::4][:3], [q[-1], q[0] + 1e-8, q[-1] - 1e-8, q[0] - 1e-9],
                                (q[1:4] + q[:-1][:3]) / 2]) for q in model.quantiles_.T]
        group.estimator(f"quantile-{name}", covers, model, at(near, frame), skops=name == "normal")

    case("uniform", "QuantileTransformer: ties, a constant column, values at quantiles and beyond them")
    case("normal", "normal output, cut at both ends", output_distribution="normal")
    case("missing", "missing values in training pass", holes, output_distribution="normal")
    case("two", "two quantiles", n_quantiles=2)
    case("one", "one quantile", n_quantiles=1)
    case("many", "as many quantiles as rows", n_quantiles=60)


def powers(group):
    train, asked = with_missing(plateaus()), at([np.linspace(-3, 3, 5)] * 4, plateaus())

    def case(name, covers, frame=train, rows=asked, exponents=None, **options):
        model = PowerTransformer(**options).fit(frame)
        if exponents is not None:
            model.lambdas_ = np.array(exponents)
        group.estimator(f"power-{name}", covers, model, rows, **{"skops": name == "yeo-johnson"})

    case("yeo-johnson", "PowerTransformer: a constant column, missing values pass")
    case("plain", "standardize=False", standardize=False)
    case("exponents", "exponents at which formulas change", exponents=[0.0, 2.0, 1.0, -1.5],
         standardize=False)
    positive, asked_positive = train.assign(c=train.b).abs() + 0.25, asked.abs() + 1e-3
    case("box-cox", "box-cox", positive, asked_positive, method="box-cox")
    case("box-cox-exponents", "box-cox with an exponent of zero, and ones that overflow", positive,
         asked_positive, exponents=[0.0, 120.0, -1.0, 0.5], method="box-cox", standardize=False)
    refused = PowerTransformer(method="box-cox").fit(positive)
    group.estimator("power-box-cox-zero", "box-cox of zero", refused, asked,
                    refused="box-cox takes positive numbers only")


def splines(group):
    train = plateaus()[["a", "d"]]
    asked = pd.concat([questions(2).set_axis(["a", "d"], axis=1).clip(-40, 40), train[:3]], ignore_index=True)

    def case(name, covers, rows=asked, frame=train, **options):
        model = SplineTransformer(**{"n_knots": 4, **options}).fit(frame)
        knots = pd.DataFrame({c: s.t[s.k:len(s.t) - s.k][:4] for c, s in zip(frame.columns, model.bsplines_)})
        known = rows if name.startswith("error") else pd.concat([rows, knots], ignore_index=True)
        group.estimator(f"spline-{name}", covers, model, known, skops=name == "constant")

    for beyond in ("constant", "linear", "continue", "periodic"):
        case(beyond, f"SplineTransformer extrapolation={beyond}", extrapolation=beyond)
        case(f"{beyond}-degree1", f"extrapolation={beyond}, degree 1", extrapolation=beyond, degree=1)
        # Above the knots the library fails where a constant of degree 0 is asked for.
        below = asked.clip(upper=train.max(), axis=1) if beyond == "constant" else asked
        case(f"{beyond}-degree0", f"extrapolation={beyond}, degree 0", below, extrapolation=beyond, degree=0)
        case(f"{beyond}-sparse", f"extrapolation={beyond}, a sparse result", extrapolation=beyond,
             sparse_output=True, degree=2)
    case("constant-degree0-sparse", "degree 0, a sparse result: all splines above", sparse_output=True, degree=0)
    inside = train[5:12].reset_index(drop=True)
    case("error", "extrapolation=error, within the knots", inside, extrapolation="error")
    model = SplineTransformer(n_knots=4, extrapolation="error").fit(train)
    group.estimator("spline-error-beyond", "extrapolation=error", model, asked, refused="a value beyond the knots")
    case("quantile", "knots at quantiles, without the last spline", knots="quantile", include_bias=False)
    case("given", "knots that are given, degree 5",
         knots=np.array([[-1.0, 0.0], [0.0, 10.0], [0.25, 11.0], [1.0, 40.0]]), degree=5)
    three = plateaus()[["a", "d", "b"]]
    case("linear-three", "linear, degree 1, three columns: later ends are found by a higher degree",
         questions(3).set_axis(["a", "d", "b"], axis=1).clip(-40, 40), three, extrapolation="linear", degree=1,
         n_knots=6)
    for beyond in ("constant", "linear", "continue", "periodic"):
        case(f"missing-{beyond}", f"handle_missing=zeros, {beyond}", asked.mask(asked == 0), with_missing(train),
             extrapolation=beyond, handle_missing="zeros")


def functions(group):
    small = questions(missing=True).clip(-3, 3) / 4 + 0.01

    def case(name, covers, func, rows=small, **options):
        model = FunctionTransformer(func, feature_names_out="one-to-one", **options).fit(rows)
        group.estimator(f"function-{name}", covers, model, rows, skops=name in ("sinh", "clip"))

    for name in ("sinh", "cosh", "arcsin", "arccos", "arctan", "arcsinh", "arctanh", "deg2rad", "degrees",
                 "trunc", "fix", "fabs", "cbrt", "rint", "reciprocal", "sign"):
        case(name, f"FunctionTransformer({name})", getattr(np, name))
    infinite = small.replace(0.01, np.inf).replace(-0.74, -np.inf)
    for name in ("isnan", "isfinite", "isinf", "signbit"):
        case(name, f"FunctionTransformer({name})", getattr(np, name), infinite)
    case("clip", "clip with kw_args", np.clip, kw_args={"a_min": -0.2, "a_max": 0.3})
    case("clip-below", "clip with one end", np.clip, kw_args={"a_min": 0, "a_max": None})
    case("round", "round to decimals", np.round, kw_args={"decimals": 1})
    case("round-tens", "round to tens", np.around, questions(), kw_args={"decimals": -1})
    case("nan-to-num", "nan_to_num", np.nan_to_num, infinite)
    case("nan-to-num-values", "nan_to_num with values", np.nan_to_num, infinite,
         kw_args={"nan": -1.0, "posinf": 9.0, "neginf": -9.0})
    case("maximum", "partial(maximum, 0)", functools.partial(np.maximum, 0.0))
    case("subtract", "partial(subtract, 1)", functools.partial(np.subtract, 1.0))
    case("partial-clip", "partial(clip, a_max=0)", functools.partial(np.clip, a_min=None, a_max=0.1))
    case("expit", "scipy's expit", scipy.special.expit)
    case("asarray", "asarray changes nothing", np.asarray)
    model = FunctionTransformer(np.cumsum).fit(small)
    group.estimator("function-unknown", "a function that is no function of one number", model, small,
                    refused="cumsum is not known")


def inverses(group):
    train, asked = numbers(), questions()
    target = number(train) - number(train).min() + 0.5

    def case(name, covers, transformer=None, y=target, **options):
        model = TransformedTargetRegressor(LinearRegression(), transformer=transformer, check_inverse=False,
                                           **options).fit(train, y)
        group.estimator(f"target-{name}", covers, model, asked, **({"skops": True} if name == "quantile" else {}))

    case("standard", "StandardScaler of a target", StandardScaler())
    case("minmax", "MinMaxScaler of a target", MinMaxScaler((-1, 2)))
    case("robust", "RobustScaler of a target", RobustScaler())
    case("maxabs", "MaxAbsScaler of a target", MaxAbsScaler())
    case("quantile", "QuantileTransformer of a target", QuantileTransformer(n_quantiles=20))
    case("quantile-normal", "the same by way of the normal distribution",
         QuantileTransformer(n_quantiles=20, output_distribution="normal"))
    case("yeo-johnson", "PowerTransformer of a target", PowerTransformer())
    case("box-cox", "box-cox of a target", PowerTransformer(method="box-cox"))
    case("pipeline", "a pipeline of a target", make_pipeline(
        FunctionTransformer(np.log1p, np.expm1), StandardScaler()))
    case("functions", "functions of a target", func=np.log1p, inverse_func=np.expm1)
    case("outputs", "two targets", PowerTransformer(), np.column_stack([target, target ** 2]))
    case("identity", "no transformer at all")


def kernels(group):
    train, asked = numbers(20), questions()
    fitted = KernelCenterer().fit(rbf_kernel(train, gamma=0.01))
    rows = pd.DataFrame(rbf_kernel(asked, train, gamma=0.01))
    group.estimator("kernel-centerer", "KernelCenterer", fitted, rows, array=True)
    for threshold in (0.0, 1.5):
        group.estimator(f"binarizer-{threshold}", "Binarizer: above the threshold, not at it",
                        Binarizer(threshold=threshold).fit(train), questions().replace(1.0e6, 1.5))


def write(group):
    quantiles(group)
    powers(group)
    splines(group)
    functions(group)
    inverses(group)
    kernels(group)
