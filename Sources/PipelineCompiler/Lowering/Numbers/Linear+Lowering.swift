// Linear models.

import Pipelines

extension Linear: LowerableOperator {
  /// A matrix product and a sum.
  public func lower(
    _ inputs: [LoweredTable], in context: LoweringContext
  ) throws -> LoweredTable {
    let b = context.builder
    let x = try inputs[0].floats(in: context)
    let dtype = b.tensorType(of: x).dtype
    let weights = try context.matrix(
      weights, rows: bias.count, columns: featureCount, dtype, named: "weights")
    let scores = try b.matmul(x, weights, transposeRight: true)
    return LoweredTable(try b.add(scores, context.row(bias, dtype, named: "bias")), in: context)
  }
}
