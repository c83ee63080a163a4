#!/usr/bin/env bash
# Keeps of a fuzzing corpus the small inputs that each reach code which the others do not, as one archive
# that the tests read: see FUZZING.md.
#
#     Scripts/keep-corpus.sh TARGET CORPUS OUT.zip      e.g. .build-fuzz/release/FuzzPMML corpus pmml.zip
#
# Environment: LARGEST (the size in bytes up to which an input is small, 3072).
set -euo pipefail
target=$1 corpus=$2 output=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/small" "$work/kept"
find "$corpus" -type f -size -"${LARGEST:-3072}"c -exec cp -t "$work/small" {} +
SWIFT_BACKTRACE=enable=no "$target" -merge=1 -timeout=60 -rss_limit_mb=2048 \
  "$work/kept" "$work/small" 2>"$work/log" || { tail -5 "$work/log" >&2; exit 1; }
python3 - "$work/kept" "$output" <<'PYTHON'
import sys, zipfile
from pathlib import Path

folder, output = Path(sys.argv[1]), sys.argv[2]
with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
    for path in sorted(folder.iterdir()):
        archive.writestr(zipfile.ZipInfo(path.name[:12]), path.read_bytes(), zipfile.ZIP_DEFLATED)
print(f"{output}: {len(archive.namelist())} inputs, {Path(output).stat().st_size} bytes")
PYTHON
