// The outputs of bare boosters, named as their libraries name the methods.

import Pipelines

extension Pipeline {
  /// Adds `table` as the output of `method`: `predict`, or `predict[0]` and so on where it has several
  /// columns.
  mutating func addOutput(
    _ method: String, _ table: TableReference, isDefault: Bool, isAlwaysNumbered: Bool = false
  ) {
    let width = type(of: table).width
    let names =
      width == 1 && !isAlwaysNumbered ? [method] : (0..<width).map { "\(method)[\($0)]" }
    outputs.append(
      PipelineOutput(method: method, table: table, columnNames: names, isDefault: isDefault))
  }
}
