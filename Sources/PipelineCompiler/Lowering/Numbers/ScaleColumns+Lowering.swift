// Centring and scaling.

import Pipelines

extension ScaleColumns: LowerableOperator {
  /// A subtraction and a division; the entries of a sparse matrix are multiplied by the reciprocal, as
  /// scikit-learn does.
  public func lower(
    _ inputs: [LoweredTable], in context: LoweringContext
  ) throws -> LoweredTable {
    let b = context.builder
    if inputs[0].isSparse, offset == nil, let divisor {
      let dtype = inputs[0].floatDType
      let factors = divisor.map { dtype == .f32 ? Double(1 / Float($0)) : 1 / $0 }
      return try inputs[0].scalingSparse(factors, named: "scale", in: context)
    }
    var x = try inputs[0].floats(in: context)
    let dtype = b.tensorType(of: x).dtype
    if let offset { x = try b.subtract(x, context.row(offset, dtype, named: "offset")) }
    if let divisor { x = try b.divide(x, context.row(divisor, dtype, named: "divisor")) }
    return LoweredTable(x, in: context)
  }
}
