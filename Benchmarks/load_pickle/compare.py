"""joblib loading a forest: compare.py RUNS WINDHOVER MODEL FOLDER"""

import sys
from pathlib import Path

import joblib
import sklearn.ensemble  # noqa: F401  (so that loading does not import it)

sys.path.insert(0, str(Path(__file__).parents[1]))
from loading import compare  # noqa: E402

compare(int(sys.argv[1]), *sys.argv[2:5], library="joblib", load=joblib.load,
        predict=lambda forest, row: forest.predict(row.reshape(1, -1))[0], tolerance=1e-9)
