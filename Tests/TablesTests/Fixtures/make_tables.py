"""Writes CSV files and what pandas reads in them (python make_tables.py; needs pandas).

Each NAME.csv has a NAME.expected.jsonl with one line a column: its name, the type that the reader
must infer, and its values (floats as their hexadecimal text, missing ones as null).
"""

import json
import pathlib
import random

import pandas as pd

HERE = pathlib.Path(__file__).parent
MISSING = ["", "NA", "NaN", "nan", "null"]

rng = random.Random(20)


def number():
    kind = rng.randrange(6)
    if kind == 0:
        return repr(rng.uniform(-1, 1) * 10 ** rng.randrange(-300, 300))
    if kind == 1:
        return f"{rng.uniform(-1e6, 1e6):.3f}"
    if kind == 2:
        return str(rng.randrange(-(10**18), 10**18)) + "." + str(rng.randrange(10**6))
    if kind == 3:
        return f"{rng.uniform(-10, 10):.25e}"
    if kind == 4:
        return rng.choice(["5e-324", "2.2250738585072011e-308", "1.7976931348623157e308", "-0.0"])
    return rng.choice(["inf", "-inf", "Infinity", "1E5", "+3.25", ".5", "5."])


FILES = {
    "quoting": 'id,text,"a ""name"""\n1,"a,b",x\n2,"line\nbreak","say ""hi"""\n3,plain,"NA"\n'
    '4,in "quotes",y\n5,"",\n',
    "crlf": 'a,b\r\n1,x\r\n\r\n2,"y\r\nz"\r\n3,w',
    "missing": "i,f,s,all,quoted\n1,1.5,a,,\"1\"\n,NA,NA,NaN,\"2\"\n3,nan,,null,\"\"\n4,2,null,nan,\"NA\"\n",
    "types": "int,float,bool,text,spaced,zeros\n1,1,True,1x, 1,007\n-2,2.5,FALSE,2, 2.5,08\n"
    "9223372036854775807,3,true,three,3 ,0\n",
    "unnamed": ",x\n0,1.5\n1,2.5\n",
    "numbers": "x,y\n" + "".join(f"{number()},{number()}\n" for _ in range(200)),
}


def column(name, values):
    kind = {"int64": "i64", "float64": "f64", "bool": "bool"}.get(str(values.dtype), "string")
    shown = []
    for value in values:
        if pd.isna(value):
            shown.append(None)
        elif kind == "f64":
            shown.append(float(value).hex())
        else:
            shown.append(bool(value) if kind == "bool" else int(value) if kind == "i64" else value)
    return {"name": name, "type": kind, "values": shown}


for name, text in FILES.items():
    path = HERE / f"{name}.csv"
    path.write_bytes(text.encode())
    table = pd.read_csv(path, keep_default_na=False, na_values=MISSING)
    with open(HERE / f"{name}.expected.jsonl", "w") as expected:
        for key in table.columns:
            expected.write(json.dumps(column(key, table[key])) + "\n")
