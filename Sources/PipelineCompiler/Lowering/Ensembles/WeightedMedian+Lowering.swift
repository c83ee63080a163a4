// Medians of what weighted estimators predict.

import Pipelines
import TensorIR
import Tensors

extension WeightedMedian: LowerableOperator {
  /// The row sorted, its weights summed up in that order, and the first value that has half of them.
  public func lower(
    _ inputs: [LoweredTable], in context: LoweringContext
  ) throws -> LoweredTable {
    let b = context.builder
    let x = try inputs[0].floats(in: context)
    let order = try b.argSort(x, axis: 1)
    let sorted = try b.gather(b.constant(Tensor(weights), named: "weights"), order, axis: 0)
    let sums = try b.cumulativeSum(sorted, axis: 1)
    let all = try b.slice(sums, axis: 1, start: weights.count - 1, end: weights.count)
    let isHalf = try b.compare(sums, b.multiply(b.scalar(0.5, .f64), all), .greaterOrEqual)
    // The first of the largest is the first that is true.
    let place = try b.reshape(b.argMax(b.cast(isHalf, .f64), axis: 1), [.rows, 1])
    let column = try b.gatherAlong(order, place, axis: 1)
    return LoweredTable(try b.gatherAlong(x, column, axis: 1), in: context)
  }
}
