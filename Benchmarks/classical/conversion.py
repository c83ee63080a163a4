"""Models as ONNX files, by the converters of their libraries."""

import pickle
from pathlib import Path

OPSET = {"": 15, "ai.onnx.ml": 3}


def onnx_file(about):
    """The path of the model's ONNX file, which is made where it is not there yet."""
    path = Path(about["folder"], "model.onnx")
    if not path.exists():
        contents = convert(about)
        path.write_bytes(contents)
    return str(path)


def convert(about):
    if about["kind"] == "pipeline":
        return convert_pipeline(about)
    model = pickle.loads(Path(about["folder"], "model.pkl").read_bytes())
    if about["kind"] == "cat":
        path = Path(about["folder"], "catboost.onnx")
        model.save_model(str(path), format="onnx")
        return path.read_bytes()
    if about["kind"] in ("lgbm", "xgb"):
        import onnxmltools
        from onnxmltools.convert.common.data_types import FloatTensorType
        rows = [("X", FloatTensorType([None, about["columns"]]))]
        if about["kind"] == "xgb":
            return onnxmltools.convert_xgboost(model, initial_types=rows, target_opset=15).SerializeToString()
        options = {} if about["classes"] == 0 else {"zipmap": False}
        return onnxmltools.convert_lightgbm(
            model, initial_types=rows, target_opset=15, **options).SerializeToString()
    import skl2onnx
    from skl2onnx.common.data_types import FloatTensorType
    options = None if about["classes"] == 0 else {id(model): {"zipmap": False}}
    return skl2onnx.convert_sklearn(
        model, initial_types=[("X", FloatTensorType([None, about["columns"]]))], options=options,
        target_opset=OPSET).SerializeToString()


def convert_pipeline(about):
    """A pipeline whose columns are inputs of their own, with the boosters' converters made known."""
    import lightgbm
    import pandas as pd
    import skl2onnx
    import xgboost
    from onnxmltools.convert.lightgbm.operator_converters.LightGbm import convert_lightgbm
    from onnxmltools.convert.xgboost.operator_converters.XGBoost import convert_xgboost
    from skl2onnx.common.data_types import FloatTensorType, StringTensorType
    from skl2onnx.common.shape_calculator import (
        calculate_linear_classifier_output_shapes, calculate_linear_regressor_output_shapes)
    options = {"nocl": [True, False], "zipmap": [True, False, "columns"]}
    skl2onnx.update_registered_converter(
        lightgbm.LGBMClassifier, "LightGBMClassifier", calculate_linear_classifier_output_shapes, convert_lightgbm,
        options=options)
    skl2onnx.update_registered_converter(
        xgboost.XGBClassifier, "XGBoostClassifier", calculate_linear_classifier_output_shapes, convert_xgboost,
        options=options)
    skl2onnx.update_registered_converter(
        xgboost.XGBRegressor, "XGBoostRegressor", calculate_linear_regressor_output_shapes, convert_xgboost)
    model = pickle.loads(Path(about["file"]).read_bytes())
    columns = pd.read_csv(about["rows"], nrows=0).columns
    inputs = [(name, (StringTensorType if name in about["texts"] else FloatTensorType)([None, 1]))
              for name in columns]
    zipped = None if about["classes"] == 0 else {id(model.steps[-1][1]): {"zipmap": False}}
    return skl2onnx.convert_sklearn(
        model, initial_types=inputs, options=zipped, target_opset=OPSET).SerializeToString()
