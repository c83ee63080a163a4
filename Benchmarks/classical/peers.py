"""The other ways to score a model: each opens a model and gives a function from rows to predictions.

A peer takes the rows in the form that suits it best, made beforehand. Predictions are probabilities, one
column for two classes, or values. What a peer needs and is not installed raises ImportError.
"""

import pickle
import warnings
from importlib import metadata
from pathlib import Path

import numpy as np

warnings.filterwarnings("ignore")


def versions(*packages):
    found = []
    for package in packages:
        try:
            found.append(f"{package} {metadata.version(package)}")
        except metadata.PackageNotFoundError:
            pass
    return ", ".join(found)


class Peer:
    """`prepare` is not timed, `predict` is."""
    packages = ()
    only_single_rows = False

    def __init__(self, about, threads):
        self.about, self.threads = about, threads
        self.open()

    def prepare(self, rows):
        return rows

    def original(self):
        return pickle.loads(Path(self.about["folder"], "model.pkl").read_bytes())


class Library(Peer):
    """scikit-learn's own estimator or pipeline."""
    packages = ("scikit-learn",)

    def open(self):
        source = self.about["file"] if self.about["kind"] == "pipeline" else Path(self.about["folder"], "model.pkl")
        model = pickle.loads(Path(source).read_bytes())
        # A forest joins its trees' results through threads, even where there is one.
        counts = {n: self.threads for n in model.get_params(deep=True) if n == "n_jobs" or n.endswith("__n_jobs")}
        model.set_params(**counts)
        self.predict = model.predict if self.about["classes"] == 0 else model.predict_proba


class LightGBM(Peer):
    packages = ("lightgbm",)

    def open(self):
        import lightgbm
        booster = lightgbm.Booster(model_file=self.about["file"])
        self.predict = lambda rows: booster.predict(rows, num_threads=self.threads)


class LightGBMSingleRow(Peer):
    """The function of LightGBM's C interface for one row at a time, with everything set up beforehand."""
    packages = ("lightgbm",)
    only_single_rows = True

    def open(self):
        import ctypes
        from lightgbm.basic import _LIB
        booster, fast, rounds = ctypes.c_void_p(), ctypes.c_void_p(), ctypes.c_int()
        if _LIB.LGBM_BoosterCreateFromModelfile(
                self.about["file"].encode(), ctypes.byref(rounds), ctypes.byref(booster)):
            raise ImportError("LightGBM's C interface does not read the model")
        doubles, normal = 1, 0
        _LIB.LGBM_BoosterPredictForMatSingleRowFastInit(
            booster, normal, 0, -1, doubles, self.about["columns"], f"num_threads={self.threads}".encode(),
            ctypes.byref(fast))
        outputs = self.about["classes"] if self.about["classes"] > 2 else 1
        result, length = (ctypes.c_double * outputs)(), ctypes.c_int64()

        def predict(prepared):
            _LIB.LGBM_BoosterPredictForMatSingleRowFast(fast, prepared[1], ctypes.byref(length), result)
            return result

        self.predict, self.pointer = predict, ctypes.c_void_p

    def prepare(self, rows):
        rows = np.ascontiguousarray(rows, np.float64)
        return rows, rows.ctypes.data_as(self.pointer)


class XGBoost(Peer):
    """`inplace_predict`, which makes no DMatrix."""
    packages = ("xgboost", "xgboost-cpu")

    def open(self):
        import xgboost
        booster = xgboost.Booster(model_file=self.about["file"])
        booster.set_param({"nthread": self.threads})
        self.predict = booster.inplace_predict


class CatBoost(Peer):
    packages = ("catboost",)

    def open(self):
        import catboost
        model = catboost.CatBoost()
        model.load_model(self.about["file"])
        kind = "RawFormulaVal" if self.about["classes"] == 0 else "Probability"
        self.predict = lambda rows: model.predict(rows, prediction_type=kind, thread_count=self.threads)


class OneDAL(Peer):
    """The boosters' trees converted for oneDAL by scikit-learn-intelex."""
    packages = ("scikit-learn-intelex",)

    def open(self):
        import daal4py
        daal4py.daalinit(self.threads)
        if self.about["kind"] == "lgbm":
            import lightgbm
            source = lightgbm.Booster(model_file=self.about["file"])
        elif self.about["kind"] == "xgb":
            import xgboost
            source = xgboost.Booster(model_file=self.about["file"])
        else:
            import catboost
            source = catboost.CatBoost()
            source.load_model(self.about["file"])
        model = daal4py.mb.convert_model(source)
        self.predict = model.predict if self.about["classes"] == 0 else model.predict_proba


class ONNXRuntime(Peer):
    packages = ("onnxruntime", "skl2onnx", "onnxmltools")

    def open(self):
        import onnxruntime
        from conversion import onnx_file
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self.threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 4
        session = onnxruntime.InferenceSession(onnx_file(self.about), options, providers=["CPUExecutionProvider"])
        self.inputs = [(one.name, "string" in one.type) for one in session.get_inputs()]
        outputs = [session.get_outputs()[0 if self.about["classes"] == 0 else 1].name]
        self.predict = lambda feeds: session.run(outputs, feeds)[0]

    def prepare(self, rows):
        if isinstance(rows, np.ndarray):
            return {self.inputs[0][0]: np.ascontiguousarray(rows, np.float32)}
        return {name: rows[name].to_numpy(object if is_text else np.float32).reshape(-1, 1)
                for name, is_text in self.inputs}


PEERS = {
    "scikit-learn": Library, "lightgbm": LightGBM, "lightgbm single row": LightGBMSingleRow, "xgboost": XGBoost,
    "catboost": CatBoost, "onedal": OneDAL, "onnxruntime": ONNXRuntime,
}
PEERS_OF = {
    "rf": ["scikit-learn", "onnxruntime"],
    "lgbm": ["lightgbm", "lightgbm single row", "onedal", "onnxruntime"],
    "xgb": ["xgboost", "onedal", "onnxruntime"],
    "cat": ["catboost", "onedal", "onnxruntime"],
    "lr": ["scikit-learn", "onnxruntime"],
    "pipeline": ["scikit-learn", "onnxruntime"],
}
