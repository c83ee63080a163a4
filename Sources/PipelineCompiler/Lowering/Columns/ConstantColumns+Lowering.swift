// The same numbers for every row.

import Pipelines
import TensorIR

extension ConstantColumns: LowerableOperator {
  /// The numbers repeated as often as there are rows.
  public func lower(
    _ inputs: [LoweredTable], in context: LoweringContext
  ) throws -> LoweredTable {
    let row = try context.row(values, .f64, named: "constants")
    let rows = try context.builder.broadcast(row, to: [.rows, .fixed(values.count)])
    return LoweredTable(rows, in: context)
  }
}
