// Densities.

import Pipelines
import TensorIR
import Tensors

extension KernelDensity: LowerableOperator {
  /// One walk of the tree for each row.
  public func lower(
    _ inputs: [LoweredTable], in context: LoweringContext
  ) throws -> LoweredTable {
    let b = context.builder
    let emitter = MetricEmitter(metric: metric, context: context)
    guard let measure = emitter.measure, let kernel = DensityKernel(rawValue: kernel.rawValue)
    else { throw context.error("there is no density by this distance and kernel") }
    let weights = weights ?? Array(repeating: 1, count: points.count)
    let total = weights.pairwiseSum
    let rule = DensityRule(
      kernel: kernel, bandwidth: bandwidth, total: total, absolute: absoluteTolerance * total,
      relative: relativeTolerance, isBreadthFirst: isBreadthFirst, measure: measure)
    let densities = try b.kernelDensity(
      emitter.prepared(inputs[0].matrix(.f64, in: context)),
      emitter.prepared(points.rows(.f64, in: context)),
      tree: emitter.operands(of: tree, over: points),
      weights: b.constant(Tensor(weights), named: "weights"), rule)
    return LoweredTable(densities, in: context)
  }
}
