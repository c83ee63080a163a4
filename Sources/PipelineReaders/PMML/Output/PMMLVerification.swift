// ModelVerification: rows that a document holds with their predictions.

import Pipelines

/// Reads the rows that a model is verified with.
enum PMMLVerification {
  /// The rows of a model; `nil` where it has none.
  /// - Parameters:
  ///   - model: the model's element.
  ///   - inputs: the names of input columns.
  ///   - outputs: the names of predictions.
  static func rows(
    of model: PMMLElement, inputs: Set<String>, outputs: Set<String>
  ) throws -> RecordedRows? {
    guard let element = model.child("ModelVerification") else { return nil }
    let rows = try element.requiredChild("InlineTable").inlineRows()
    var recorded = RecordedRows(
      inputs: [], predictions: [], count: rows.count, rtol: 0, atol: 0)
    for field in try element.requiredChild("VerificationFields").children("VerificationField") {
      let name = try field.required("field")
      let column = try field.columnName(field["column"] == nil ? "field" : "column")
      let cells = RecordedRows.Column(name: name, cells: rows.map { $0[column] })
      if inputs.contains(name) {
        recorded.inputs.append(cells)
      } else if outputs.contains(name) {
        recorded.predictions.append(cells)
        recorded.rtol = max(recorded.rtol, try field.double("precision") ?? 1e-6)
        recorded.atol = max(recorded.atol, try field.double("zeroThreshold") ?? 1e-16)
      }
    }
    return recorded.count > 0 && !recorded.predictions.isEmpty ? recorded : nil
  }
}
