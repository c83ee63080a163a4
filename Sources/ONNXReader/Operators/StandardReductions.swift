// Reductions along axes.

import TensorIR
import Tensors

enum StandardReductions {
  private typealias Reduce = @Sendable (FunctionBuilder, ValueID, [Int], Bool) throws -> ValueID

  static var rules: [String: OperatorRule] {
    [
      "ReduceSum": reduction { try $0.reduceSum($1, axes: $2, keepDimensions: $3) },
      "ReduceProd": reduction { try $0.reduceProduct($1, axes: $2, keepDimensions: $3) },
      "ReduceMean": reduction { try mean($0, $1, $2, $3) },
      "ReduceMax": reduction { try extreme($0, $1, $2, $3, isMaximum: true) },
      "ReduceMin": reduction { try extreme($0, $1, $2, $3, isMaximum: false) },
      "ReduceL1": reduction { try $0.reduceSum($0.abs($1), axes: $2, keepDimensions: $3) },
      "ReduceL2": reduction {
        let square = try $0.reduceSum($0.multiply($1, $1), axes: $2, keepDimensions: $3)
        let dtype = $0.tensorType(of: square).dtype
        guard dtype.isInteger else { return try $0.sqrt(square) }
        return try $0.cast($0.sqrt($0.cast(square, .f64)), dtype)
      },
      "ReduceSumSquare": reduction {
        try $0.reduceSum($0.multiply($1, $1), axes: $2, keepDimensions: $3)
      },
      "ReduceLogSum": reduction {
        try $0.log($0.reduceSum($1, axes: $2, keepDimensions: $3))
      },
      "ReduceLogSumExp": reduction(logSumExp),
      "ArgMax": tensor { c in try argument(c, isMaximum: true) },
      "ArgMin": tensor { c in try argument(c, isMaximum: false) },
      "CumSum": tensor(cumulativeSum),
    ]
  }

  private static func reduction(_ body: @escaping Reduce) -> OperatorRule {
    tensor { c in
      let x = try c.tensor(0)
      let given = try c.node.ints("axes") ?? c.ints(1) ?? []
      if given.isEmpty, c.node.flag("noop_with_empty_axes") {
        // Nothing is reduced; the function of each element remains.
        return try body(c.b, x, [], true)
      }
      let axes =
        given.isEmpty ? Array(0..<c.rank(x)) : try c.axes(given, rank: c.rank(x))
      return try body(c.b, x, axes.sorted(), c.node.flag("keepdims", true))
    }
  }

  private static func mean(
    _ b: FunctionBuilder, _ x: ValueID, _ axes: [Int], _ keep: Bool
  ) throws -> ValueID {
    let type = b.tensorType(of: x)
    guard type.dtype.isInteger else {
      return try b.reduceMean(x, axes: axes, keepDimensions: keep)
    }
    var count = try b.scalar(1, .i64)
    for axis in axes { count = try b.multiply(count, b.dimensionSize(x, axis: axis)) }
    return try b.divide(
      b.reduceSum(x, axes: axes, keepDimensions: keep), b.cast(count, type.dtype))
  }

  /// The extreme, of booleans too; of nothing the number beyond all others.
  private static func extreme(
    _ b: FunctionBuilder, _ x: ValueID, _ axes: [Int], _ keep: Bool, isMaximum: Bool
  ) throws -> ValueID {
    let type = b.tensorType(of: x)
    if type.dtype == .bool {
      return isMaximum
        ? try b.reduceAny(x, axes: axes, keepDimensions: keep)
        : try b.reduceAll(x, axes: axes, keepDimensions: keep)
    }
    if axes.contains(where: { type.dimensions[$0] == 0 }) {
      let empty = try b.reduceSum(x, axes: axes, keepDimensions: keep)
      return try b.add(empty, b.number(isMaximum ? -.infinity : .infinity, type.dtype))
    }
    return isMaximum
      ? try b.reduceMax(x, axes: axes, keepDimensions: keep)
      : try b.reduceMin(x, axes: axes, keepDimensions: keep)
  }

  /// `log Σ exp x`, shifted by the largest element where that is finite.
  private static func logSumExp(
    _ b: FunctionBuilder, _ x: ValueID, _ axes: [Int], _ keep: Bool
  ) throws -> ValueID {
    let type = b.tensorType(of: x)
    if axes.contains(where: { type.dimensions[$0] == 0 }) {
      return try b.log(b.reduceSum(x, axes: axes, keepDimensions: keep))
    }
    let largest = try b.reduceMax(x, axes: axes, keepDimensions: true)
    let zero = try b.scalar(0, type.dtype)
    let shift = try b.select(b.isInfinite(largest), zero, largest)
    let sum = try b.reduceSum(b.exp(b.subtract(x, shift)), axes: axes, keepDimensions: true)
    let result = try b.add(b.log(sum), shift)
    return keep ? result : try b.reduceSum(result, axes: axes)
  }

  private static func argument(_ c: NodeContext, isMaximum: Bool) throws -> ValueID {
    let x = try c.tensor(0)
    let axis = try c.axis(0, of: x)
    let isLast = c.node.flag("select_last_index")
    let source = isLast ? try c.b.reverse(x, axes: [axis]) : x
    var index =
      isMaximum ? try c.b.argMax(source, axis: axis) : try c.b.argMin(source, axis: axis)
    if isLast {
      let last = try c.b.subtract(c.b.dimensionSize(x, axis: axis), c.b.scalar(1, .i64))
      index = try c.b.subtract(last, index)
    }
    return c.node.flag("keepdims", true) ? try c.b.insertAxis(index, axis) : index
  }

  private static func cumulativeSum(_ c: NodeContext) throws -> ValueID {
    let x = try c.tensor(0)
    let axis = try c.axis(c.ints(1)?.first ?? 0, rank: c.rank(x))
    let isReversed = c.node.flag("reverse")
    let source = isReversed ? try c.b.reverse(x, axes: [axis]) : x
    var sums = try c.b.cumulativeSum(source, axis: axis)
    if c.node.flag("exclusive") { sums = try c.b.subtract(sums, source) }
    return isReversed ? try c.b.reverse(sums, axes: [axis]) : sums
  }
}
