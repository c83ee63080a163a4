"""Times windhover and a library alternately, from a file to what it holds and to a row's prediction.

Windhover's times are those of whole processes: `inspect` reads the file and checks all of it, `score` also
compiles it and scores the row. The library's is that of loading alone, without Python's start and imports.
Both predictions must agree. The first turn, which brings the file into the page cache, is not counted.
"""

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

# The row that both sides score.
ROW = np.linspace(-1, 1, 20)


def compare(runs, windhover, model, folder, library, load, predict, tolerance, peer_predicts=False):
    """Prints the ratios for `model`.

    `load` gives what the library makes of the file's path, `predict` its prediction for `ROW`; where
    `peer_predicts`, the library's time is that of both, and windhover's that of `score`.
    """
    rows, output = Path(folder, "row.csv"), Path(folder, "ours.csv")
    names = ",".join(f"x{i}" for i in range(len(ROW)))
    rows.write_text(names + "\n" + ",".join(repr(float(x)) for x in ROW) + "\n")
    scoring = [windhover, "score", model, "--input", str(rows), "--output", str(output)]
    reading = [windhover, "inspect", model, "--json"]
    times = []
    for turn in range(runs + 1):
        begin = time.perf_counter()
        subprocess.run(reading, check=True, stdout=subprocess.DEVNULL)
        start = time.perf_counter()
        subprocess.run(scoring, check=True)
        between = time.perf_counter()
        loaded = load(model)
        end = time.perf_counter()
        predicted = predict(loaded, ROW)
        if peer_predicts:
            end = time.perf_counter()
        if turn:
            times.append((start - begin, between - start, end - between))
        del loaded
        found = float(output.read_text().split()[1])
        if abs(found - predicted) > tolerance * max(abs(predicted), 1):
            sys.exit(f"windhover predicts {found}, {library} {predicted}")
    read, scored, peer = (statistics.median(column) for column in zip(*times))
    spread = " ".join("/".join(f"{seconds:.2f}" for seconds in turn) for turn in times)
    does = "loads it and scores a row" if peer_predicts else "loads it"
    reads = "" if peer_predicts else f": {peer / read:.2f} times as fast"
    print(f"{Path(model).stem}, {os.path.getsize(model) / 1e6:.0f} MB: {library} {does} in {peer:.3f} s; windhover "
          f"reads it in {read:.3f} s{reads}; with compiling and scoring a row {scored:.3f} s: "
          f"{peer / scored:.2f} times   (runs {spread})")
