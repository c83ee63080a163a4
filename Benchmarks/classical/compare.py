"""Times windhover and the peers alternately on every model, prints the ratios and writes them as JSON.

    compare.py WINDHOVER FOLDER RESULTS [--quick] [--rounds N] [--seconds S] [--batches N,...] [--rows N] NAME...

Windhover and each peer take turns: in a round each is timed for all sizes of batches. A line's figures are
the medians over the rounds. Before that the predictions are compared. NAME is a model's, or a pattern;
`process` and `start` stand for the lines on whole processes, and on compiling and loading.
"""

import argparse
import fnmatch
import statistics
import subprocess
import sys
from pathlib import Path

import numpy as np

import models
import processes
import report
from peers import PEERS_OF
from sides import PeerProcess, Windhover

# Rows whose predictions are compared, and the share of them that may differ: peers that compute in 32 bits
# send a row to another leaf now and then.
CHECKED_ROWS, MAY_DIFFER, TOLERANCE = 1_000, 0.01, 1e-3


def parse():
    parser = argparse.ArgumentParser()
    parser.add_argument("windhover")
    parser.add_argument("folder")
    parser.add_argument("results")
    parser.add_argument("--quick", action="store_true", help="two rounds, short, batches up to 10,000 rows")
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--seconds", type=float)
    parser.add_argument("--batches", type=lambda text: [int(n) for n in text.split(",")])
    parser.add_argument("--rows", type=int)
    parser.add_argument("--threads", type=lambda text: [int(n) for n in text.split(",")], default=[1, 2])
    parser.add_argument("name", nargs="*")
    options = parser.parse_intermixed_args()
    options.rounds = options.rounds or (2 if options.quick else 5)
    options.seconds = options.seconds or (0.1 if options.quick else 0.5)
    options.batches = options.batches or ([1, 100, 10_000] if options.quick else [1, 100, 10_000, 100_000])
    options.rows = options.rows or (20_000 if options.quick else 100_000)
    return options


def check(windhover, peer, folder):
    """Stops where a peer's predictions are others than ours."""
    about = windhover.about
    ours, theirs = str(Path(folder, "ours.npy")), str(Path(folder, "peer.npy"))
    windhover.predict(about["rows"], ours)
    if not peer.ask(predict=theirs, count=CHECKED_ROWS):
        return
    if peer.missing:
        return
    a, b = np.load(ours)[:CHECKED_ROWS], np.load(theirs)
    a, b = (x[:, 1:] if about["classes"] == 2 and x.shape[1] == 2 else x for x in (a, b))
    if a.shape != b.shape:
        sys.exit(f"{about['name']}: {peer.name} gives predictions of another shape: {b.shape}, ours are {a.shape}")
    differs = (np.abs(a - b) > TOLERANCE * max(1, float(np.abs(a).max()))).any(axis=1).mean()
    if differs > MAY_DIFFER:
        sys.exit(f"{about['name']}: {peer.name} predicts otherwise in {differs:.1%} of the rows")


def goal(about, batch):
    """How many times as fast as the fastest peer we want to be."""
    if batch == 1 or about["kind"] in ("cat", "lr"):
        return 1
    return 2


def measure(windhover, threads, options, missing, versions):
    """The lines of one model and number of threads."""
    about = windhover.about
    batches = [n for n in options.batches if n <= models.row_count(about["name"], options.rows)]
    peers = []
    for name in PEERS_OF[about["kind"]]:
        peer = PeerProcess(about, name, threads)
        if not peer.missing and not peer.only_single_rows:
            check(windhover, peer, about["folder"])
        peers.append(peer)
    ours = {n: [] for n in batches}
    theirs = {n: {} for n in batches}
    for _ in range(options.rounds):
        for batch, times in windhover.times(batches, threads, options.seconds).items():
            ours[batch].append(times)
        for peer in peers:
            for batch in [n for n in batches if n == 1 or not peer.only_single_rows]:
                found = peer.ask(batch=batch, seconds=options.seconds)
                if "median" in found:
                    theirs[batch].setdefault(peer.name, []).append((found["median"], found["p99"]))
    for peer in peers:
        if peer.missing:
            missing.setdefault(about["name"], {})[peer.name] = peer.missing
        elif peer.version:
            versions[peer.name] = peer.version
        peer.close()
    lines = []
    for batch in batches:
        lines += lines_of(about, batch, threads, ours[batch], theirs[batch])
    return lines, {n: statistics.median(m for m, _ in ours[n]) for n in batches}


def lines_of(about, batch, threads, ours, theirs):
    """The lines of one size of batches: the median, and for single rows the slowest in a hundred, too."""
    if not theirs:
        return []
    title = f"{about['name']}, {batch:,} row{'' if batch == 1 else 's'}, {threads} thread{'' if threads == 1 else 's'}"
    lines = []
    for place, word in [(0, "")] + ([(1, ", 99%")] if batch == 1 else []):
        own = statistics.median(times[place] for times in ours)
        peers = {name: statistics.median(times[place] for times in found) for name, found in theirs.items()}
        # For whole pipelines the goal is set against onnxruntime, where it runs them.
        best = "onnxruntime" if about["kind"] == "pipeline" and "onnxruntime" in peers else min(peers, key=peers.get)
        lines.append(report.line(title + word, own, peers[best], goal(about, batch), best, peers=peers))
    if batch == 1 and threads == 1 and about["trees"] == 500:
        own = statistics.median(times[0] for times in ours)
        lines.append(report.line(f"{title}, at most 5 µs", own, 5e-6, 1, "limit"))
    return lines


def threads_line(about, by_threads):
    """Two threads against one, for the largest batches that both had."""
    batch = max(by_threads[1])
    name = f"{about['name']}, {batch:,} rows, two threads against one"
    return report.line(name, by_threads[2][batch], by_threads[1][batch], 1.85, "one thread")


def main():
    options = parse()
    lines, missing = [], {}
    version = subprocess.run([options.windhover, "--version"], check=True, capture_output=True, text=True).stdout
    versions = {"windhover": version.strip(), "python": sys.version.split()[0]}

    def add(found):
        for one in found:
            lines.append(one)
            print(report.text(one), flush=True)

    def wants(name):
        return not options.name or any(fnmatch.fnmatch(name, pattern) for pattern in options.name)

    print(f"{'':<52} {'ours':>9} {'peer':>9}   ratio")
    of_models = [name for name in options.name if name not in ("process", "start")]
    for name in models.chosen(of_models) if of_models or not options.name else []:
        windhover = Windhover(options.windhover, models.prepare(name, options.folder, options.rows))
        by_threads = {}
        for threads in options.threads:
            found, by_threads[threads] = measure(windhover, threads, options, missing, versions)
            add(found)
        if {1, 2} <= by_threads.keys() and options.batches != [1]:
            add([threads_line(windhover.about, by_threads)])
    if wants("start"):
        add(processes.starts(options))
    if wants("process"):
        add(processes.processes(options))
    for name, peers in missing.items():
        for peer, reason in peers.items():
            print(f"{name}: without {peer}: {reason}")
    report.write(options.results, lines, versions, missing, options.rounds, options.seconds)
    print(f"written to {options.results}")


main()
