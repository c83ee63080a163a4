// Graphs of neighbours.

import Pipelines
import TensorIR

extension NeighborGraph: LowerableOperator {
  /// Zeros, to which what is said of the neighbours is added at their places.
  public func lower(
    _ inputs: [LoweredTable], in context: LoweringContext
  ) throws -> LoweredTable {
    let b = context.builder
    let (distances, places) = try inputs[0].neighbors(in: context)
    let zero = try context.number(0, like: distances)
    let zeros = try b.broadcast(zero, to: [.rows, .fixed(pointCount)])
    let edges =
      switch edge {
      case .distance: distances
      case .connectivity:
        try b.broadcast(context.number(1, like: distances), toShapeOf: distances)
      }
    return LoweredTable(try b.scatterAddAlong(zeros, places, edges, axis: 1), in: context)
  }
}

extension RadiusGraph: LowerableOperator {
  /// All distances, of which those beyond the radius become 0.
  public func lower(
    _ inputs: [LoweredTable], in context: LoweringContext
  ) throws -> LoweredTable {
    let b = context.builder
    let x = try inputs[0].matrix(.f64, in: context)
    let emitter = MetricEmitter(metric: metric, context: context)
    let measures = try emitter.measures(x, to: points)
    let isNear = try emitter.isWithin(radius, measures)
    guard edge == .distance else { return LoweredTable(try b.cast(isNear, .f64), in: context) }
    return LoweredTable(
      try b.select(isNear, emitter.distance(measures), context.number(0, like: x)), in: context)
  }
}
