"""Writes the numpy files that the tests of `NpyFile` and `NpzFile` read.

Run it with numpy 1.24 or newer:

    python make_arrays.py
"""

import os

import numpy as np

FOLDER = os.path.dirname(os.path.abspath(__file__))
GRID = np.arange(6).reshape(2, 3)


def main():
    arrays = {}
    for code in ["f8", "f4", "f2", "i8", "i4", "i2", "i1", "u8", "u4", "u2", "u1"]:
        arrays[f"little-{code}"] = GRID.astype("<" + code)
        arrays[f"big-{code}"] = GRID.astype(">" + code)
        arrays[f"fortran-{code}"] = np.asfortranarray(GRID.astype("<" + code))
    arrays["bool"] = GRID % 2 == 1
    arrays["text"] = np.array(["a", "h\u00e9llo", "", "\U0001f600"])
    arrays["bigtext"] = arrays["text"].astype(">U5")
    arrays["bytes"] = np.array([b"ab", b"c"])
    arrays["scalar"] = np.array(7.5)
    arrays["empty"] = np.zeros((0, 3))
    arrays["cube"] = np.asfortranarray(np.arange(24.0).reshape(2, 3, 4))
    arrays["toolarge"] = np.array([2**63], dtype=np.uint64)
    arrays["complex"] = np.zeros(2, dtype=complex)
    arrays["records"] = np.array([(1, 2.5)], dtype=[("a", "<i4"), ("b", ">f8")])
    np.savez_compressed(os.path.join(FOLDER, "arrays.npz"), **arrays)
    for version in [(1, 0), (2, 0), (3, 0)]:
        with open(os.path.join(FOLDER, f"version{version[0]}.npy"), "wb") as out:
            np.lib.format.write_array(out, GRID.astype(float), version=version)
    with open(os.path.join(FOLDER, "objects.npy"), "wb") as out:
        np.save(out, np.array([None, 1], dtype=object), allow_pickle=True)


if __name__ == "__main__":
    main()
