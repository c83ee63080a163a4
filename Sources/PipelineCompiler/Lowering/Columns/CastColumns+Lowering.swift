// Converting columns.

import Pipelines

extension CastColumns: LowerableOperator {
  /// One matrix of the dtype; sparse columns stay sparse.
  public func lower(
    _ inputs: [LoweredTable], in context: LoweringContext
  ) throws -> LoweredTable {
    if inputs[0].isSparse, dtype == .f64 || dtype == .f32 {
      return try inputs[0].casting(to: dtype, in: context)
    }
    return LoweredTable(try inputs[0].matrix(dtype, in: context), in: context)
  }
}
