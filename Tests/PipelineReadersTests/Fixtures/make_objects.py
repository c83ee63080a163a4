"""Writes the files of Python objects that the reader tests read, and what they hold as text.

Run it with scikit-learn 1.9, joblib and skops installed:

    python make_objects.py

Every `NAME.FORMAT` holds the object whose canonical text is in `NAME.txt`.
"""

import collections
import copyreg
import functools
import os
import pickle
import struct
import zipfile

import joblib
import numpy as np
import scipy.sparse
import skops.io
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import FunctionTransformer, OneHotEncoder, StandardScaler
from sklearn.tree import DecisionTreeRegressor

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "objects")


def number(value):
    return "d" + struct.pack(">d", float(value)).hex()


def text(value):
    return "'" + "".join(c if " " <= c <= "~" else f"<{ord(c):x}>" for c in value) + "'"


def name(value):
    module = value.__module__ if getattr(value, "__module__", None) else "numpy"
    return f"{module}.{value.__qualname__ if hasattr(value, '__qualname__') else value.__name__}"


def array(value):
    shape = ",".join(map(str, value.shape))
    if value.dtype.names:
        columns = ";".join(f"{field}={array(value[field])}" for field in value.dtype.names)
        return f"records({shape}|{columns})"
    flat = value.ravel(order="C").tolist()
    if value.dtype.kind in "iub":
        kind = "bool" if value.dtype.kind == "b" else "int"
        return f"{kind}({shape}|{','.join(str(int(x)) for x in flat)})"
    if value.dtype.kind == "f":
        if value.dtype.itemsize > 8:
            return f"unread({shape})"
        return f"f{value.dtype.itemsize * 8}({shape}|{','.join(map(number, flat))})"
    if value.dtype.kind == "U":
        return f"text({shape}|{','.join(map(text, flat))})"
    if value.dtype.kind == "S":
        return f"text({shape}|{','.join(text(x.decode()) for x in flat)})"
    if value.dtype.kind == "O":
        return f"objects({shape}|{','.join(map(canonical, flat))})"
    return f"unread({shape})"


def canonical(value):
    if value is None or isinstance(value, bool):
        return str(value)
    if isinstance(value, (np.generic, np.ndarray)):
        return array(np.asarray(value))
    if isinstance(value, np.dtype):
        return f"dtype<{value.str}>"
    if type(value) is int:
        return str(value)
    if type(value) is float:
        return number(value)
    if type(value) is str:
        return text(value)
    if isinstance(value, (bytes, bytearray)):
        return "b" + bytes(value).hex()
    if type(value) is tuple:
        return "(" + ",".join(map(canonical, value)) + ")"
    if type(value) is list:
        return "[" + ",".join(map(canonical, value)) + "]"
    if type(value) in (set, frozenset):
        return "{" + ",".join(sorted(map(canonical, value))) + "}"
    if type(value) in (dict, collections.OrderedDict, collections.defaultdict):
        return "{" + entries(value.items()) + "}"
    if isinstance(value, type) or callable(value) and hasattr(value, "__name__"):
        return f"<{name(value)}>"
    parts = value.__reduce_ex__(4)
    constructor, arguments = parts[0], list(parts[1])
    state = parts[2] if len(parts) > 2 else None
    if constructor is copyreg.__newobj__:
        constructor = arguments.pop(0)
    items = list(parts[4]) if len(parts) > 4 and parts[4] else []
    tail = "{" + entries(items) + "}" if items else ""
    return f"{name(constructor)}({','.join(map(canonical, arguments))}){tail}:{canonical(state)}"


def entries(items):
    return ",".join(f"{canonical(k)}:{canonical(v)}" for k, v in items)


def write(file, data):
    with open(os.path.join(FOLDER, file), "wb") as out:
        out.write(data)


def zoo():
    shared = ["shared"]
    grid = np.arange(24).reshape(2, 3, 4)
    values = {
        "none": None, "true": True, "false": False, "shared": shared, "again": shared,
        "ints": [0, 1, -1, 255, 256, 65535, 65536, -32769, 2**31 - 1, -(2**31), 2**40, -(2**63)],
        "large": [2**63, -(2**63) - 1, 2**64, 10**60, -(10**60), 2**2000],
        "doubles": [0.0, -0.0, 1.5, float("inf"), float("-inf"), 5e-324, 0.1],
        "text": ["", "abc", "h\u00e9llo \U0001f600", "x" * 300, "line\nfeed\\u0041'\""],
        "bytes": [b"", b"\x00\xff", b"z" * 300], "bytearray": bytearray(b"\x80abc"),
        "empty": [(), [], {}, set()], "tuples": [(1,), (1, 2), (1, 2, 3), (1, 2, 3, 4)],
        "set": {3, 1, 2}, "frozen": frozenset(["a", "b"]),
        "keys": {1: "a", 2.5: "b", None: "c", (1, 2): "d"},
        "ordered": collections.OrderedDict([("b", 1), ("a", 2)]),
        "default": collections.defaultdict(list, {"k": [1]}),
        "class": collections.OrderedDict, "function": np.linalg.norm,
        "slice": slice(1, None, 2), "complex": 1 + 2j, "partial": functools.partial(np.sum, axis=1),
    }  # fmt: skip
    arrays = {
        "grid": grid, "fortran": np.asfortranarray(grid), "strided": grid[:, ::2, 1:],
        "empty": np.zeros((0, 3)), "scalar": np.array(7.5), "matrix": np.eye(2),
        "big": np.arange(6, dtype=">i4").reshape(2, 3), "bigdouble": np.array([1.5, -2.5], ">f8"),
        "text": np.array(["a", "h\u00e9", "", "\U0001f600"]), "bytes": np.array([b"ab", b"c"]),
        "objects": np.array([["a", None], [1, 2.5]], dtype=object),
        "fobjects": np.array([["a", None, 3], [1, 2.5, "z"]], dtype=object, order="F"),
        "nested": np.array([None, {"k": [1]}, (1, 2)], dtype=object),
        "records": np.array(
            [(1, 2.5, "x"), (-3, 0.5, "yy")], dtype=[("a", "<i4"), ("b", ">f8"), ("c", "U3")]
        ),
        "packed": np.zeros(2, dtype=np.dtype({"names": ["v", "w"], "formats": ["f4", "u1"],
                                              "offsets": [4, 1], "itemsize": 16})),
        "long": np.zeros(2, dtype=np.longdouble), "dates": np.zeros(2, dtype="M8[ns]"),
        "complex": np.zeros(2, dtype=complex), "dtype": np.dtype("<f4"),
        "scalars": [np.float64(1.5), np.float32(0.1), np.int64(-3), np.uint8(200), np.bool_(True),
                    np.str_("t\u00e9xt")],
    }  # fmt: skip
    for code in ["f8", "f4", "f2", "i8", "i4", "i2", "i1", "u8", "u4", "u2", "u1"]:
        arrays[code] = np.array([0, 1, 100], dtype=code)
    arrays["b1"] = np.array([True, False])
    values["arrays"] = arrays
    return values


def models():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(60, 3))
    x[::7, 1] = np.nan
    y = (x[:, 0] > 0).astype(int) + (x[:, 2] > 1)
    words = np.array(["red", "green", "blue"], dtype=object)[rng.integers(0, 3, 60)]
    table = np.column_stack([x.astype(object), words])
    columns = ColumnTransformer(
        [("n", Pipeline([("i", SimpleImputer()), ("s", StandardScaler())]), [0, 1, 2]),
         ("c", OneHotEncoder(handle_unknown="ignore"), [3])]
    )  # fmt: skip
    yield "linear", Pipeline([("columns", columns), ("model", LogisticRegression())]).fit(table, y)
    filled = np.nan_to_num(x)
    yield "forest", RandomForestClassifier(3, max_depth=3, random_state=0).fit(filled, y)
    yield "tree", DecisionTreeRegressor(max_depth=3).fit(x, y)
    yield "boosting", HistGradientBoostingClassifier(
        max_iter=2, max_leaf_nodes=4, random_state=0
    ).fit(x, y)
    yield "counts", CountVectorizer().fit(["red green", "green blue"])
    yield "function", FunctionTransformer(np.log1p)


def main():
    os.makedirs(FOLDER, exist_ok=True)
    values = zoo()
    write("zoo.txt", canonical(values).encode())
    for protocol in range(6):
        write(f"zoo.protocol{protocol}", pickle.dumps(values, protocol=protocol))
    for kind, compression in {"plain": 0, "zlib": ("zlib", 3), "gzip": ("gzip", 3)}.items():
        joblib.dump(values, os.path.join(FOLDER, f"zoo.joblib-{kind}"), compress=compression)
    for kind, compression in {"bz2": "bz2", "xz": "xz", "lzma": "lzma"}.items():
        joblib.dump([1], os.path.join(FOLDER, f"one.joblib-{kind}"), compress=(compression, 3))
    for label, model in models():
        write(f"{label}.txt", canonical(model).encode())
        write(f"{label}.pickle", pickle.dumps(model))
        joblib.dump(model, os.path.join(FOLDER, f"{label}.joblib"), compress=("zlib", 9))
        skops.io.dump(model, os.path.join(FOLDER, f"{label}.skops"), compression=8)
    plain = {
        "none": None, "int": 1, "big": 2**70, "double": 0.5, "text": "h\u00e9", "list": [1, [True]],
        "tuple": (1, "a"), "set": {1}, "bytes": b"\x00\xff", "array": np.arange(6).reshape(2, 3),
        "fortran": np.asfortranarray(np.arange(6.0).reshape(2, 3)), "slice": slice(1, 2),
        "objects": np.array([["a", 1], [None, 2.5]], dtype=object), "keys": {1: 2, "a": "b"},
        "type": np.float64, "function": np.sqrt, "scalar": np.float32(0.5),
        "partial": functools.partial(np.sum, axis=1), "dtype": np.dtype("<f4"),
    }  # fmt: skip
    write("plain.txt", canonical(plain).encode())
    skops.io.dump(plain, os.path.join(FOLDER, "plain.skops"))
    sparse = scipy.sparse.csr_matrix(np.array([[0, 1.5], [2.5, 0]]))
    skops.io.dump(sparse, os.path.join(FOLDER, "sparse.skops"))
    with zipfile.ZipFile(os.path.join(FOLDER, "bomb.skops"), "w", zipfile.ZIP_DEFLATED, True, 9) as bomb:
        bomb.writestr("schema.json", bytes(40 << 20))


if __name__ == "__main__":
    main()
