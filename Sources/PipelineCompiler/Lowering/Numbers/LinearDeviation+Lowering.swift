// The uncertainty of linear models.

import Pipelines
import TensorIR

extension LinearDeviation: LowerableOperator {
  /// A matrix product, the sum of its products with the row, and a root.
  public func lower(
    _ inputs: [LoweredTable], in context: LoweringContext
  ) throws -> LoweredTable {
    let b = context.builder
    var x = try inputs[0].floats(in: context)
    let dtype = b.tensorType(of: x).dtype
    if let offset { x = try b.subtract(x, context.row(offset, dtype, named: "offset")) }
    let matrix = try context.matrix(
      covariance, rows: featureCount, columns: featureCount, dtype, named: "covariance")
    let products = try b.multiply(b.matmul(x, matrix), x)
    let variance = try b.reduceSum(products, axes: [1], keepDimensions: true)
    return LoweredTable(
      try b.sqrt(b.add(variance, context.number(noise, like: x))), in: context)
  }
}
