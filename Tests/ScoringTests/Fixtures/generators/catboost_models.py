"""Cases of CatBoost models: cbm and JSON files, and estimators in pickles."""

import json
import pickle

import numpy as np
import pandas as pd
from catboost import CatBoost, CatBoostClassifier, CatBoostRanker, CatBoostRegressor
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OrdinalEncoder, StandardScaler

from .tables import asked_words, at_thresholds, labels, number, numbers, questions, with_missing, words
from .writer import put

SMALL = {"iterations": 5, "depth": 3, "learning_rate": 0.5, "random_seed": 1, "thread_count": 1, "verbose": 0,
         "allow_writing_files": False}
TEXT = ["color", "town", "yes"]


def squeezed(values):
    """Classes as one column: CatBoost gives those of several classes as a matrix of one."""
    values = np.asarray(values)
    return values[:, 0] if values.ndim == 2 and values.shape[1] == 1 else values


def outputs(model, rows, leaves=True):
    """Every kind of prediction that the model's Python class gives."""
    columns = {}
    put(columns, "predict", squeezed(model.predict(rows)))
    if isinstance(model, CatBoostClassifier):
        put(columns, "predict_proba", model.predict_proba(rows), model.classes_)
        put(columns, "predict_log_proba", model.predict_log_proba(rows), model.classes_)
    if type(model) in (CatBoostClassifier, CatBoostRegressor):
        raw = model.predict(rows, prediction_type="RawFormulaVal")
        put(columns, "raw", raw)
        if isinstance(model, CatBoostRegressor) and raw.ndim == 1:
            put(columns, "exponent", model.predict(rows, prediction_type="Exponent"))
    if leaves:
        put(columns, "leaf", model.calc_leaf_indexes(rows).astype(int))
    return columns


def save(model, folder, files):
    """Writes files of some of the kinds cbm, json and pkl; JSON without its spaces, to be small."""
    for kind in files:
        path = folder / f"model.{kind}"
        if kind == "pkl":
            path.write_bytes(pickle.dumps(model, protocol=5))
            continue
        model.save_model(path, format=kind)
        if kind == "json" and folder.name != "binary":
            document = json.loads(path.read_text())
            document["model_info"].pop("output_options", None)
            path.write_text(json.dumps(document, separators=(",", ":"), ensure_ascii=False))


class Cases:
    def __init__(self, group):
        self.group = group

    def case(self, name, covers, model, frame, y, rows, files=("cbm", "json"), fit=None, leaves=True, **more):
        """`files`: of cbm, json and pkl, those that are written."""
        model.fit(frame, y, **(fit or {}))

        self.group.booster(name, covers, rows, lambda folder: save(model, folder, files),
                           lambda seen: outputs(model, seen, leaves), rtol=1e-9, **more)

    def piped(self, name, covers, model, frame, y, rows, **more):
        model.fit(frame, y)

        def answers(seen):
            columns = {}
            put(columns, "predict", squeezed(model.predict(seen)))
            if hasattr(model, "predict_proba"):
                put(columns, "predict_proba", model.predict_proba(seen), model.classes_)
            return columns

        self.group.booster(
            name, covers, rows,
            lambda folder: (folder / "model.pkl").write_bytes(pickle.dumps(model, protocol=5)), answers,
            rtol=1e-9, **more)


def asked_numbers(model, missing=True):
    """Missing values, infinities, and values at borders."""
    rows = questions(missing=missing)
    rows.iloc[-1, 0], rows.iloc[-2, 1] = np.inf, -np.inf
    rows.iloc[-3, 0] = 3.4028234663852886e38
    return at_thresholds(rows, borders(model), limit=4)


def borders(model):
    """(feature, border) of every border of a number."""
    found = {name: index for index, name in enumerate(model.feature_names_)}
    for index, part in model.get_borders().items():
        for border in part:
            yield found.get(index, index), float(border)


def numeric(cases):
    plain = numbers()
    holes = with_missing(plain)
    two, three, target = labels(plain, [0, 1]), labels(plain, ["x", "y", "z"]), number(plain)
    positive = np.abs(target) + 0.5

    def case(name, covers, model, y, frame=plain, files=("cbm",), **more):
        model.fit(frame, y, **more.get("fit", {}))
        cases.case(name, covers, model, frame, y, asked_numbers(model), files=files, **more)

    every = ("cbm", "json", "pkl")
    case("binary", "Logloss", CatBoostClassifier(**SMALL), two, files=every)
    case("binary-words", "labels of text", CatBoostClassifier(**SMALL), np.array(["no", "yes"])[two], files=every)
    case("binary-floats", "labels of floats", CatBoostClassifier(**SMALL), two + 0.5)
    case("binary-whole-floats", "labels of whole floats", CatBoostClassifier(**SMALL), two * 1.0, files=("cbm", "json"))
    case("binary-flags", "labels of truth values", CatBoostClassifier(**SMALL), two.astype(bool))
    case("binary-names", "class_names in an order of their own", CatBoostClassifier(class_names=[1, 0], **SMALL), two)
    case("binary-border", "target_border", CatBoostClassifier(loss_function="Logloss", target_border=0.3, **SMALL), target)
    case("cross-entropy", "CrossEntropy", CatBoostClassifier(loss_function="CrossEntropy", **SMALL), two * 0.8)
    case("focal", "Focal", CatBoostClassifier(loss_function="Focal:focal_alpha=0.3;focal_gamma=2", **SMALL), two)
    case("unbalanced", "auto_class_weights", CatBoostClassifier(auto_class_weights="Balanced", **SMALL), two)
    case("three", "MultiClass, labels of text", CatBoostClassifier(**SMALL), three, files=every)
    case("three-names", "class_names in an order of their own",
         CatBoostClassifier(class_names=["z", "x", "y"], **SMALL), three, files=("cbm", "json"))
    case("three-floats", "labels of floats", CatBoostClassifier(**SMALL), np.array([0.5, 1.5, 2.5])[labels(plain, [0, 1, 2])])
    case("two-multiclass", "MultiClass of two classes", CatBoostClassifier(loss_function="MultiClass", **SMALL), two)
    case("one-versus-all", "MultiClassOneVsAll", CatBoostClassifier(loss_function="MultiClassOneVsAll", **SMALL),
         labels(plain, [3, 5, 9]), files=("cbm", "json"))
    several = np.stack([two, 1 - labels(plain, [0, 1]), (plain.a > 0) + 0], 1)
    case("labels", "MultiLogloss", CatBoostClassifier(loss_function="MultiLogloss", **SMALL), several, files=("cbm", "json"))
    case("labels-cross-entropy", "MultiCrossEntropy", CatBoostClassifier(loss_function="MultiCrossEntropy", **SMALL),
         several * 0.7 + 0.1)
    unseen = CatBoostClassifier(loss_function="MultiClass", classes_count=4, **SMALL)
    case("unseen-class", "classes_count beyond what training saw", unseen, two * 2, files=("cbm", "json"))

    for name, loss, y in [
        ("rmse", "RMSE", target), ("mae", "MAE", target), ("quantile", "Quantile:alpha=0.2", target),
        ("log-linear-quantile", "LogLinQuantile:alpha=0.5", positive), ("mape", "MAPE", positive),
        ("poisson", "Poisson", np.round(positive)), ("tweedie", "Tweedie:variance_power=1.5", positive),
        ("lq", "Lq:q=3", target), ("huber", "Huber:delta=1", target), ("expectile", "Expectile:alpha=0.3", target),
        ("log-cosh", "LogCosh", target), ("uncertainty", "RMSEWithUncertainty", target),
        ("several", "MultiRMSE", np.stack([target, positive], 1)), ("cox", "Cox", target),
        ("quantiles", "MultiQuantile:alpha=0.1,0.5,0.9", target),
        ("aft", "SurvivalAft", np.stack([positive, positive + 1], 1)),
    ]:
        files = every if name in ("rmse", "poisson", "uncertainty", "several") else ("cbm",)
        case(name, loss, CatBoostRegressor(loss_function=loss, **SMALL), y, files=files)
    case("missing-lowest", "nan_mode=Min", CatBoostRegressor(nan_mode="Min", **SMALL), target, holes, ("cbm", "json"))
    case("missing-highest", "nan_mode=Max", CatBoostRegressor(nan_mode="Max", **SMALL), target, holes, ("cbm", "json"))
    case("depth-wise", "grow_policy=Depthwise", CatBoostRegressor(grow_policy="Depthwise", **SMALL), target, holes,
         ("cbm", "pkl"))
    case("leaf-wise", "grow_policy=Lossguide", CatBoostRegressor(grow_policy="Lossguide", max_leaves=6, **{**SMALL, "depth": 5}),
         target, holes)
    case("leaf-wise-json", "grow_policy=Lossguide, JSON", CatBoostRegressor(
        grow_policy="Lossguide", max_leaves=6, **{**SMALL, "depth": 5}), target, holes, ("json",), leaves=False)
    case("depth-wise-three", "grow_policy=Depthwise, MultiClass", CatBoostClassifier(grow_policy="Depthwise", **SMALL),
         three, holes, ("cbm", "json"), leaves=False)
    case("depth-one", "trees of one split", CatBoostRegressor(**{**SMALL, "depth": 1}), target)
    case("constant", "a constant target", CatBoostRegressor(
        allow_const_label=True, bootstrap_type="No", **SMALL), target * 0 + 4)
    case("many-borders", "more borders than a byte counts", CatBoostRegressor(
        border_count=300, feature_border_type="Uniform", **{**SMALL, "depth": 4}), target)
    case("best-model", "early stopping", CatBoostRegressor(early_stopping_rounds=2, **{**SMALL, "iterations": 40}), target,
         fit={"eval_set": (questions(), number(questions()))})
    array = CatBoostRegressor(**SMALL)
    array.fit(plain.to_numpy(), target)
    cases.case("array", "fitted on an array: columns go by position", array, plain.to_numpy(), target,
               asked_numbers(array), ("cbm", "json", "pkl"))
    rank = {"group_id": np.repeat(np.arange(10), 10)}
    for name, loss in [("rank-pairs", "PairLogit"), ("rank-query", "QueryRMSE"), ("rank-yeti", "YetiRank"),
                       ("rank-softmax", "QuerySoftMax")]:
        case(name, loss, CatBoostRanker(loss_function=loss, **SMALL), two, files=("pkl",), fit=rank)
    case("plain", "the class CatBoost", CatBoost({"loss_function": "Poisson", **SMALL}), np.round(positive), files=("pkl",))
    case("plain-three", "the class CatBoost, three classes", CatBoost({"loss_function": "MultiClass", **SMALL}), three,
         files=("pkl",))
    threshold = CatBoostClassifier(**SMALL).fit(plain, two)
    threshold.set_probability_threshold(0.7)
    cases.group.booster(
        "threshold", "set_probability_threshold", asked_numbers(threshold),
        lambda folder: save(threshold, folder, ("cbm", "json")),
        lambda seen: outputs(threshold, seen), rtol=1e-9)
    scaled = CatBoostRegressor(**SMALL).fit(plain, target)
    scaled.set_scale_and_bias(2.5, -0.75)
    cases.group.booster(
        "scaled", "set_scale_and_bias", asked_numbers(scaled),
        lambda folder: save(scaled, folder, ("cbm", "json")),
        lambda seen: outputs(scaled, seen), rtol=1e-9)


def categorical(cases):
    train = words(160).drop(columns="weight")
    train["count"] = np.random.RandomState(8).randint(0, 12, 160)
    cost = (train["size"] * 2 + train.town.isin(["Oslo", "Ur", "東京"]) * 9 + (train.color == "red") * 4
            + (train["count"] % 3 == 0) * 5 - (train["count"] > 7) * train["size"]).round(2)
    two, three = (cost > cost.median()) + 0, np.digitize(cost, np.quantile(cost, [0.4, 0.7]))
    columns = TEXT + ["count"]
    rows = asked_words().drop(columns="weight")
    rows["count"] = ["0", "1", "2", "3", "11", "12", "-1", "7", "07", "7.0", "40", " 7", "8", "9", "10", "5", "6", "4"]
    rows.loc[11, "town"] = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch and everything around it"
    rows.loc[12, "town"] = "a town of 16 by."
    rows.loc[13, "town"] = "a town of thirty-two bytes......"
    rows.loc[14, "town"] = "a town whose name has some more bytes than 32"
    rows.loc[15, "town"] = "x" * 64
    rows.loc[16, "town"] = "y" * 129
    rows.loc[17, "town"] = "a town of 9"
    train = train.assign(count=train["count"].astype(str))
    # Hashes of these lengths are hit, too.
    lengths = {"Ur": "the town of Ur in Mesopotamia, which had a ziggurat and a royal cemetery, 5,000 years ago",
               "Oslo": "Oslo in Norway at its fjord.", "Zürich": "Zürich, a town at a lake and below hills"}
    long = train.assign(town=train.town.replace(lengths))
    asked_long = rows.assign(town=[list(lengths.values())[i % 3] for i in range(len(rows))])

    def case(name, covers, model, y, frame=train, asked=rows, files=("cbm", "json"), **more):
        cases.case(name, covers, model, frame, y, asked, files=files, missing=[], **more)

    text = dict(cat_features=columns, **SMALL)
    case("one-hot", "one_hot_max_size", CatBoostRegressor(one_hot_max_size=30, **text), cost, files=("cbm", "json", "pkl"))
    case("one-hot-long", "categories of many bytes", CatBoostRegressor(one_hot_max_size=30, **text), cost, long, asked_long)
    case("statistics", "default statistics", CatBoostClassifier(**{**text, "iterations": 8}), two,
         files=("cbm", "json", "pkl"))
    case("statistics-three", "statistics by class", CatBoostClassifier(**text), three)
    case("statistics-cost", "statistics of a regression target", CatBoostRegressor(**text), cost)
    case("combinations", "combinations of categories, numbers and categories asked for one by one",
         CatBoostClassifier(max_ctr_complexity=4, one_hot_max_size=2, **{**text, "iterations": 12, "depth": 5}), two)
    for name, kinds in [
        ("borders", "Borders:TargetBorderCount=3"), ("buckets", "Buckets:TargetBorderCount=3"),
        ("means", "BinarizedTargetMeanValue:TargetBorderCount=4"), ("counter", "Counter"),
        ("priors", "Borders:Prior=0.3/1:Prior=2/1"),
    ]:
        case(f"statistics-{name}", kinds, CatBoostRegressor(simple_ctr=[kinds], combinations_ctr=[kinds], **text), cost)
    case("counter-full", "counter_calc_method=Full", CatBoostRegressor(
        simple_ctr=["Counter"], counter_calc_method="Full", **text), cost, files=("cbm",))
    case("statistics-ordered", "boosting_type=Ordered", CatBoostRegressor(boosting_type="Ordered", **text), cost, files=("cbm",))
    case("statistics-depth-wise", "grow_policy=Depthwise", CatBoostRegressor(
        grow_policy="Depthwise", **{**text, "depth": 4}), cost, leaves=False)
    gaps = train.assign(size=train["size"].mask(np.random.RandomState(4).uniform(size=160) < 0.2))
    asked_gaps = rows.assign(size=[np.nan if i % 3 == 0 else v for i, v in enumerate(rows["size"])])
    cases.case("combinations-missing", "a condition on a number that may be missing", CatBoostClassifier(
        nan_mode="Max", max_ctr_complexity=4, **{**text, "iterations": 12, "depth": 5}), gaps, two, asked_gaps[asked_gaps["count"] != ""])
    only = train[TEXT]
    case("only-categories", "no numbers", CatBoostClassifier(cat_features=TEXT, **SMALL), two, only, rows[TEXT])
    array = CatBoostRegressor(cat_features=[0, 3], **SMALL)
    mixed = train[["town", "size"]].assign(a=1.5 * np.arange(160), b=train.color).to_numpy()
    asked = rows[["town", "size"]].assign(a=2.5 * np.arange(18), b=rows.color)
    array.fit(mixed, cost)
    cases.group.booster(
        "categories-array", "fitted on an array of objects", asked,
        lambda folder: save(array, folder, ("cbm", "json")),
        lambda seen: outputs(array, seen.to_numpy()), rtol=1e-9)


def pipelines(cases):
    train = words(160)
    cost = (train["size"] * 2 + train.town.isin(["Oslo", "Ur", "東京"]) * 9 + (train.color == "red") * 4).round(2)
    three = np.array(["low", "mid", "top"])[np.digitize(cost, np.quantile(cost, [0.4, 0.7]))]
    rows = asked_words()
    holes = rows.copy()
    holes.loc[5:8, "size"] = np.nan

    def prepared(*text, numbers="size weight"):
        return ColumnTransformer([
            ("text", *text), ("numbers", make_pipeline(SimpleImputer(), StandardScaler()), numbers.split())])

    cases.piped("pipeline-text", "a column transformer passes categories through", make_pipeline(
        prepared("passthrough", TEXT), CatBoostClassifier(cat_features=[0, 1, 2], **SMALL)), train, three, holes)
    cases.piped("pipeline-codes", "ordinal codes are numbers", make_pipeline(
        prepared(OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1), TEXT),
        CatBoostRegressor(**SMALL)), train, cost, holes)
    cases.piped("pipeline-numbers", "imputed and scaled", make_pipeline(
        SimpleImputer(), StandardScaler(), CatBoostClassifier(**SMALL)), with_missing(numbers()),
        labels(numbers(), [0, 1]), questions(missing=True))
    as_text = prepared("passthrough", TEXT)
    as_text.set_output(transform="pandas")
    cases.piped("pipeline-frame", "a column transformer that gives a DataFrame", make_pipeline(
        as_text, CatBoostRegressor(cat_features=["text__color", "text__town", "text__yes"], **SMALL)), train, cost, holes)
    integers = prepared(OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1, dtype=int), TEXT)
    integers.set_output(transform="pandas")
    cases.piped("pipeline-integer-codes", "integer codes are categories", make_pipeline(
        integers, CatBoostRegressor(cat_features=["text__color", "text__town", "text__yes"], **SMALL)), train, cost, holes)


def refused(cases):
    train = words(160)
    train["note"] = train.color + " " + train.town
    cost = train["size"] + (train.town == "Oslo") * 9
    model = CatBoostRegressor(text_features=["note"], cat_features=TEXT, **SMALL).fit(train, cost)
    rows = asked_words()
    rows["note"] = "red Oslo"
    cases.group.booster("text", "text_features", rows, lambda folder: model.save_model(folder / "model.cbm"), None,
                        rtol=1e-9, refused="features of text are not read")
    codes = train[["town", "size"]]
    missing = CatBoostRegressor(cat_features=["town"], **SMALL).fit(codes, cost)
    rows = asked_words(missing=True)[["town", "size"]]
    cases.group.booster("missing-category", "a missing category", rows, lambda folder: missing.save_model(folder / "model.cbm"),
                        None, rtol=1e-9, refused="CatBoost refuses missing categories")


def write(group):
    cases = Cases(group)
    numeric(cases)
    categorical(cases)
    pipelines(cases)
    refused(cases)
