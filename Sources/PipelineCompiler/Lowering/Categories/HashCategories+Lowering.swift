// Categories to hashes.

import Pipelines
import TensorIR

extension HashCategories: LowerableOperator {
  /// One operation for all columns of a kind.
  public func lower(
    _ inputs: [LoweredTable], in context: LoweringContext
  ) throws -> LoweredTable {
    let b = context.builder
    return LoweredTable(try inputs[0].slabs.map { try b.cityHash($0.value) }, in: b)
  }
}
