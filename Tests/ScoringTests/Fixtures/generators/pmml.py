"""PMML documents: every model and treatment, with answers computed apart from any reader of PMML."""

from . import pmml_classes, pmml_fields, pmml_items, pmml_mining, pmml_numbers, pmml_trees


def write(group):
    for part in (pmml_trees, pmml_numbers, pmml_fields, pmml_classes, pmml_mining, pmml_items):
        part.write(group)
