#!/usr/bin/env bash
# Claims: tree ensembles are scored at least twice as fast as by the fastest peer (CatBoost's symmetric trees at
# least as fast), whole pipelines twice as fast as by onnxruntime, linear models at least as fast; a single row
# sooner; whole processes from CSV to CSV in a tenth of the Python script's time and a quarter of its memory.
#
#     Benchmarks/classical/run.sh [--quick] [NAME...]
#
# NAME is a model, such as higgs-xgb-500x8 or flights-lgbm, a pattern ('higgs-*'), `start` or `process`; all by
# default, whose results go to Benchmarks/results/classical.json, those of others to a file under the build folder.
# compare.py lists more options. Models are trained once, which takes most of the time.
#
# Environment: WINDHOVER (the binary; by default the release build, which is made), PYTHON (one that has the
# packages; by default a virtual environment is made from PyPI under the build folder), ONEDAL (a prefix under
# which scikit-learn-intelex is installed, where PYTHON does not have it). A peer that is missing is left out.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$here/../prepare.sh"
prepare classical -r "$here/requirements.txt"

# These choose OpenBLAS's kernels; left to itself it takes the machine's own, for all sides.
unset OPENBLAS_CORETYPE OPENBLAS_L2_SIZE

results="$root/Benchmarks/results/classical.json"
(($#)) && results="$work/results.json"
"$PYTHON" "$here/compare.py" "$WINDHOVER" "$work/models" "${RESULTS:-$results}" "$@"
