// Means of the logistic function.

import Pipelines
import TensorIR
import Tensors

extension MeanLogistic: LowerableOperator {
  /// All error functions side by side, and the product with their weights.
  public func lower(
    _ inputs: [LoweredTable], in context: LoweringContext
  ) throws -> LoweredTable {
    let b = context.builder
    let mean = try inputs[0].matrix(.f64, in: context)
    let variance = try inputs[1].matrix(.f64, in: context)
    let slopes = try context.row(Self.slopes, .f64, named: "slopes")
    let squares = try context.row(Self.slopes.map { $0 * $0 }, .f64, named: "squares")
    // alpha / (alpha + slope²) with alpha = 1 / (2 variance).
    let alpha = try b.reciprocal(b.multiply(variance, context.number(2, like: variance)))
    let share = try b.divide(alpha, b.add(alpha, squares))
    let argument = try b.multiply(b.multiply(mean, slopes), b.sqrt(share))
    let weights = try context.matrix(
      Self.weights, rows: Self.weights.count, columns: 1, .f64, named: "weights")
    let sum = try b.matmul(b.erf(argument), weights)
    let total = try b.add(sum, context.number(Self.weights.reduce(0, +), like: sum))
    return LoweredTable(try b.multiply(total, context.number(0.5, like: total)), in: context)
  }
}
