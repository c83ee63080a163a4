#!/usr/bin/env bash
# Claim: a PMML document of 100 MB is read, compiled and has scored its first row before pypmml has loaded it.
#
#     Benchmarks/load_pmml/run.sh
#
# Environment: RUNS (default 5), MEGABYTES (100), WINDHOVER (the binary; by default the release build,
# which is made), PYTHON (one that has pypmml; by default a virtual environment is made from PyPI under
# the build folder). The peer needs Java.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
work="$root/.build/benchmarks/load_pmml"
runs=${RUNS:-5} megabytes=${MEGABYTES:-100}
mkdir -p "$work"

command -v java >/dev/null || { echo "load_pmml: pypmml needs Java, which is not here" >&2; exit 0; }
if [[ -z ${WINDHOVER:-} ]]; then
  swift build --package-path "$root" -c release --product windhover >&2
  WINDHOVER=$(swift build --package-path "$root" -c release --show-bin-path)/windhover
fi
if [[ -z ${PYTHON:-} ]]; then
  PYTHON="$work/venv/bin/python"
  if [[ ! -e "$work/venv/complete" ]]; then
    python3 -m venv "$work/venv"
    "$PYTHON" -m pip install --quiet --disable-pip-version-check pypmml==1.5.8 >&2
    touch "$work/venv/complete"
  fi
fi

model="$work/forest-$megabytes.pmml"
[[ -e "$model" ]] || python3 "$here/make_forest.py" "$megabytes" "$model" >&2
"$PYTHON" "$here/compare.py" "$runs" "$WINDHOVER" "$model" "$work"
