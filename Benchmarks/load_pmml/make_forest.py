"""Writes a PMML document of about a given size: a regression forest of random trees.

    make_forest.py MEGABYTES OUT

The nodes are laid out one element a line, as converters of training libraries write them.
"""

import random
import sys

FEATURES, DEPTH = 20, 12

megabytes, path = float(sys.argv[1]), sys.argv[2]
dice = random.Random(0)


def node(depth, predicate, out):
    out.append(f'<Node score="{dice.gauss(0, 1)!r}">\n{predicate}\n')
    if depth < DEPTH:
        name, threshold = f"x{dice.randrange(FEATURES)}", repr(dice.gauss(0, 1))
        for operator in ("lessOrEqual", "greaterThan"):
            node(depth + 1, f'<SimplePredicate field="{name}" operator="{operator}" value="{threshold}"/>', out)
    out.append("</Node>\n")


def schema():
    return "<MiningSchema>\n" + "".join(f'<MiningField name="x{i}"/>\n' for i in range(FEATURES)) + "</MiningSchema>\n"


with open(path, "w") as file:
    file.write('<?xml version="1.0" encoding="UTF-8"?>\n<PMML xmlns="http://www.dmg.org/PMML-4_4" version="4.4">\n'
               "<Header/>\n<DataDictionary>\n")
    for i in range(FEATURES):
        file.write(f'<DataField name="x{i}" optype="continuous" dataType="double"/>\n')
    file.write('<DataField name="y" optype="continuous" dataType="double"/>\n</DataDictionary>\n'
               '<MiningModel functionName="regression">\n'
               + schema().replace("</MiningSchema>", '<MiningField name="y" usageType="target"/>\n</MiningSchema>')
               + '<Segmentation multipleModelMethod="average">\n')
    trees = 0
    while file.tell() < megabytes * 1e6:
        out = []
        node(0, "<True/>", out)
        file.write(f'<Segment id="{trees + 1}">\n<True/>\n<TreeModel functionName="regression" '
                   f'splitCharacteristic="binarySplit">\n{schema()}{"".join(out)}</TreeModel>\n</Segment>\n')
        trees += 1
    file.write("</Segmentation>\n</MiningModel>\n</PMML>\n")
print(f"{path}: {trees} trees")
