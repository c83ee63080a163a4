#!/usr/bin/env bash
# Runs the conformance cases (models of other people's making with their recorded predictions) and
# prints a table: one line a model file, then the totals.
#
#     Scripts/conformance.sh [BINARY [NAME]]
#
# BINARY is a built `windhover`; the runner beside it is used, and built if it is not there or old.
# NAME restricts the run to cases with it in their names. The cases are in $WINDHOVER_SHARED, by
# default a folder `shared` beside the checkout; where that is absent, nothing is run.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cases="${WINDHOVER_SHARED:-$root/../shared}/conformance"
if [[ ! -d "$cases" ]]; then
  echo "conformance: no folder of cases here (WINDHOVER_SHARED names it); skipped"
  exit 0
fi
folder=$(dirname "${1:-$root/.build/release/windhover}")
configuration=release
[[ $(basename "$(cd "$folder" 2>/dev/null && pwd -P)") == debug ]] && configuration=debug
swift build --package-path "$root" -c "$configuration" --product windhover-conformance >&2
exec "$folder/windhover-conformance" "$cases" ${2:+"$2"}
