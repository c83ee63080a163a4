// Squared distances in the scales of distributions.

import Pipelines
import TensorIR
import Tensors

extension QuadraticScores: LowerableOperator {
  /// All distributions at once where scales are by feature, and one after the other elsewhere.
  public func lower(
    _ inputs: [LoweredTable], in context: LoweringContext
  ) throws -> LoweredTable {
    let b = context.builder
    let x = try inputs[0].matrix(.f64, in: context)
    let squares = try self.squares(x, in: context)
    let scores = try b.multiply(squares, context.number(weight, like: x))
    return LoweredTable(
      try b.add(scores, context.row(offsets, .f64, named: "offsets")), in: context)
  }

  private func squares(_ x: ValueID, in context: LoweringContext) throws -> ValueID {
    let b = context.builder
    switch scale {
    case .variances(let variances):
      let shape: Shape = [1, offsets.count, featureCount]
      let centres = try b.constant(Tensor(means, shape: shape), named: "means")
      let scales = try b.constant(Tensor(variances, shape: shape), named: "variances")
      let rows = try b.reshape(x, [.rows, 1, .fixed(featureCount)])
      let difference = try b.subtract(rows, centres)
      let squares = try b.divide(b.multiply(difference, difference), scales)
      return try b.reduceSum(squares, axes: [2])
    case .factors(let factors):
      let columns = try factors.enumerated().map { place, factor in
        let scaled = try b.matmul(
          centred(x, at: place, in: context),
          context.matrix(
            factor, rows: featureCount, columns: factor.count / featureCount, .f64,
            named: "factor"))
        return try b.reduceSum(b.multiply(scaled, scaled), axes: [1], keepDimensions: true)
      }
      return try b.concatenate(columns, axis: 1)
    case .precisions(let precisions):
      let columns = try precisions.enumerated().map { place, precision in
        let difference = try centred(x, at: place, in: context)
        let product = try b.matmul(
          difference,
          context.matrix(
            precision, rows: featureCount, columns: featureCount, .f64, named: "precision"))
        return try b.reduceSum(b.multiply(product, difference), axes: [1], keepDimensions: true)
      }
      return try b.concatenate(columns, axis: 1)
    }
  }

  private func centred(
    _ x: ValueID, at place: Int, in context: LoweringContext
  ) throws -> ValueID {
    let mean = Array(means[place * featureCount..<(place + 1) * featureCount])
    return try context.builder.subtract(x, context.row(mean, .f64, named: "mean"))
  }
}
