// Adding tables.

import Pipelines
import TensorIR

extension AddTables: LowerableOperator {
  /// The sum from left to right.
  public func lower(
    _ inputs: [LoweredTable], in context: LoweringContext
  ) throws -> LoweredTable {
    var sum = try term(0, of: inputs, in: context)
    for index in inputs.indices.dropFirst() {
      sum = try context.builder.add(sum, term(index, of: inputs, in: context))
    }
    return LoweredTable(sum, in: context)
  }

  private func term(
    _ index: Int, of inputs: [LoweredTable], in context: LoweringContext
  ) throws -> ValueID {
    let dtype = context.outputType.uniformDType ?? .f64
    let table = try inputs[index].matrix(dtype, in: context)
    guard let weight = weights?[index] else { return table }
    return try context.builder.multiply(table, context.number(weight, like: table))
  }
}
