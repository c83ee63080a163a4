"""Trains the models of the scoring tests and writes what the training library answers.

    python -m venv .venv && .venv/bin/pip install -r requirements.txt
    .venv/bin/python make_models.py              # all groups of today's versions
    .venv/bin/python make_models.py linear trees # some groups
    OLD/bin/python make_models.py --old          # the cases of an old version, whatever is installed
    OLD/bin/python make_models.py --old ensembles  # those of a group that has its own

Each case is a folder: model files, input.csv, expected.csv; cases.json of a group is its index. The README
beside this file has the conventions.
"""

import argparse
import importlib
import os
import sys
import warnings

os.environ.setdefault("OMP_NUM_THREADS", "1")

from generators.writer import Group  # noqa: E402  (threads are set first)

GROUPS = ["preprocessing", "encoders", "reshaping", "selection", "imputation", "decomposition", "nonnegative",
          "category_encoders", "text", "pipelines", "wrappers", "substitutes", "linear", "ensembles",
          "support_vectors", "bayes", "neighbors", "semi_supervised", "manifold", "clusters", "distributions",
          "networks", "outliers",
          "trees", "boosting", "xgboost", "lightgbm", "catboost", "formats",
          "onnx", "pmml"]
# A module may not carry its library's name, which would hide the library.
MODULES = {"xgboost": "xgboost_models", "lightgbm": "lightgbm_models",
           "category_encoders": "category_encoder_models", "catboost": "catboost_models",
           "text": "texts", "onnx": "onnx_models"}


def versions():
    found = {}
    for name in ("sklearn", "xgboost", "lightgbm", "catboost", "numpy"):
        try:
            found[name] = importlib.import_module(name).__version__
        except (ImportError, AttributeError):  # A folder of cases is no library.
            pass
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("groups", nargs="*", help="groups to write; all by default")
    parser.add_argument("--old", action="store_true", help="write the cases of old versions")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    installed = versions()
    if options.old and options.groups:
        for name in options.groups:
            group = Group(f"versions/{name}-{installed['sklearn']}", installed)
            importlib.import_module(f"generators.{name}").write_old(group)
            group.finish()
        return
    if options.old:
        group = Group("versions/sklearn-" + installed["sklearn"], installed)
        importlib.import_module("generators.old_versions").write(group)
        group.finish()
        return
    unknown = set(options.groups) - set(GROUPS)
    if unknown:
        sys.exit(f"no such group: {', '.join(sorted(unknown))}; there are {', '.join(GROUPS)}")
    for name in options.groups or GROUPS:
        group = Group(name, installed)
        importlib.import_module(f"generators.{MODULES.get(name, name)}").write(group)
        group.finish()
        print(f"{name}: {len(group.entries)} cases")


if __name__ == "__main__":
    main()
