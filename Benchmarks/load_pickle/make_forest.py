"""Makes a forest of random trees whose pickle has about a given size.

    make_forest.py MEGABYTES OUT

The trees are grown to their leaves on random numbers: what matters is their size.
"""

import pickle
import sys

import joblib
import numpy as np
from sklearn.ensemble import ExtraTreesRegressor

ROWS, FEATURES = 100_000, 20

megabytes, path = float(sys.argv[1]), sys.argv[2]
random = np.random.RandomState(0)
rows = random.normal(size=(ROWS, FEATURES)).astype(np.float32)
target = rows[:, 0] + random.normal(size=ROWS)
one = ExtraTreesRegressor(1, random_state=0).fit(rows, target)
trees = max(1, round(megabytes * 1e6 / len(pickle.dumps(one))))
forest = ExtraTreesRegressor(trees, random_state=0, n_jobs=-1).fit(rows, target).set_params(n_jobs=1)
joblib.dump(forest, path)
print(f"{path}: {trees} trees")
