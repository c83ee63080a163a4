"""The lines of the report: our figure, the best peer's, their ratio and the goal."""

import json
import platform
import subprocess
from pathlib import Path


def line(name, ours, peer, goal, peer_name, unit="s", **more):
    """A line; `ratio` is how many times less than the peer's, or than the limit, our figure is."""
    return {"line": name, "ours": ours, "peer": peer, "ratio": peer / ours, "goal": goal, "unit": unit,
            "peer name": peer_name, **more}


def amount(value, unit):
    """A figure as people read it."""
    steps = [(1, "s"), (1e-3, "ms"), (1e-6, "µs")] if unit == "s" else [(1e9, "GB"), (1e6, "MB"), (1e3, "kB")]
    size, name = next(((size, name) for size, name in steps if value >= size), steps[-1])
    return f"{value / size:.3g} {name}"


def text(found):
    """A line of the table."""
    met = "" if found["ratio"] >= found["goal"] else "  missed"
    return (f"{found['line']:<52} {amount(found['ours'], found['unit']):>9} {amount(found['peer'], found['unit']):>9}"
            f"  {found['ratio']:6.2f}  (goal {found['goal']:g}){met}  {found['peer name']}")


def machine():
    """The processor, and what else decides how fast things are."""
    name = next((row.split(":", 1)[1].strip() for row in Path("/proc/cpuinfo").read_text().splitlines()
                 if row.startswith("model name")), platform.machine())
    memory = next(int(row.split()[1]) * 1024 for row in Path("/proc/meminfo").read_text().splitlines()
                  if row.startswith("MemTotal"))
    processors = subprocess.run(["nproc"], check=True, capture_output=True, text=True).stdout.strip()
    return {"processor": name, "processors": int(processors), "memory": memory, "system": platform.platform()}


def write(path, lines, versions, missing, rounds, seconds):
    """The report as JSON."""
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    contents = {
        "machine": machine(), "versions": versions, "missing peers": missing,
        "method": f"medians over {rounds} rounds, in turn, of the medians of calls for {seconds} s, at least five",
        "lines": lines}
    Path(path).write_text(json.dumps(contents, indent=1, ensure_ascii=False, sort_keys=True) + "\n")
