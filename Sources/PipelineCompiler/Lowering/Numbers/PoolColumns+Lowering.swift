// Groups of columns to one number each.

import Pipelines
import TensorIR

extension PoolColumns: LowerableOperator {
  /// The columns of each group gathered, and reduced.
  public func lower(
    _ inputs: [LoweredTable], in context: LoweringContext
  ) throws -> LoweredTable {
    let table = LoweredTable(try inputs[0].floats(in: context), in: context)
    let pooled = try groups.map { group in
      let columns = try table.selecting(group, in: context).floats(in: context)
      return try pool(columns, count: group.count, context.builder)
    }
    return LoweredTable(pooled, in: context.builder)
  }

  private func pool(_ x: ValueID, count: Int, _ b: FunctionBuilder) throws -> ValueID {
    switch statistic {
    case .mean: try b.reduceMean(x, axes: [1], keepDimensions: true, ordered: true)
    case .sum: try b.reduceSum(x, axes: [1], keepDimensions: true, ordered: true)
    case .product: try b.reduceProduct(x, axes: [1], keepDimensions: true, ordered: true)
    case .max: try b.reduceMax(x, axes: [1], keepDimensions: true)
    case .min: try b.reduceMin(x, axes: [1], keepDimensions: true)
    case .median: try median(x, count: count, b)
    }
  }

  /// The number in the middle, or the mean of the two there; NaN, which is sorted last, wins.
  private func median(_ x: ValueID, count: Int, _ b: FunctionBuilder) throws -> ValueID {
    let sorted = try b.sort(x, axis: 1)
    let first = (count - 1) / 2
    let middle = try b.slice(sorted, axis: 1, start: first, end: count / 2 + 1)
    let median = try b.reduceMean(middle, axes: [1], keepDimensions: true, ordered: true)
    let last = try b.slice(sorted, axis: 1, start: count - 1, end: count)
    return try b.select(b.isNaN(last), last, median)
  }
}
