"""Times windhover and onnxruntime alternately: reading a model, and from the file to a row's prediction.

    compare.py RUNS WINDHOVER FOLDER MODEL...

Windhover's times are those of whole processes: `inspect` reads the file and checks all of it, `score`
also compiles it and scores the row. onnxruntime's is that of making a session, with its default
optimisations and one thread, without Python's start and imports. Both predictions must agree.
"""

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import onnxruntime


def main():
    runs, windhover, folder, *models = int(sys.argv[1]), *sys.argv[2:]
    row = np.linspace(-1, 1, 20).astype(np.float32)
    rows, output = Path(folder, "row.csv"), Path(folder, "ours.csv")
    rows.write_text(",".join(f"x{i}" for i in range(len(row))) + "\n"
                    + ",".join(repr(float(x)) for x in row) + "\n")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    for model in models:
        command = [windhover, "score", model, "--input", str(rows), "--output", str(output)]
        reading = [windhover, "inspect", model, "--json"]
        reads, ours, peers = [], [], []
        for turn in range(runs + 1):
            begin = time.perf_counter()
            subprocess.run(reading, check=True, stdout=subprocess.DEVNULL)
            start = time.perf_counter()
            subprocess.run(command, check=True)
            between = time.perf_counter()
            session = onnxruntime.InferenceSession(
                model, options, providers=["CPUExecutionProvider"])
            if turn:  # The first turn brings the file into the page cache.
                reads.append(start - begin)
                ours.append(between - start)
                peers.append(time.perf_counter() - between)
            predicted = float(session.run(None, {"X": row.reshape(1, -1)})[0][0, 0])
            del session
            found = float(output.read_text().split()[1])
            if abs(found - predicted) > 1e-4 * max(abs(predicted), 1):
                sys.exit(f"windhover predicts {found}, onnxruntime {predicted}")
        read, us, them = (statistics.median(times) for times in (reads, ours, peers))
        spread = " ".join(f"{a:.2f}/{b:.2f}/{c:.2f}" for a, b, c in zip(reads, ours, peers))
        print(f"{Path(model).stem}, {os.path.getsize(model) / 1e6:.0f} MB: windhover reads it in {read:.3f} s, "
              f"onnxruntime makes a session in {them:.3f} s: {them / read:.2f} times as fast; with compiling "
              f"and scoring a row {us:.3f} s: {them / us:.2f} times   (runs {spread})")


if __name__ == "__main__":
    main()
