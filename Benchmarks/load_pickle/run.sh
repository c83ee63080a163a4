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
root=$(cd "$here/../.." && pwd)
work="$root/.build/benchmarks/load_pickle"
runs=${RUNS:-5} megabytes=${MEGABYTES:-500}
mkdir -p "$work"

if [[ -z ${WINDHOVER:-} ]]; then
  swift build --package-path "$root" -c release --product windhover >&2
  WINDHOVER=$(swift build --package-path "$root" -c release --show-bin-path)/windhover
fi
if [[ -z ${PYTHON:-} ]]; then
  PYTHON="$work/venv/bin/python"
  if [[ ! -e "$work/venv/complete" ]]; then
    python3 -m venv "$work/venv"
    "$PYTHON" -m pip install --quiet --disable-pip-version-check scikit-learn==1.9.0 >&2
    touch "$work/venv/complete"
  fi
fi

model="$work/forest-$megabytes.pkl"
[[ -e "$model" ]] || "$PYTHON" "$here/make_forest.py" "$megabytes" "$model" >&2
"$PYTHON" "$here/compare.py" "$runs" "$WINDHOVER" "$model" "$work"
