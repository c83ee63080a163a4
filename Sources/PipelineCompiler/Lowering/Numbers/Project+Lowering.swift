// Projections.

import Pipelines

extension Project: LowerableOperator {
  /// A subtraction, a matrix product and a division.
  public func lower(
    _ inputs: [LoweredTable], in context: LoweringContext
  ) throws -> LoweredTable {
    let b = context.builder
    let dtype = inputs[0].floatDType
    var table = inputs[0]
    if let mean {
      let centred = try b.subtract(
        table.floats(in: context), context.row(mean, dtype, named: "mean"))
      table = LoweredTable(centred, in: context)
    }
    var x = try table.product(
      components, outputs: componentCount, dtype, named: "components", in: context)
    if let divisor { x = try b.divide(x, context.row(divisor, dtype, named: "divisor")) }
    return LoweredTable(x, in: context)
  }
}
