"""One peer on one model, in a process of its own, answering on standard output.

    worker.py ABOUT-JSON PEER THREADS

Each line of standard input is a request as JSON: {"batch": N, "seconds": S} to time calls for batches of N
rows, {"predict": PATH, "count": N} to write the predictions for the first N rows. Each answer is a line. The
first says that the peer is ready, or what is missing.
"""

import gc
import json
import os
import statistics
import sys
import time

about, name, threads = json.loads(sys.argv[1]), sys.argv[2], int(sys.argv[3])
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = str(threads)

# After the environment: the libraries read it when they load.
import numpy as np  # noqa: E402

from models import read_table  # noqa: E402
from peers import PEERS, versions  # noqa: E402

FEWEST_CALLS = 5
# So many different parts of the rows are prepared for a size of batch, and taken in turn.
MOST_PARTS = 2_000
answers = os.fdopen(os.dup(1), "w")
# What libraries print must not be taken for answers.
os.dup2(2, 1)


def answer(**facts):
    print(json.dumps(facts), file=answers, flush=True)


def load_rows():
    path = about["rows"]
    return np.load(path) if path.endswith(".npy") else read_table(path, about["texts"])


def part(rows, start, count):
    return rows[start:start + count] if isinstance(rows, np.ndarray) else rows.iloc[start:start + count]


def time_calls(peer, rows, batch, seconds):
    """The median and the 99th of 100 times of calls, each of other rows than the one before."""
    starts = list(range(0, len(rows) - batch + 1, batch))[:max(2, min(MOST_PARTS, 200_000 // batch))]
    parts = [peer.prepare(part(rows, start, batch)) for start in starts]
    peer.predict(parts[0])
    times = []
    gc.disable()
    begin = time.perf_counter()
    while len(times) < FEWEST_CALLS or time.perf_counter() - begin < seconds:
        rows_of_call = parts[(len(times) + 1) % len(parts)]
        start = time.perf_counter()
        peer.predict(rows_of_call)
        times.append(time.perf_counter() - start)
    gc.enable()
    times.sort()
    return statistics.median(times), times[min(len(times) - 1, int(0.99 * len(times)))], len(times)


def main():
    try:
        peer = PEERS[name](about, threads)
    except Exception as error:  # Whatever a library or a converter makes of the model: the peer is left out.
        answer(missing=f"{type(error).__name__}: {str(error).strip().splitlines()[0] if str(error) else ''}"[:200])
        return
    rows = load_rows()
    answer(version=versions(*peer.packages), only_single_rows=peer.only_single_rows)
    for line in sys.stdin:
        request = json.loads(line)
        try:
            if "predict" in request:
                found = peer.predict(peer.prepare(part(rows, 0, request["count"])))
                np.save(request["predict"], np.asarray(found, float).reshape(request["count"], -1))
                answer(written=request["predict"])
            else:
                median, p99, calls = time_calls(peer, rows, request["batch"], request["seconds"])
                answer(median=median, p99=p99, calls=calls)
        except Exception as error:
            answer(missing=f"{type(error).__name__}: {error}"[:200])
            return


main()
