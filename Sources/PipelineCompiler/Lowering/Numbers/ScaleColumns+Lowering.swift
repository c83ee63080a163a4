// Centring and scaling.

import Pipelines

extension ScaleColumns: LowerableOperator {
  /// A subtraction and a division.
  public func lower(
    _ inputs: [LoweredTable], in context: LoweringContext
  ) throws -> LoweredTable {
    let b = context.builder
    var x = try inputs[0].floats(in: context)
    let dtype = b.tensorType(of: x).dtype
    if let offset { x = try b.subtract(x, context.row(offset, dtype, named: "offset")) }
    if let divisor { x = try b.divide(x, context.row(divisor, dtype, named: "divisor")) }
    return LoweredTable(x, in: context)
  }
}
