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
command -v java >/dev/null || { echo "load_pmml: pypmml needs Java, which is not here" >&2; exit 0; }
source "$here/../prepare.sh"
prepare load_pmml pypmml==1.5.8
runs=${RUNS:-5} megabytes=${MEGABYTES:-100}

model="$work/forest-$megabytes.pmml"
[[ -e "$model" ]] || "$PYTHON" "$here/make_forest.py" "$megabytes" "$model" >&2
"$PYTHON" "$here/compare.py" "$runs" "$WINDHOVER" "$model" "$work"
