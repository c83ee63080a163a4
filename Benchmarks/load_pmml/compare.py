"""pypmml loading a document, in a Java machine that is running and warm: compare.py RUNS WINDHOVER MODEL FOLDER

pypmml reads a document as far as a prediction needs it: its time is that of loading and one prediction.
"""

import sys
from pathlib import Path

import pypmml

sys.path.insert(0, str(Path(__file__).parents[1]))
from loading import compare  # noqa: E402


def predict(model, row):
    return next(iter(model.predict({f"x{i}": float(x) for i, x in enumerate(row)}).values()))


compare(int(sys.argv[1]), *sys.argv[2:5], library="pypmml", load=pypmml.Model.load, predict=predict,
        tolerance=1e-9, peer_predicts=True)
