// Projections.

import Pipelines

extension Project: LowerableOperator {
  /// A subtraction, a matrix product and a division.
  public func lower(
    _ inputs: [LoweredTable], in context: LoweringContext
  ) throws -> LoweredTable {
    let b = context.builder
    var x = try inputs[0].floats(in: context)
    let dtype = b.tensorType(of: x).dtype
    if let mean { x = try b.subtract(x, context.row(mean, dtype, named: "mean")) }
    let axes = try context.matrix(
      components, rows: componentCount, columns: featureCount, dtype, named: "components")
    x = try b.matmul(x, axes, transposeRight: true)
    if let divisor { x = try b.divide(x, context.row(divisor, dtype, named: "divisor")) }
    return LoweredTable(x, in: context)
  }
}
