// Averages over the points within a radius.

import Pipelines
import TensorIR

extension RadiusAverage: LowerableOperator {
  /// All distances, those that are near as weights, and a matrix product.
  public func lower(
    _ inputs: [LoweredTable], in context: LoweringContext
  ) throws -> LoweredTable {
    let b = context.builder
    let x = try inputs[0].matrix(.f64, in: context)
    let emitter = MetricEmitter(metric: metric, context: context)
    let measures = try emitter.measures(x, to: points)
    let isNear = try emitter.isWithin(radius, measures)
    var weights = try b.cast(isNear, .f64)
    if weighting == .inverseDistance {
      let far = try context.number(.infinity, like: x)
      let distances = try b.select(isNear, emitter.distance(measures), far)
      weights = try weighting.weights(distances, in: context)
    }
    let known = try context.matrix(
      values, rows: points.count, columns: outputCount, .f64, named: "values")
    let total = try b.reduceSum(weights, axes: [1], keepDimensions: true)
    let averages = try b.divide(b.matmul(weights, known), total)
    let hasNeighbor = try b.reduceAny(isNear, axes: [1], keepDimensions: true)
    let isAlone = try b.cast(b.logicalNot(hasNeighbor), .f64)
    guard let fallback else {
      let nearest = try emitter.distance(b.reduceMin(measures, axes: [1], keepDimensions: true))
      let message =
        "\(context.place): a row needs a training row within \(radius); the nearest one is at"
      let checked = try b.require(averages, hasNeighbor, subject: nearest, message: message)
      return LoweredTable([checked, isAlone], in: b)
    }
    let alone = try context.row(fallback, .f64, named: "fallback")
    return LoweredTable([try b.select(hasNeighbor, averages, alone), isAlone], in: b)
  }
}
