"""Times windhover and onnxruntime alternately, from a model file to the prediction of one row.

    compare.py RUNS WINDHOVER FOLDER MODEL...

Windhover's time is that of the whole process, which reads the file, compiles it and scores the row;
onnxruntime's is that of making a session, with its default optimisations and one thread, without
Python's start and imports. Both predictions must agree.
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
        ours, peers = [], []
        for turn in range(runs + 1):
            start = time.perf_counter()
            subprocess.run(command, check=True)
            between = time.perf_counter()
            session = onnxruntime.InferenceSession(
                model, options, providers=["CPUExecutionProvider"])
            if turn:  # The first turn brings the file into the page cache.
                ours.append(between - start)
                peers.append(time.perf_counter() - between)
            predicted = float(session.run(None, {"X": row.reshape(1, -1)})[0][0, 0])
            del session
            found = float(output.read_text().split()[1])
            if abs(found - predicted) > 1e-4 * max(abs(predicted), 1):
                sys.exit(f"windhover predicts {found}, onnxruntime {predicted}")
        us, them = statistics.median(ours), statistics.median(peers)
        spread = " ".join(f"{a:.2f}/{b:.2f}" for a, b in zip(ours, peers))
        print(f"{Path(model).stem}, {os.path.getsize(model) / 1e6:.0f} MB: windhover reads, compiles and scores "
              f"a row in {us:.3f} s, onnxruntime makes a session in {them:.3f} s: "
              f"{them / us:.2f} times as fast   (runs {spread})")


if __name__ == "__main__":
    main()
