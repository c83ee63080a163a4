// The nearest points.

import Pipelines
import TensorIR

extension NearestNeighbors: LowerableOperator {
  /// One search for each row; where angles are measured, a selection of all of them.
  public func lower(
    _ inputs: [LoweredTable], in context: LoweringContext
  ) throws -> LoweredTable {
    let b = context.builder
    let x = try inputs[0].matrix(.f64, in: context)
    let emitter = MetricEmitter(metric: metric, context: context)
    guard let measure = emitter.measure else {
      let measures = try emitter.measures(x, to: points)
      let (nearest, places) = try b.topK(b.negate(measures), k: count)
      return LoweredTable([try b.negate(nearest), places], in: b)
    }
    let (measures, places) = try b.nearestPoints(
      emitter.prepared(x), emitter.prepared(points.rows(.f64, in: context)), k: count, measure,
      tree: tree.map { try emitter.operands(of: $0, over: points) })
    return LoweredTable([try emitter.distance(measures), places], in: b)
  }
}
