"""Times windhover and pypmml alternately, from a document to the prediction of one row.

    compare.py RUNS WINDHOVER MODEL FOLDER

Windhover's time is that of the whole process, which reads the document, compiles it and scores the row;
pypmml's is that of `Model.load` and one prediction in a Java machine that is running and warm: a small
model was loaded before. Both predictions must agree.
"""

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

import pypmml


def main():
    runs, windhover, model, folder = int(sys.argv[1]), *sys.argv[2:5]
    row = {f"x{i}": -1 + i / 10 for i in range(20)}
    rows, output = Path(folder, "row.csv"), Path(folder, "ours.csv")
    rows.write_text(",".join(row) + "\n" + ",".join(map(repr, row.values())) + "\n")
    command = [windhover, "score", model, "--input", str(rows), "--output", str(output)]
    ours, peers = [], []
    for turn in range(runs + 1):
        start = time.perf_counter()
        subprocess.run(command, check=True)
        between = time.perf_counter()
        peer = pypmml.Model.load(model)
        predicted = next(iter(peer.predict(row).values()))
        if turn:  # The first turn brings the file into the page cache, and the peer's code to run.
            ours.append(between - start)
            peers.append(time.perf_counter() - between)
        del peer
        found = float(output.read_text().split()[1])
        if abs(found - predicted) > 1e-9 * abs(predicted):
            sys.exit(f"windhover predicts {found}, pypmml {predicted}")
    us, them = statistics.median(ours), statistics.median(peers)
    spread = " ".join(f"{a:.2f}/{b:.2f}" for a, b in zip(ours, peers))
    print(f"{os.path.getsize(model) / 1e6:.0f} MB of PMML: windhover reads, compiles and scores a row in {us:.3f} s, "
          f"pypmml loads it and scores a row in {them:.3f} s: {them / us:.2f} times as fast   (runs {spread})")


if __name__ == "__main__":
    main()
