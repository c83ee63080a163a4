#!/usr/bin/env bash
# Every benchmark, one after the other: each prints its claim and ratios measured in the same run.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
swift run -c release RuntimeBenchmark
swift run -c release StrategyBenchmark
Benchmarks/score_csv/run.sh
Benchmarks/load_pickle/run.sh
Benchmarks/load_pmml/run.sh
Benchmarks/load_onnx/run.sh
if command -v valgrind >/dev/null; then Benchmarks/kernels/run.sh; fi
Benchmarks/classical/run.sh
