"""Cases of encoders: of targets, of labels, and the rarer parameters of one-hot and ordinal ones."""

import json

import numpy as np
import pandas as pd
from sklearn.preprocessing import (
    LabelBinarizer, LabelEncoder, MultiLabelBinarizer, OneHotEncoder, OrdinalEncoder, TargetEncoder)

from .tables import asked_words, words

TEXT = ["color", "town", "yes"]


def holed(seed=6):
    text = words()[TEXT]
    return text.mask(np.random.RandomState(seed).uniform(size=text.shape) < 0.15)


def targets(group):
    text, asked = words(), asked_words(missing=True)[TEXT]
    number = (text["size"] + 3 * (text.color == "red") + 5 * (text.town == "Oslo")).round(2).to_numpy()
    three = np.digitize(number, np.quantile(number, [0.3, 0.6]))

    def case(name, covers, y, encoder=None, frame=text[TEXT], rows=asked, **more):
        encoder = encoder or TargetEncoder(random_state=0)
        group.estimator(f"target-{name}", covers, encoder.fit(frame, y), rows, **more)

    case("continuous", "TargetEncoder of numbers; unseen and missing values get the mean", number, skops=True)
    case("binary", "two classes", np.array(["no", "yes"])[(number > 7).astype(int)])
    case("multiclass", "three classes: a column for each", three)
    case("multiclass-words", "three classes with names", np.array(["x", "b b", "ö"])[three], skops=True)
    case("missing", "missing values are a category", number, frame=holed())
    case("smooth", "smooth=0: the mean of a category alone", number, TargetEncoder(smooth=0.0, random_state=0))
    case("given", "given categories and a given type of target", (number > 7).astype(int),
         TargetEncoder(categories=[["red", "blue", "mauve", "green"], sorted(set(text.town)), ["n", "y"]],
                       target_type="continuous", smooth=5.0, random_state=0))
    codes = pd.DataFrame({"x": [3.5, -1.0, 2.0, 8.0] * 25, "k": [7, 5, 7, 11] * 25})
    rows = pd.DataFrame({"x": [8.0, 2.0, 3.5, 3.4, np.nan, -1], "k": [5, 7, 11, 6, 5.5, np.nan]})
    case("numbers", "categories that are numbers", number, frame=codes, rows=rows)
    case("array", "columns by position", three, frame=text[TEXT].to_numpy(), array=True)


def labels(group):
    def case(name, covers, encoder, train, rows, **more):
        rows = pd.DataFrame({"label": rows})
        encoder.fit(train)
        outputs = None
        if "refused" not in more:
            seen = rows["label"].tolist()
            values = [encoder.transform([v]) for v in seen]  # Row by row: a batch decides the type.
            values = np.array([np.asarray(v).reshape(-1) for v in values])
            names = ["label"] if values.shape[1] == 1 else [f"label_{c}" for c in encoder.classes_]
            outputs = {f"transform[x0{n[5:]}]": values[:, i] for i, n in enumerate(names)}
        group.plain(name, covers, encoder, rows, outputs, **more)

    words_ = ["oak", "elm", "Ash", "oak", "fir tree"]
    case("label-encoder", "LabelEncoder", LabelEncoder(), words_, ["Ash", "oak", "fir tree", "elm"])
    case("label-encoder-numbers", "LabelEncoder of integers", LabelEncoder(), [5, 3, 11], [3, 11, 5, 5])
    case("label-encoder-unseen", "LabelEncoder refuses what it has not seen", LabelEncoder(), words_,
         ["oak", "yew"], refused="unseen label 'yew'")
    case("label-binarizer", "LabelBinarizer, many classes; an unseen label is none of them", LabelBinarizer(),
         words_, ["Ash", "oak", "yew", "elm"])
    case("label-binarizer-two", "LabelBinarizer of two classes: one column", LabelBinarizer(), ["n", "y"],
         ["n", "y", "n"])
    case("label-binarizer-values", "neg_label and pos_label",
         LabelBinarizer(neg_label=-1, pos_label=3), [4, 9, 2, 9], [9, 2, 4, 9])
    case("label-binarizer-one", "LabelBinarizer of one class", LabelBinarizer(neg_label=-2, pos_label=0),
         ["a", "a"], ["a", "a"])
    label_sets(group)


def label_sets(group):
    def case(name, covers, model, train, lists, refused=None):
        model.fit(train)
        texts = pd.DataFrame({"label": [json.dumps(v, ensure_ascii=i % 2 == 0) for i, v in enumerate(lists)]})
        more, outputs = {"refused": refused}, None
        if refused is None:
            more, values = {}, model.transform(lists)
            outputs = {f"transform[x0_{label}]": column for label, column in zip(
                model.classes_, (values.toarray() if model.sparse_output else values).T)}
        group.plain(name, covers, model, texts, outputs, **more)

    case("multi-label", "MultiLabelBinarizer: JSON lists; unknown labels are ignored",
         MultiLabelBinarizer(), [["red", "\u00e9"], ["a,b", 'quo"te\\', "\U0001f600"]],
         [["red", "a,b"], [], ["e\u0301", "\u00e9", "Red"], ['quo"te\\', "\U0001f600", "red", "red"],
          ["x\ny", None, 3, True]])
    case("multi-label-numbers", "numbers as labels, sparse_output", MultiLabelBinarizer(sparse_output=True),
         [[1, 2, 30], [0]], [[1], [2.0, 30], [True, False], ["1", None], [1e0, 3e1, -0.0, 4]])
    case("multi-label-order", "the order of classes is kept", MultiLabelBinarizer(classes=["z", "a"]),
         [["a"]], [["a"], ["z"], ["a", "z"]])
    case("multi-label-nested", "a label that is a list", MultiLabelBinarizer(), [["a"]], [["a"], [["a"]]],
         refused="must hold a JSON list of labels")
    case("multi-label-mixed", "labels of two types", MultiLabelBinarizer(classes=["a", 1]), [["a"]],
         [["a"]], refused="texts and numbers together")


def categories(group):
    text, asked = words()[TEXT], asked_words(missing=True)[TEXT]

    def case(name, covers, encoder, train=text, rows=asked, **more):
        group.estimator(name, covers, encoder.fit(train), rows, **more)

    holes = holed()
    none = holes.astype(object).where(holes.notna(), None)
    case("onehot-none", "None is a category", OneHotEncoder(handle_unknown="ignore"), none,
         asked_words()[TEXT])
    case("onehot-infrequent-missing", "missing values among infrequent ones",
         OneHotEncoder(min_frequency=20, handle_unknown="infrequent_if_exist"), holes)
    case("onehot-infrequent-drop", "if_binary counts after grouping",
         OneHotEncoder(max_categories=2, drop="if_binary", handle_unknown="infrequent_if_exist"), holes)
    case("onehot-integers", "integer indicators", OneHotEncoder(dtype=np.int32, handle_unknown="ignore"))
    case("onehot-warn-known", "handle_unknown=warn without infrequent values",
         OneHotEncoder(handle_unknown="warn"))
    flags = pd.DataFrame({"f": [True, False, True, True], "g": [1, 0, 0, 1]})
    case("onehot-numbers-of-truth", "truth values beside numbers", OneHotEncoder(drop="if_binary"),
         flags.astype(float), flags.astype(float))
    coded = dict(handle_unknown="use_encoded_value", unknown_value=-1)
    case("ordinal-none", "None is a category and NaN is not", OrdinalEncoder(**coded), none, asked_words()[TEXT])
    case("ordinal-infrequent-missing", "infrequent and missing values",
         OrdinalEncoder(min_frequency=20, encoded_missing_value=-7, **coded), holes)
    case("ordinal-share", "min_frequency is a share", OrdinalEncoder(min_frequency=0.2, **coded))
    case("ordinal-integers", "integer codes", OrdinalEncoder(dtype=np.int64, encoded_missing_value=-5, **coded),
         holes)


def write(group):
    targets(group)
    labels(group)
    categories(group)
