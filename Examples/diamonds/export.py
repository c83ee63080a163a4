"""Writes the diamonds regressions in the formats that tools exchange: ONNX and PMML.

    python -m venv .venv && .venv/bin/pip install -r requirements.txt
    .venv/bin/python train.py && .venv/bin/python export.py

The forest is what skl2onnx makes of a pipeline, and its predictions are onnxruntime's. The PMML document
is written here, from a linear regression's coefficients, with rows that it is verified by.
"""

import gzip
from xml.sax.saxutils import quoteattr

import numpy as np
import onnxruntime
from skl2onnx import to_onnx
from skl2onnx.common.data_types import FloatTensorType, StringTensorType
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import RandomForestRegressor
from sklearn.linear_model import LinearRegression
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder

from train import GRADES, HERE, NUMERIC, csv_bytes, read_rows, split, write_expected


def forest(train, price, rows):
    """A random forest behind the grades' ranks, as ONNX: a column is an input."""
    model = Pipeline([
        ("features", ColumnTransformer([
            ("grades", OrdinalEncoder(categories=list(GRADES.values())), list(GRADES)),
            ("sizes", "passthrough", NUMERIC)])),
        ("model", RandomForestRegressor(n_estimators=20, max_depth=7, random_state=0)),
    ]).fit(train, price)
    inputs = [(name, StringTensorType([None, 1])) for name in GRADES]
    inputs += [(name, FloatTensorType([None, 1])) for name in NUMERIC]
    data = to_onnx(model, initial_types=inputs, target_opset=18).SerializeToString()
    (HERE / "models" / "forest.onnx").write_bytes(data)
    feeds = {name: rows[[name]].to_numpy(object if name in GRADES else np.float32) for name, _ in inputs}
    predicted = onnxruntime.InferenceSession(data).run(None, feeds)[0].ravel()
    write_expected("forest", predicted, "variable", "%.9g")


def linear(train, price, rows):
    """The logarithm of the price as a sum of sizes and grades, as PMML."""
    model = Pipeline([
        ("features", ColumnTransformer([
            ("grades", OneHotEncoder(categories=list(GRADES.values()), drop="first"), list(GRADES)),
            ("sizes", "passthrough", NUMERIC)])),
        ("model", LinearRegression()),
    ]).fit(train, np.log(price))
    weights = iter(model["model"].coef_.tolist())
    predictors = [
        f"<CategoricalPredictor name={quoteattr(name)} value={quoteattr(grade)} coefficient=\"{next(weights)!r}\"/>"
        for name, grades in GRADES.items() for grade in grades[1:]]
    predictors += [f'<NumericPredictor name="{name}" coefficient="{next(weights)!r}"/>' for name in NUMERIC]
    predicted = np.exp(model.predict(rows))
    write_expected("linear", predicted, "price", "%.17g")

    fields = [f'<DataField name="{name}" optype="categorical" dataType="string">'
              + "".join(f"<Value value={quoteattr(grade)}/>" for grade in grades) + "</DataField>"
              for name, grades in GRADES.items()]
    fields += [f'<DataField name="{name}" optype="continuous" dataType="double"/>' for name in [*NUMERIC, "price"]]
    names = [*GRADES, *NUMERIC]
    records = "\n".join(
        "<row>" + "".join(f"<c{i}>{rows[name].iloc[row]}</c{i}>" for i, name in enumerate(names))
        + f"<price>{float(predicted[row])!r}</price></row>" for row in range(4))
    verified = "".join(f'<VerificationField field="{name}" column="c{i}"/>' for i, name in enumerate(names))
    lines = "\n".join
    (HERE / "models" / "linear.pmml").write_text(f"""<?xml version="1.0" encoding="UTF-8"?>
<PMML xmlns="http://www.dmg.org/PMML-4_4" version="4.4">
<Header description="What a diamond costs"/>
<DataDictionary>
{lines(fields)}
</DataDictionary>
<RegressionModel functionName="regression" normalizationMethod="exp">
<MiningSchema>
{lines(f'<MiningField name="{name}"/>' for name in names)}
<MiningField name="price" usageType="target"/>
</MiningSchema>
<ModelVerification recordCount="4" fieldCount="{len(names) + 1}">
<VerificationFields>{verified}<VerificationField field="price" column="price" precision="1e-9"/></VerificationFields>
<InlineTable>
{records}
</InlineTable>
</ModelVerification>
<RegressionTable intercept="{float(model["model"].intercept_)!r}">
{lines(predictors)}
</RegressionTable>
</RegressionModel>
</PMML>
""")


def main():
    table, price, train, _ = split()
    rows = read_rows(gzip.decompress((HERE / "diamonds.csv.gz").read_bytes()))
    training_rows = read_rows(csv_bytes(table.iloc[train]))
    forest(training_rows, price[train], rows)
    linear(training_rows, price[train], rows)


if __name__ == "__main__":
    main()
