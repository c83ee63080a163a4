#!/usr/bin/env bash
# How many instructions the main kernels take, as callgrind counts them: a change that slows one shows in the
# table that is committed, Benchmarks/results/instructions.json, whatever the machine's load.
#
#     Benchmarks/kernels/run.sh
#
# Valgrind knows AVX2 but not AVX-512: the table has the kernels of x86-64-v3, the baseline's and the walk.
# Environment: BENCHMARK (the program; by default the release build of StrategyBenchmark, which is made).
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
command -v valgrind >/dev/null || { echo "valgrind is needed (apt install valgrind)" >&2; exit 1; }
if [[ -z ${BENCHMARK:-} ]]; then
  swift build --package-path "$root" -c release --product StrategyBenchmark >&2
  BENCHMARK=$(swift build --package-path "$root" -c release --show-bin-path)/StrategyBenchmark
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# The debugging information of Swift's compiler is newer than some valgrinds can read.
strip --strip-debug "$BENCHMARK" -o "$work/benchmark"

# Instructions of one kernel on one shape, a row.
count() {
  local kernel=$1 shape=$2 batch=$3 times=$4 total
  total=$(OPENBLAS_CORETYPE=Haswell WINDHOVER_KEEP_OPENBLAS_CORETYPE=1 \
    WINDHOVER_TREE_KERNEL=$kernel valgrind --tool=callgrind \
    --callgrind-out-file="$work/out" --toggle-collect='wh_ranked_sums_*' \
    --toggle-collect='wh_tree_sums_*' "$work/benchmark" run "$shape" "$batch" "$times" 2>&1 |
    sed -n 's/.*Collected : *//p')
  echo $((total / (batch * times)))
}

{
  echo '['
  separator=''
  for shape in complete-6 complete-8 complete-8-fine symmetric-8 leafwise-31; do
    for kernel in ranked-v3 ranked-baseline walk; do
      for work_size in "1 20" "256 1"; do
        read -r batch times <<<"$work_size"
        printf '%s  {"kernel": "%s", "trees": 500, "shape": "%s", "rows": %d, "instructions_a_row": %d}' \
          "$separator" "$kernel" "$shape" "$batch" "$(count "$kernel" "$shape" "$batch" "$times")"
        separator=$',\n'
      done
    done
  done
  printf '\n]\n'
} | tee "$work/table"
mv "$work/table" "$root/Benchmarks/results/instructions.json"
