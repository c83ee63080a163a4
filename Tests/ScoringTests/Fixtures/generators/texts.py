"""Cases of text columns: vectorizers, hashing, tf-idf, and what stands behind them."""

import numpy as np
import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.decomposition import TruncatedSVD
from sklearn.ensemble import RandomForestClassifier
from sklearn.feature_extraction import DictVectorizer, FeatureHasher
from sklearn.feature_extraction.text import (
    CountVectorizer, HashingVectorizer, TfidfTransformer, TfidfVectorizer)
from sklearn.feature_selection import SelectKBest, chi2
from sklearn.linear_model import LogisticRegression, Ridge, SGDClassifier
from sklearn.pipeline import FeatureUnion, make_pipeline
from sklearn.preprocessing import MaxAbsScaler, Normalizer, OneHotEncoder, StandardScaler
from sklearn.tree import DecisionTreeRegressor

from .tables import words

GOOD = "good great excellent wonderful loved fine naïve café superb".split()
BAD = "bad poor terrible awful hated broken Straße ΟΔΟΣ worst".split()
PLAIN = "the a it was phone battery screen movie plot I don't 42 e-mail İstanbul résumé 東京 and of".split()

NASTY = [
    "", " ", "a", "The CAFÉ was GOOD, good; GoOd!", "ΟΔΟΣ οδος ΟΔΟΣ.", "cafe\u0301 naive nai\u0308ve RÉSUMÉ", "x" * 300,
    "tab\tand\nnewline  two", "İSTANBUL istanbul i̇stanbul", "I don't, e-mail: a@b.c", "東京 は 良い café",
    "１２ ½ ﬁne ﬁ ① ² good", "good " * 40, "unseen vocabulary only qqq", "\u00a0good\u2003bad\u00a0", "!?...",
]


def texts(count=60, seed=0):
    random = np.random.RandomState(seed)
    rows, labels = [], []
    for _ in range(count):
        label = random.randint(2)
        pool = (GOOD if label else BAD) + PLAIN
        chosen = random.choice(pool, random.randint(3, 9))
        rows.append(" ".join(w.upper() if random.rand() < 0.1 else w for w in chosen) + random.choice([".", "!", ""]))
        labels.append(label)
    return rows, np.array(labels)


def asked(empty=True):
    rows = texts(10, seed=5)[0] + NASTY
    # An empty field of a CSV is a missing one.
    return pd.DataFrame({"text": [row for row in rows if row.strip()]})


def vectorizers(group):
    rows, _ = texts()
    small = rows[:12]
    column = lambda frame: frame["text"]

    def case(name, covers, model, **more):
        model.fit(small)
        group.estimator(name, covers, model, asked(), given=column, **more)

    case("count", "CountVectorizer: default", CountVectorizer(), skops=True)
    case("count-binary", "binary, 32 bits", CountVectorizer(binary=True, dtype=np.float32), rtol=1e-6)
    case("count-words", "n-grams of words, stop words of the library",
         CountVectorizer(ngram_range=(1, 2), stop_words="english", max_features=30))
    case("count-stop-words", "stop words of the user, upper case kept",
         CountVectorizer(stop_words=["the", "a", "İstanbul"], lowercase=False))
    case("count-ascii", "strip_accents=ascii", CountVectorizer(strip_accents="ascii"))
    case("count-unicode", "strip_accents=unicode", CountVectorizer(strip_accents="unicode"))
    case("count-characters", "n-grams of characters",
         CountVectorizer(analyzer="char", ngram_range=(1, 3), max_features=40))
    case("count-characters-of-words", "n-grams of the characters of words",
         CountVectorizer(analyzer="char_wb", ngram_range=(2, 4), max_features=40))
    case("count-pattern", "token_pattern with a group",
         CountVectorizer(token_pattern=r"(?u)([^\W\d_]+(?:['-]\w+)?)[.!]?"))
    case("count-vocabulary", "a vocabulary of the user", CountVectorizer(vocabulary=["good", "bad", "café", "the"]))
    case("tfidf", "TfidfVectorizer: default", TfidfVectorizer(max_features=25), skops=True)
    case("tfidf-sublinear", "sublinear_tf, smooth_idf=False, norm=l1",
         TfidfVectorizer(sublinear_tf=True, smooth_idf=False, norm="l1", max_features=25))
    case("tfidf-plain", "use_idf=False, norm=None", TfidfVectorizer(use_idf=False, norm=None, max_features=25))
    case("tfidf-single", "dtype=float32", TfidfVectorizer(dtype=np.float32, max_features=25), rtol=1e-6)
    case("tfidf-transformer", "TfidfTransformer behind CountVectorizer",
         make_pipeline(CountVectorizer(max_features=20), TfidfTransformer(sublinear_tf=True)))


def models(group):
    rows, labels = texts()
    column = lambda frame: frame["text"]

    def case(name, covers, model, y=labels, **more):
        model.fit(rows, y)
        group.estimator(name, covers, model, asked(), given=column, **more)

    case("logistic", "sparse rows into a linear model",
         make_pipeline(TfidfVectorizer(ngram_range=(1, 2)), LogisticRegression()), skops=True)
    case("hashing", "HashingVectorizer, signs alternate",
         make_pipeline(HashingVectorizer(n_features=1 << 10), LogisticRegression()))
    case("hashing-large", "HashingVectorizer, no signs, n-grams, selected columns",
         make_pipeline(HashingVectorizer(n_features=1 << 11, alternate_sign=False, norm="l1", ngram_range=(1, 2)),
                       TfidfTransformer(), SelectKBest(chi2, k=50), SGDClassifier(random_state=0)))
    case("forest", "sparse rows into trees",
         make_pipeline(CountVectorizer(), RandomForestClassifier(n_estimators=5, max_depth=4, random_state=0)))
    case("scaled", "scaling sparse rows by the column and by the row",
         make_pipeline(CountVectorizer(), StandardScaler(with_mean=False), MaxAbsScaler(), Normalizer(norm="max"),
                       DecisionTreeRegressor(max_depth=4, random_state=0)), y=labels * 1.5)
    case("svd", "latent semantic analysis",
         make_pipeline(TfidfVectorizer(), TruncatedSVD(4, random_state=0), Ridge()), y=labels * 2.0, rtol=1e-8)
    case("union", "words and characters side by side",
         make_pipeline(FeatureUnion([("words", TfidfVectorizer(max_features=30)),
                                     ("characters", CountVectorizer(analyzer="char", max_features=30))],
                                    transformer_weights={"words": 2.5}),
                       LogisticRegression(max_iter=300)))


def table(count, seed):
    frame = words(count, seed)
    frame["review"] = texts(count, seed)[0]
    return frame


def tables(group):
    train = table(60, 3)
    labels = (train["size"] + 5 * train["review"].str.contains("good") > 8).map({True: "yes", False: "no"})
    rows = table(12, 9)
    rows.loc[3:5, "review"] = NASTY[3:6]
    for name, covers, model in (
        ("columns-logistic", "text, categories and numbers", LogisticRegression(max_iter=500)),
        ("columns-forest", "text, categories and numbers into trees",
         RandomForestClassifier(n_estimators=4, max_depth=4, random_state=0)),
    ):
        pipeline = make_pipeline(
            ColumnTransformer([
                ("review", TfidfVectorizer(), "review"), ("town", CountVectorizer(analyzer="char_wb"), "town"),
                ("color", OneHotEncoder(handle_unknown="ignore"), ["color"]),
                ("numbers", StandardScaler(), ["size", "weight"])]),
            model)
        pipeline.fit(train, labels)
        group.estimator(name, covers, pipeline, rows)
    missing = rows.copy()
    missing.loc[2, "review"] = np.nan
    group.estimator("columns-missing", "a missing text", pipeline, missing, refused="a text is missing")


def dictionaries(group):
    train = words(40, 1)
    records = lambda frame: frame.to_dict("records")
    target = (train["size"] * 2 + (train["color"] == "red") * 5).to_numpy()
    rows = words(12, 4)
    rows.loc[1, ["color", "town"]] = ["mauve", np.nan]
    for name, covers, vectorizer in (
        ("dictionary", "DictVectorizer over the records of a table", DictVectorizer()),
        ("dictionary-dense", "DictVectorizer, dense, another separator, order of appearance",
         DictVectorizer(sparse=False, separator=": ", sort=False)),
    ):
        model = make_pipeline(vectorizer, DecisionTreeRegressor(max_depth=5, random_state=0))
        model.fit(records(train), target)
        group.estimator(name, covers, model, rows, given=records)
    vectorizer = DictVectorizer(dtype=np.float32).fit(records(train))
    group.estimator("dictionary-transform", "DictVectorizer alone, 32 bits", vectorizer, rows, given=records,
                    rtol=1e-6)


def hashers(group):
    train = words(40)
    target = np.arange(40) % 5 + (train["color"] == "red") * 3
    rows = words(12, 4)
    rows.loc[1, "color"] = "東京 café"
    for name, covers, options in (
        ("hasher", "FeatureHasher of several columns of text", {"n_features": 8}),
        ("hasher-unsigned", "FeatureHasher, all signs positive, 32 bits",
         {"n_features": 11, "alternate_sign": False, "dtype": np.float32}),
    ):
        hasher = ColumnTransformer([("hash", FeatureHasher(input_type="string", **options), [0, 1])])
        model = make_pipeline(hasher, DecisionTreeRegressor(max_depth=5, random_state=0))
        model.fit(train[["color", "town"]].to_numpy(), target)
        group.estimator(name, covers, model, rows[["color", "town"]], array=True)


def refused(group):
    rows, _ = texts()
    column = lambda frame: frame["text"]
    for name, why, model in (
        ("refused-tokenizer", "a tokenizer of the user's own", CountVectorizer(tokenizer=str.split)),
        ("refused-lookahead", "lookahead in token_pattern", CountVectorizer(token_pattern=r"\w+(?=\s)")),
        ("refused-dtype", "counts of 8 bits", CountVectorizer(dtype=np.uint8)),
    ):
        group.estimator(name, why, model.fit(rows), asked(), given=column, refused=why)


def write(group):
    for part in (vectorizers, models, tables, dictionaries, hashers, refused):
        part(group)
