"""Times windhover and joblib alternately, from a model file to the prediction of one row.

    compare.py RUNS WINDHOVER MODEL FOLDER

Windhover's time is that of the whole process, which reads the file, compiles it and scores the row;
joblib's is that of `joblib.load` alone, without Python's start and imports. Both predictions must agree.
"""

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

import joblib
import numpy as np
import sklearn.ensemble  # noqa: F401  (so that loading does not import it)


def main():
    runs, windhover, model, folder = int(sys.argv[1]), *sys.argv[2:5]
    row = np.linspace(-1, 1, 20)
    rows, output = Path(folder, "row.csv"), Path(folder, "ours.csv")
    rows.write_text(",".join(f"x{i}" for i in range(len(row))) + "\n" + ",".join(map(repr, row.tolist())) + "\n")
    command = [windhover, "score", model, "--input", str(rows), "--output", str(output)]
    ours, peers = [], []
    for turn in range(runs + 1):
        start = time.perf_counter()
        subprocess.run(command, check=True)
        between = time.perf_counter()
        forest = joblib.load(model)
        if turn:  # The first turn brings the file into the page cache.
            ours.append(between - start)
            peers.append(time.perf_counter() - between)
        predicted = forest.predict(row.reshape(1, -1))[0]
        del forest
        found = float(output.read_text().split()[1])
        if abs(found - predicted) > 1e-9 * abs(predicted):
            sys.exit(f"windhover predicts {found}, scikit-learn {predicted}")
    us, them = statistics.median(ours), statistics.median(peers)
    spread = " ".join(f"{a:.2f}/{b:.2f}" for a, b in zip(ours, peers))
    print(f"{os.path.getsize(model) / 1e6:.0f} MB of pickled forest: windhover reads, compiles and scores a row in "
          f"{us:.3f} s, joblib loads it in {them:.3f} s: {them / us:.2f} times as fast   (runs {spread})")


if __name__ == "__main__":
    main()
