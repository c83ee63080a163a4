"""Whole processes, and what comes before the first prediction."""

import statistics
import sys
from pathlib import Path

import models
import report
from sides import Windhover, whole_process

SCRIPT = Path(__file__).parents[1] / "score_csv" / "peer.py"
# Ensembles that are compiled and loaded.
COMPILED = ["higgs-rf-500x8", "higgs-lgbm-500x8", "higgs-xgb-500x8", "higgs-cat-500x8"]


def processes(options):
    """CSV to CSV: `windhover score` against the Python script that does the same, alternately, on one thread."""
    lines = []
    for name in models.PIPELINES:
        about = models.prepare(name, options.folder, options.rows)
        ours, theirs = (str(Path(about["folder"], f"{side}.csv")) for side in ("ours", "peer"))
        common = ["--input", about["rows"], "--threads", "1", "--output"]
        score = [options.windhover, "score", about["file"], *common, ours]
        script = [sys.executable, str(SCRIPT), about["file"], *common, theirs]
        runs = [(whole_process(score), whole_process(script)) for _ in range(options.rounds + 1)][1:]
        title = f"{name}, {models.row_count(name, options.rows):,} rows of CSV, whole process"
        for place, what, goal, unit in [(0, "time", 10, "s"), (1, "memory", 4, "bytes")]:
            own, peer = (statistics.median(side[place] for side in sides) for sides in zip(*runs))
            lines.append(report.line(f"{title}, {what}", own, peer, goal, "Python script", unit))
    return lines


def starts(options):
    """Compiling an ensemble, and loading what was compiled, each until the first row is scored."""
    lines = []
    for name in COMPILED:
        windhover = Windhover(options.windhover, models.prepare(name, options.folder, options.rows))
        source, compiled = [], []
        for _ in range(max(5, options.rounds)):
            start = windhover.bench(windhover.about["file"], [1], [1], 0.001, rows=False)["startUp"]
            source.append(start["compileSeconds"] + start["firstRowSeconds"])
            start = windhover.bench(windhover.compiled, [1], [1], 0.001, rows=False)["startUp"]
            compiled.append(sum(start.values()))
        lines.append(report.line(f"{name}, compiled, first row", statistics.median(source), 1, 1, "limit"))
        lines.append(report.line(f"{name}, loaded, first row", statistics.median(compiled), 0.02, 1, "limit"))
    return lines
