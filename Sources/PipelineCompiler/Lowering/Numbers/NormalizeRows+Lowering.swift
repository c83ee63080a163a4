// Rows divided by their norm.

import Pipelines
import TensorIR

extension NormalizeRows: LowerableOperator {
  /// The norm, with 1 in place of a norm that scikit-learn takes for zero.
  ///
  /// That is one below ten times the distance from 1 to the next number. Sparse rows keep every norm that
  /// is not zero, as they do there.
  public func lower(
    _ inputs: [LoweredTable], in context: LoweringContext
  ) throws -> LoweredTable {
    guard inputs[0].isSparse else {
      return LoweredTable(try normalized(inputs[0].floats(in: context), in: context), in: context)
    }
    let sparse = try inputs[0].sparse(in: context)
    return LoweredTable(
      try context.builder.sparseNormalizeRows(sparse, norm: norm.rawValue), in: context)
  }

  /// The rows of `x`, each divided by its norm.
  func normalized(_ x: ValueID, in context: LoweringContext) throws -> ValueID {
    let b = context.builder
    let length = try self.length(of: x, b)
    let isSingle = b.tensorType(of: x).dtype == .f32
    let smallest = 10 * (isSingle ? Double(Float.ulpOfOne) : Double.ulpOfOne)
    let isZero = try b.compare(length, context.number(smallest, like: x), .less)
    let divisor = try b.select(isZero, context.number(1, like: x), length)
    return try b.divide(x, divisor)
  }

  private func length(of x: ValueID, _ b: FunctionBuilder) throws -> ValueID {
    switch norm {
    case .l1: try b.reduceSum(b.abs(x), axes: [1], keepDimensions: true)
    case .l2: try b.sqrt(b.reduceSum(b.multiply(x, x), axes: [1], keepDimensions: true))
    case .max: try b.reduceMax(b.abs(x), axes: [1], keepDimensions: true)
    }
  }
}
