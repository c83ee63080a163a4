"""Cases of the package category_encoders."""

import warnings

import category_encoders as ce
import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from .tables import asked_words, words


def write(group):
    warnings.simplefilter("ignore")
    text = words(80)
    train = text[["color", "size", "town"]]
    holes = train.assign(color=text.color.mask(np.random.RandomState(3).uniform(size=80) < 0.2))
    asked = asked_words(missing=True)[["color", "size", "town"]]
    asked["size"] = asked["size"].fillna(0.5)
    number = (text["size"] + 3 * (text.color == "red") + 5 * (text.town == "Oslo")).round(2)
    two = (number > number.median()).astype(int)

    def case(name, covers, encoder, y=two, frame=train, rows=asked, **more):
        encoder.fit(frame.copy(), y)
        outputs = None
        if "refused" not in more:
            result = encoder.transform(rows.copy())
            outputs = {f"transform[{c}]": result[c].astype(float).tolist() for c in result.columns}
        group.plain(name, covers, encoder, rows, outputs, **more)

    plain = {
        "ordinal": ce.OrdinalEncoder, "one-hot": ce.OneHotEncoder, "binary": ce.BinaryEncoder, "gray": ce.GrayEncoder,
        "count": ce.CountEncoder, "target": ce.TargetEncoder, "leave-one-out": ce.LeaveOneOutEncoder,
        "james-stein": ce.JamesSteinEncoder, "m-estimate": ce.MEstimateEncoder, "cat-boost": ce.CatBoostEncoder,
        "woe": ce.WOEEncoder, "quantile": ce.QuantileEncoder,
        "helmert": ce.HelmertEncoder,
        "sum": ce.SumEncoder, "backward-difference": ce.BackwardDifferenceEncoder, "polynomial": ce.PolynomialEncoder,
    }
    for name, encoder in plain.items():
        case(name, f"{encoder.__name__}: unseen and missing values", encoder())
        case(f"{name}-missing", "missing values in training", encoder(), frame=holes)
        case(f"{name}-nan", "unseen and missing values stay missing",
             encoder(handle_unknown="return_nan", handle_missing="return_nan"), frame=holes)
    case("base-n", "BaseNEncoder base=3", ce.BaseNEncoder(base=3))
    case("count-share", "CountEncoder normalize", ce.CountEncoder(normalize=True, handle_unknown=-5))
    codes = pd.DataFrame({"code": [3, 1, 2, 3, 2, 3] * 10, "x": np.arange(60) / 7})
    case("numbers", "categories that are numbers", ce.TargetEncoder(cols=["code"]),
         y=pd.Series([0, 1, 1, 0, 1, 1] * 10), frame=codes,
         rows=pd.DataFrame({"code": [1.0, 2, 3, 9], "x": [0.5, 1, 2, 3]}))
    case("one-hot-names", "OneHotEncoder use_cat_names", ce.OneHotEncoder(use_cat_names=True))
    case("one-hot-indicator", "OneHotEncoder with an indicator of unseen values",
         ce.OneHotEncoder(handle_unknown="indicator", handle_missing="indicator"))
    case("error", "handle_unknown=error", ce.OrdinalEncoder(handle_unknown="error"), refused="a color is not known")
    case("one-category", "a contrast of one category has no column", ce.SumEncoder(),
         frame=train.assign(color="red"))
    case("invariant", "drop_invariant", ce.BinaryEncoder(drop_invariant=True))
    case("hashing", "HashingEncoder", ce.HashingEncoder(n_components=3, max_process=1), refused="hashes")
    case("min-group", "min_group_size", ce.TargetEncoder(min_group_size=20), refused="min_group_size")
    model = make_pipeline(ce.TargetEncoder(), LogisticRegression()).fit(train, two)
    group.estimator("target-logistic", "before a linear model", model, asked)
