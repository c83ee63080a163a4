#!/usr/bin/env bash
# Claim: `windhover score` on 100,000 rows of CSV, whole process, is faster than the Python script
# that does the same with the training library.
#
#     Benchmarks/score_csv/run.sh [MODEL...]      e.g. model models/xgboost; all by default
#
# Environment: RUNS (default 7), ROWS (100000), THREADS (1, for both sides), WINDHOVER (the binary;
# by default the release build, which is made), PYTHON (one that has the packages; by default a
# virtual environment is made from PyPI under the build folder).
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$here/../prepare.sh"
flights="$root/Examples/flights"
prepare score_csv -r "$flights/requirements.txt"
runs=${RUNS:-7} rows=${ROWS:-100000} threads=${THREADS:-1}

# These choose OpenBLAS's kernels; left to itself it takes the machine's own, for both sides.
unset OPENBLAS_CORETYPE OPENBLAS_L2_SIZE

input="$work/rows-$rows/flights.csv"
if [[ ! -e "$input" ]]; then
  "$PYTHON" "$flights/train.py" --rows "$rows" --output "$work/rows-$rows" >&2
fi

if (($#)); then
  models=("$@")
else
  models=(model models/xgboost models/histgradientboosting models/randomforest models/logistic)
fi

echo "flights, $rows rows of CSV, whole processes, alternately, median of $runs runs;" \
  "$threads thread(s) each; OPENBLAS_CORETYPE and OPENBLAS_L2_SIZE unset for both;" \
  "$(nproc) processors: $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -1)"
for model in "${models[@]}"; do
  file="$flights/$model.pkl"
  "$PYTHON" "$here/compare.py" "$model" "$runs" "$work/ours.csv" "$work/peer.csv" \
    -- "$WINDHOVER" score "$file" --input "$input" --output "$work/ours.csv" --threads "$threads" \
    -- "$PYTHON" "$here/peer.py" "$file" --input "$input" --output "$work/peer.csv" \
    --threads "$threads"
done
