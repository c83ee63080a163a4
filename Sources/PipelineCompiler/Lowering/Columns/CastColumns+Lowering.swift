// Converting columns.

import Pipelines

extension CastColumns: LowerableOperator {
  /// One matrix of the dtype.
  public func lower(
    _ inputs: [LoweredTable], in context: LoweringContext
  ) throws -> LoweredTable {
    LoweredTable(try inputs[0].matrix(dtype, in: context), in: context)
  }
}
