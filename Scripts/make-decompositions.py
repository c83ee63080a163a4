"""Writes Sources/TextAnalysis/Unicode/CompatibilityDecompositions.swift from Python's Unicode tables.

    python Scripts/make-decompositions.py > Sources/TextAnalysis/Unicode/CompatibilityDecompositions.swift
"""

import sys
import textwrap
import unicodedata


def decomposition(value):
    """The NFKD of a code point without combining marks; None where that is the code point itself."""
    if 0xD800 <= value < 0xE000 or 0xAC00 <= value < 0xAC00 + 11172:
        return None
    text = unicodedata.normalize("NFKD", chr(value))
    if text == chr(value):
        return None
    return [ord(c) for c in text if not unicodedata.combining(c)]


def main():
    runs, previous = [], None
    for value in range(0x80, sys.maxunicode + 1):
        parts = decomposition(value)
        if parts is None:
            continue
        entry = "+".join(f"{part:X}" for part in parts)
        if previous is not None and value == previous + 1 and len(runs[-1]) + len(entry) < 90:
            runs[-1] += "," + entry
        else:
            runs.append(f"{value:X}:{entry}")
        previous = value
    print(f"""\
// Unicode {unicodedata.unidata_version}: compatibility decompositions (NFKD) without combining marks.
// Made by Scripts/make-decompositions.py.

enum CompatibilityDecompositions {{
  /// Runs of neighbouring code points: the first, a colon, and for each the parts joined by `+`.
  static let runs = \"\"\"""")
    for line in textwrap.wrap(" ".join(runs), 94, break_long_words=False, break_on_hyphens=False):
        print("    " + line)
    print('    """\n}')


main()
