"""The two sides of the comparison: windhover's binary, and a peer in a process of its own."""

import glob
import json
import os
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).parent


class Windhover:
    """Runs `windhover bench` for each round, on the model compiled beforehand."""

    def __init__(self, binary, about):
        self.binary, self.about = binary, about
        self.compiled = str(Path(about["folder"], "compiled.safetensors"))
        self.call("compile", about["file"], "--output", self.compiled)

    def call(self, *arguments):
        run = subprocess.run([self.binary, *arguments], check=False, capture_output=True, text=True)
        if run.returncode:
            sys.exit(f"{self.about['name']}: windhover {arguments[0]} failed: {run.stderr}")
        return run.stdout

    def bench(self, model, batches, threads, seconds, rows=True):
        """What `windhover bench` says of a model file."""
        return json.loads(self.call(
            "bench", model, "--batch-sizes", ",".join(map(str, batches)), "--threads", ",".join(map(str, threads)),
            "--seconds", str(seconds), "--method", self.about["method"], "--json",
            *(["--input", self.about["rows"]] if rows else [])))

    def times(self, batches, threads, seconds):
        """The median and 99% of a call by batch size."""
        cells = self.bench(self.compiled, batches, [threads], seconds)["cells"]
        return {cell["batchSize"]: (cell["medianSeconds"], cell["p99Seconds"]) for cell in cells}

    def predict(self, rows, path):
        self.call("score", self.compiled, "--input", rows, "--output", path, "--method", self.about["method"])


def peer_environment():
    """The environment of peers; scikit-learn-intelex may be installed under a prefix of its own."""
    environment = dict(os.environ)
    prefix = environment.get("ONEDAL")
    if prefix:
        packages = glob.glob(f"{prefix}/lib/python3*/site-packages")
        environment["PYTHONPATH"] = ":".join(packages + [environment.get("PYTHONPATH", "")]).rstrip(":")
        environment["LD_LIBRARY_PATH"] = f"{prefix}/lib:{environment.get('LD_LIBRARY_PATH', '')}".rstrip(":")
    return environment


class PeerProcess:
    """A peer that has opened the model and waits for requests."""

    def __init__(self, about, name, threads):
        self.name = name
        self.process = subprocess.Popen(
            [sys.executable, str(HERE / "worker.py"), json.dumps(about), name, str(threads)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            env=peer_environment())
        start = self.receive()
        self.missing, self.version = start.get("missing"), start.get("version")
        self.only_single_rows = start.get("only_single_rows", False)

    def receive(self):
        line = self.process.stdout.readline()
        return json.loads(line) if line else {"missing": "the process ended"}

    def ask(self, **request):
        """The answer to a request; after one that fails the peer is missing."""
        if self.missing:
            return {}
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        found = self.receive()
        self.missing = found.get("missing")
        return found

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def whole_process(command):
    """The seconds and the largest memory, in bytes, of a command from its start to its end."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{' '.join(command)} failed")
    return time.perf_counter() - start, usage.ru_maxrss * 1024
