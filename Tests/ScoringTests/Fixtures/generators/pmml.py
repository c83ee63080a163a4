"""PMML documents: every model and treatment, with answers computed apart from any reader of PMML."""

from . import pmml_trees


def write(group):
    for part in (pmml_trees,):
        part.write(group)
