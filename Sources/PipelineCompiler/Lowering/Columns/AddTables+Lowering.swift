// Adding tables.

import Pipelines

extension AddTables: LowerableOperator {
  /// The sum from left to right.
  public func lower(
    _ inputs: [LoweredTable], in context: LoweringContext
  ) throws -> LoweredTable {
    let dtype = context.outputType.uniformDType ?? .f64
    var sum = try inputs[0].matrix(dtype, in: context)
    for table in inputs.dropFirst() {
      sum = try context.builder.add(sum, table.matrix(dtype, in: context))
    }
    return LoweredTable(sum, in: context)
  }
}
