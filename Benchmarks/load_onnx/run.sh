#!/usr/bin/env bash
# How long ONNX files of 100 MB take, a forest and a multi-layer perceptron, until they are read, and until
# they are compiled and have scored their first row, against onnxruntime making a session of them.
#
#     Benchmarks/load_onnx/run.sh
#
# Environment: RUNS (default 5), MEGABYTES (100), WINDHOVER (the binary; by default the release build,
# which is made), PYTHON (one that has onnx and onnxruntime; by default a virtual environment is made
# from PyPI under the build folder).
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
work="$root/.build/benchmarks/load_onnx"
runs=${RUNS:-5} megabytes=${MEGABYTES:-100}
mkdir -p "$work"

if [[ -z ${WINDHOVER:-} ]]; then
  swift build --package-path "$root" -c release --product windhover >&2
  WINDHOVER=$(swift build --package-path "$root" -c release --show-bin-path)/windhover
fi
if [[ -z ${PYTHON:-} ]]; then
  PYTHON="$work/venv/bin/python"
  if [[ ! -e "$work/venv/complete" ]]; then
    python3 -m venv "$work/venv"
    "$PYTHON" -m pip install --quiet --disable-pip-version-check onnx onnxruntime >&2
    touch "$work/venv/complete"
  fi
fi

forest="$work/forest-$megabytes.onnx" perceptron="$work/perceptron-$megabytes.onnx"
[[ -e "$forest" && -e "$perceptron" ]] \
  || "$PYTHON" "$here/make_models.py" "$megabytes" "$forest" "$perceptron" >&2
"$PYTHON" "$here/compare.py" "$runs" "$WINDHOVER" "$work" "$forest" "$perceptron"
