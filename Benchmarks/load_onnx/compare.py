"""onnxruntime making a session, with its default optimisations and one thread:
compare.py RUNS WINDHOVER FOLDER MODEL..."""

import sys
from pathlib import Path

import numpy as np
import onnxruntime

sys.path.insert(0, str(Path(__file__).parents[1]))
from loading import compare  # noqa: E402


def load(model):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def predict(session, row):
    return float(session.run(None, {"X": row.reshape(1, -1).astype(np.float32)})[0][0, 0])


runs, windhover, folder, *models = sys.argv[1:]
for model in models:
    compare(int(runs), windhover, model, folder, library="onnxruntime", load=load, predict=predict,
            tolerance=1e-4)
