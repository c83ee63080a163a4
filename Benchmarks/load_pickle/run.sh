#!/usr/bin/env bash
# Claim: a pickle of 500 MB is read before joblib has loaded it. Prints also how long it takes until it is
# compiled and has scored its first row.
#
#     Benchmarks/load_pickle/run.sh
#
# Environment: RUNS (default 5), MEGABYTES (500), WINDHOVER (the binary; by default the release build,
# which is made), PYTHON (one that has scikit-learn; by default a virtual environment is made from PyPI
# under the build folder).
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$here/../prepare.sh"
prepare load_pickle scikit-learn==1.9.0
runs=${RUNS:-5} megabytes=${MEGABYTES:-500}

model="$work/forest-$megabytes.pkl"
[[ -e "$model" ]] || "$PYTHON" "$here/make_forest.py" "$megabytes" "$model" >&2
"$PYTHON" "$here/compare.py" "$runs" "$WINDHOVER" "$model" "$work"
