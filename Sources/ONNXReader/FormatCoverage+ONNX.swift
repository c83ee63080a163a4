// What is read of ONNX models.

import PipelineReaders

extension FormatCoverage {
  /// The operators that are read.
  public static let onnx = FormatCoverage(
    name: "onnx", files: "ONNX models, with external data beside them",
    versions: "operator sets 1 to 25, ai.onnx.ml 1 to 5",
    families: [
      Family("ai.onnx", names: OperatorTable.standardNames),
      Family("ai.onnx.ml", names: OperatorTable.classicalNames),
    ],
    notes: [
      "The element types are FLOAT, DOUBLE, BFLOAT16, INT64, INT32, INT8, BOOL and STRING.",
      "A model that scores rows takes matrices or vectors whose first extent is free; any other runs on "
        + "the tensors of a test folder: `windhover verify FOLDER`.",
      "Loops, branches and sequences are followed while the model is read: what decides them must not "
        + "depend on the rows.",
      "Functions of the model are expanded.",
    ])
}
