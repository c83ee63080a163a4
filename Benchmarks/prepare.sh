# What the benchmarks against Python libraries begin with; sourced by their scripts.
#
#     source Benchmarks/prepare.sh; prepare NAME PIP-ARGUMENT...
#
# Sets `root`, the repository; `work`, a folder under the build folder; WINDHOVER, by default the release
# build, which is made; and PYTHON, by default that of a virtual environment with the packages from PyPI.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

prepare() {
  work="$root/.build/benchmarks/$1"
  shift
  mkdir -p "$work"
  if [[ -z ${WINDHOVER:-} ]]; then
    swift build --package-path "$root" -c release --product windhover >&2
    WINDHOVER=$(swift build --package-path "$root" -c release --show-bin-path)/windhover
  fi
  if [[ -z ${PYTHON:-} ]]; then
    PYTHON="$work/venv/bin/python"
    if [[ ! -e "$work/venv/complete" ]]; then
      python3 -m venv "$work/venv"
      "$PYTHON" -m pip install --quiet --disable-pip-version-check "$@" >&2
      touch "$work/venv/complete"
    fi
  fi
}
