// Linear models.

import Pipelines

extension Linear: LowerableOperator {
  /// A matrix product and a sum; sparse columns are multiplied by the entry.
  public func lower(
    _ inputs: [LoweredTable], in context: LoweringContext
  ) throws -> LoweredTable {
    let b = context.builder
    let dtype = inputs[0].floatDType
    let scores = try inputs[0].product(
      weights, outputs: bias.count, dtype, named: "weights", in: context)
    return LoweredTable(try b.add(scores, context.row(bias, dtype, named: "bias")), in: context)
  }
}
