// Covariance functions as operations.

import Pipelines
import TensorIR

extension Covariances: LowerableOperator {
  /// Distances and functions of them, part by part.
  public func lower(
    _ inputs: [LoweredTable], in context: LoweringContext
  ) throws -> LoweredTable {
    let x = try inputs[0].matrix(.f64, in: context)
    let emitter = CovarianceEmitter(points: points, context: context)
    let covariances = try emitter.between(function, x)
    return LoweredTable(
      try context.builder.broadcast(covariances, to: [.rows, .fixed(points.count)]), in: context)
  }
}

extension Variances: LowerableOperator {
  /// Constants, and squares of rows.
  public func lower(
    _ inputs: [LoweredTable], in context: LoweringContext
  ) throws -> LoweredTable {
    let x = try inputs[0].matrix(.f64, in: context)
    return LoweredTable(
      try context.builder.broadcast(diagonal(function, x, in: context), to: [.rows, 1]),
      in: context)
  }

  private func diagonal(
    _ function: CovarianceFunction, _ x: ValueID, in context: LoweringContext
  ) throws -> ValueID {
    let b = context.builder
    switch function {
    case .constant(let value): return try b.scalar(value, .f64)
    case .white(let noise): return try b.scalar(noise, .f64)
    case .squaredExponential, .matern, .rationalQuadratic, .periodic: return try b.scalar(1, .f64)
    case .dotProduct(let offset):
      let squares = try b.reduceSum(b.multiply(x, x), axes: [1], keepDimensions: true)
      return try b.add(squares, b.scalar(offset, .f64))
    case .sum(let left, let right):
      return try b.add(diagonal(left, x, in: context), diagonal(right, x, in: context))
    case .product(let left, let right):
      return try b.multiply(diagonal(left, x, in: context), diagonal(right, x, in: context))
    case .power(let base, let exponent):
      return try b.power(diagonal(base, x, in: context), b.scalar(exponent, .f64))
    }
  }
}

/// Emits covariances between rows and points; parts that are the same everywhere are scalars.
private struct CovarianceEmitter {
  let points: ReferencePoints
  let context: LoweringContext

  private var b: FunctionBuilder { context.builder }

  func between(_ function: CovarianceFunction, _ x: ValueID) throws -> ValueID {
    switch function {
    case .constant(let value): return try number(value)
    case .white: return try number(0)
    case .squaredExponential(let lengths):
      return try b.exp(b.multiply(squares(x, lengths), number(-0.5)))
    case .matern(let lengths, let halves):
      let scale = try number(Double(halves).squareRoot())
      let k = try b.multiply(b.sqrt(squares(x, lengths)), scale)
      let decay = try b.exp(b.negate(k))
      if halves == 1 { return decay }
      var factor = try b.add(number(1), k)
      if halves == 5 { factor = try b.add(factor, b.divide(b.multiply(k, k), number(3))) }
      return try b.multiply(factor, decay)
    case .rationalQuadratic(let length, let alpha):
      let share = try b.divide(squares(x, [1]), number(2 * alpha * length * length))
      return try b.power(b.add(number(1), share), number(-alpha))
    case .periodic(let length, let period):
      let angle = try b.multiply(b.sqrt(squares(x, [1])), number(.pi / period))
      let sine = try b.divide(b.sin(angle), number(length))
      return try b.exp(b.multiply(b.multiply(sine, sine), number(-2)))
    case .dotProduct(let offset):
      return try b.add(b.matmul(x, points.columns(.f64, in: context)), number(offset))
    case .sum(let left, let right): return try b.add(between(left, x), between(right, x))
    case .product(let left, let right):
      return try b.multiply(between(left, x), between(right, x))
    case .power(let base, let exponent): return try b.power(between(base, x), number(exponent))
    }
  }

  private func number(_ value: Double) throws -> ValueID { try b.scalar(value, .f64) }

  /// Squared distances of rows and points that were divided by `lengths`.
  private func squares(_ x: ValueID, _ lengths: [Double]) throws -> ValueID {
    var (rows, points) = (x, points)
    if lengths != [1] {
      let width = points.featureCount
      let each = lengths.count == 1 ? Array(repeating: lengths[0], count: width) : lengths
      rows = try b.divide(x, context.row(each, .f64, named: "lengths"))
      points.values = points.values.enumerated().map { $1 / each[$0 % width] }
    }
    return try b.pairwiseDistance(rows, points.columns(.f64, in: context), .squaredEuclidean)
  }
}
