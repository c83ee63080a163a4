#!/usr/bin/env bash
# Scores 60,000 flights with a pickled scikit-learn pipeline, and proves the predictions right.
set -euo pipefail
windhover=$(realpath "${1:?usage: demo.sh PATH-OF-WINDHOVER}")
cd "$(dirname "$0")"
scores=$(mktemp --suffix=.csv)
compiled=$(mktemp --suffix=.safetensors)
trap 'rm -f "$scores" "$compiled"' EXIT

run() {
  echo "\$ windhover $*"
  "$windhover" "$@"
  echo
}

run inspect model.pkl
run score model.pkl --input flights.csv.gz --output "$scores"
head -n 4 "$scores"
echo
run verify model.pkl --input flights.csv.gz --expected expected/lightgbm.csv.gz
run compile model.pkl -o "$compiled"
run verify "$compiled" --input flights.csv.gz --expected expected/lightgbm.csv.gz
