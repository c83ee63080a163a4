"""Times two commands alternately and compares what they wrote.

    compare.py NAME RUNS OUTPUT_A OUTPUT_B -- COMMAND_A -- COMMAND_B

Prints the medians of the whole processes and their ratio, and fails where the predictions differ:
a label anywhere, a number by more than 1e-5 of its size.
"""

import statistics
import subprocess
import sys
import time

import numpy as np
import pandas as pd


def seconds(command):
    start = time.perf_counter()
    subprocess.run(command, check=True)
    return time.perf_counter() - start


def difference(ours, peers):
    """The largest relative difference of the numbers; raises where labels differ."""
    if list(ours.columns) != list(peers.columns) or len(ours) != len(peers):
        sys.exit(f"the outputs differ in shape: {list(ours.columns)} and {list(peers.columns)}, "
                 f"{len(ours)} and {len(peers)} rows")
    worst = 0.0
    for name in ours.columns:
        a, b = ours[name].to_numpy(), peers[name].to_numpy()
        if np.issubdtype(b.dtype, np.floating):
            worst = max(worst, float(np.max(np.abs(a - b) / np.maximum(np.abs(b), 1e-30))))
        elif (a != b).any():
            sys.exit(f"{name} differs in {(a != b).sum()} rows")
    return worst


def main():
    first = sys.argv.index("--")
    second = sys.argv.index("--", first + 1)
    name, runs, ours_path, peers_path = sys.argv[1:first]
    ours, peers = sys.argv[first + 1:second], sys.argv[second + 1:]
    seconds(ours), seconds(peers)  # Files are in the page cache from here on.
    times = [(seconds(ours), seconds(peers)) for _ in range(int(runs))]
    worst = difference(pd.read_csv(ours_path), pd.read_csv(peers_path))
    us, them = (statistics.median(t) for t in zip(*times))
    spread = " ".join(f"{a:.2f}/{b:.2f}" for a, b in times)
    print(f"{name:22} windhover {us:7.3f} s   python {them:7.3f} s   {them / us:6.2f} times as fast"
          f"   (largest relative difference {worst:.1e}; runs {spread})", flush=True)
    if worst > 1e-5:
        sys.exit(f"{name}: the predictions differ")


if __name__ == "__main__":
    main()
