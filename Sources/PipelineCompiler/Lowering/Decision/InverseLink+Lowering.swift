// Probabilities to the scores that give them.

import Pipelines
import TensorIR

extension InverseLink: LowerableOperator {
  /// Elementwise operations, and a mean where the scores of a row are centred.
  public func lower(
    _ inputs: [LoweredTable], in context: LoweringContext
  ) throws -> LoweredTable {
    let b = context.builder
    let x = try inputs[0].floats(in: context)
    let low = try context.number(clip.lowerBound, like: x)
    let high = try context.number(clip.upperBound, like: x)
    let p = try b.minimum(b.maximum(x, low), high)
    switch function {
    case .logit(let scale):
      let odds = try b.divide(p, b.subtract(context.number(1, like: x), p))
      let logarithm = try b.log(odds)
      let scores =
        scale == 1 ? logarithm : try b.multiply(logarithm, context.number(scale, like: x))
      return LoweredTable(scores, in: context)
    case .log: return LoweredTable(try b.log(p), in: context)
    case .centeredLog:
      let logarithms = try b.log(p)
      let sum = try b.reduceSum(logarithms, axes: [1], keepDimensions: true, ordered: true)
      let count = Double(context.inputTypes[0].width)
      let mean = try b.divide(sum, context.number(count, like: x))
      return LoweredTable(try b.subtract(logarithms, mean), in: context)
    }
  }
}
