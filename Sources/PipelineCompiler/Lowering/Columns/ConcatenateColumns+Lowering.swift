// Joining tables.

import Pipelines

extension ConcatenateColumns: LowerableOperator {
  /// The slabs of all tables: nothing is copied until a matrix is asked for.
  public func lower(
    _ inputs: [LoweredTable], in context: LoweringContext
  ) throws -> LoweredTable {
    LoweredTable(joining: inputs)
  }
}
