// Choosing columns.

import Pipelines

extension SelectColumns: LowerableOperator {
  /// The same slabs, or parts of them.
  public func lower(
    _ inputs: [LoweredTable], in context: LoweringContext
  ) throws -> LoweredTable {
    try inputs[0].selecting(indices, in: context)
  }
}
