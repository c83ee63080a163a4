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
source "$here/../prepare.sh"
prepare load_onnx onnx onnxruntime
runs=${RUNS:-5} megabytes=${MEGABYTES:-100}

forest="$work/forest-$megabytes.onnx" perceptron="$work/perceptron-$megabytes.onnx"
[[ -e "$forest" && -e "$perceptron" ]] \
  || "$PYTHON" "$here/make_models.py" "$megabytes" "$forest" "$perceptron" >&2
"$PYTHON" "$here/compare.py" "$runs" "$WINDHOVER" "$work" "$forest" "$perceptron"
