// Distances to points.

import Pipelines
import TensorIR

extension DistanceMatrix: LowerableOperator {
  /// One operation that holds no differences, and a root.
  public func lower(
    _ inputs: [LoweredTable], in context: LoweringContext
  ) throws -> LoweredTable {
    let x = try inputs[0].floats(in: context)
    let emitter = MetricEmitter(metric: metric, context: context)
    let measures = try emitter.measures(x, to: points)
    return LoweredTable(try emitter.distance(measures), in: context)
  }
}
