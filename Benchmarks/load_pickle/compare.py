"""Times windhover and joblib alternately: reading a model file, and from the file to a row's prediction.

    compare.py RUNS WINDHOVER MODEL FOLDER

Windhover's times are those of whole processes: `inspect` reads the file and checks all of it, `score`
also compiles it and scores the row. joblib's is that of `joblib.load` alone, without Python's start and
imports. Both predictions must agree.
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
    reading = [windhover, "inspect", model, "--json"]
    reads, ours, peers = [], [], []
    for turn in range(runs + 1):
        begin = time.perf_counter()
        subprocess.run(reading, check=True, stdout=subprocess.DEVNULL)
        start = time.perf_counter()
        subprocess.run(command, check=True)
        between = time.perf_counter()
        forest = joblib.load(model)
        if turn:  # The first turn brings the file into the page cache.
            reads.append(start - begin)
            ours.append(between - start)
            peers.append(time.perf_counter() - between)
        predicted = forest.predict(row.reshape(1, -1))[0]
        del forest
        found = float(output.read_text().split()[1])
        if abs(found - predicted) > 1e-9 * abs(predicted):
            sys.exit(f"windhover predicts {found}, scikit-learn {predicted}")
    read, us, them = (statistics.median(times) for times in (reads, ours, peers))
    spread = " ".join(f"{a:.2f}/{b:.2f}/{c:.2f}" for a, b, c in zip(reads, ours, peers))
    print(f"{os.path.getsize(model) / 1e6:.0f} MB of pickled forest: windhover reads it in {read:.3f} s, joblib "
          f"in {them:.3f} s: {them / read:.2f} times as fast; with compiling and scoring a row {us:.3f} s: "
          f"{them / us:.2f} times   (runs {spread})")


if __name__ == "__main__":
    main()
