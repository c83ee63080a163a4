// B-splines, by the recurrence of de Boor over all columns at once.

import Pipelines
import TensorIR
import Tensors

extension SplineBasis: LowerableOperator {
  /// The `degree + 1` splines that are not zero in each cell's interval, put in their places.
  public func lower(
    _ inputs: [LoweredTable], in context: LoweringContext
  ) throws -> LoweredTable {
    let b = context.builder
    let x = try context.wide(inputs[0].floats(in: context))
    let emitter = SplineEmitter(splines: self, b: b, context: context)
    var result = try emitter.splines(at: emitter.within(x))
    if case .lines(let lower, let upper) = beyond {
      result = try emitter.extended(result, of: x, lower, upper)
    }
    // A missing cell has no splines.
    let isMissing = try b.insertAxis(b.isNaN(x), 2)
    result = try b.select(isMissing, b.scalar(0, .f64), result)
    let matrix = try b.reshape(result, [.rows, .fixed(knots.count * splineCount)])
    let dtype = context.outputType.uniformDType ?? .f64
    return LoweredTable(dtype == .f64 ? matrix : try b.cast(matrix, dtype), in: context)
  }
}

/// Emits the operations of splines.
private struct SplineEmitter {
  let splines: SplineBasis
  let b: FunctionBuilder
  let context: LoweringContext

  private var degree: Int { splines.degree }

  /// The cells as they are looked up.
  func within(_ x: ValueID) throws -> ValueID {
    let first = splines.knots.map { $0[degree] }
    let last = splines.knots.map { $0[splines.basisCount] }
    let low = try context.row(first, .f64, named: "low")
    let high = try context.row(last, .f64, named: "high")
    switch splines.beyond {
    case .polynomial: return x
    case .refuse:
      let isInside = try b.logicalAnd(
        b.compare(x, low, .greaterOrEqual), b.compare(x, high, .lessOrEqual))
      return try b.require(
        x, b.logicalOr(isInside, b.isNaN(x)), subject: x,
        message: "\(context.place): a number lies beyond the knots of its splines")
    case .periodic:
      let periods = zip(first, last).map { $1 - $0 }
      let period = try context.row(periods.map { $0 > 0 ? $0 : 1 }, .f64, named: "period")
      let wrapped = try b.add(low, b.remainder(b.subtract(x, low), period))
      if periods.allSatisfy({ $0 > 0 }) { return wrapped }
      // A column that was constant in training has no period.
      let isFlat = try b.constant(Tensor(periods.map { $0 <= 0 }), named: "flat")
      return try b.select(isFlat, b.scalar(0, .f64), wrapped)
    case .lines:
      return try b.minimum(b.maximum(x, low), high)
    }
  }

  /// All splines at `x`, `f64[rows, columns]`: `f64[rows, columns, splines]`.
  func splines(at x: ValueID) throws -> ValueID {
    let inner = splines.knots.map { Array($0[(degree + 1)..<splines.basisCount]) }
    // The place of a cell's interval, less the degree.
    let interval = try context.places(of: x, among: inner)
    var around: [ValueID] = []
    if degree > 0 {
      for offset in 1...2 * degree {
        let window = splines.knots.map { Array($0[offset..<(offset + inner[0].count + 1)]) }
        around.append(try context.lookUp(window, at: interval, named: "knots"))
      }
    }
    let one = try b.scalar(1, .f64)
    var values = [try b.broadcast(one, toShapeOf: x)]
    for order in 0..<degree { values = try raised(values, order + 1, around, x) }
    return try placed(values, from: interval)
  }

  /// The splines of one order more; `around` are the knots from one behind the interval's start less
  /// the degree.
  private func raised(
    _ values: [ValueID], _ order: Int, _ around: [ValueID], _ x: ValueID
  ) throws -> [ValueID] {
    let zero = try b.scalar(0, .f64)
    var result: [ValueID] = []
    var carried: ValueID?
    for place in 1...order {
      let above = around[degree + place - 1]
      let below = around[degree + place - order - 1]
      let width = try b.subtract(above, below)
      let isEmpty = try b.compare(width, zero, .equal)
      let weight = try b.select(isEmpty, zero, b.divide(values[place - 1], width))
      let falling = try b.multiply(weight, b.subtract(above, x))
      result.append(try carried.map { try b.add($0, falling) } ?? falling)
      carried = try b.multiply(weight, b.subtract(x, below))
    }
    if let carried { result.append(carried) }
    return result
  }

  /// The values of neighbouring splines at their places among all of a column.
  private func placed(_ values: [ValueID], from interval: ValueID) throws -> ValueID {
    var sum: ValueID?
    for (offset, value) in values.enumerated() {
      var place = try b.add(interval, b.scalar(Double(offset), .i64))
      if splines.beyond == .periodic {
        place = try b.remainder(place, b.scalar(Double(splines.splineCount), .i64))
      }
      let hot = try b.oneHot(place, depth: splines.splineCount, .f64)
      let part = try b.multiply(hot, b.insertAxis(value, 2))
      sum = try sum.map { try b.add($0, part) } ?? part
    }
    guard let sum else { throw context.error("there are no splines") }
    return sum
  }

  /// The splines, with straight lines where `x` is beyond their starts.
  func extended(
    _ values: ValueID, of x: ValueID, _ lower: [SplineBasis.Line], _ upper: [SplineBasis.Line]
  ) throws -> ValueID {
    var result = values
    for (lines, direction) in [(lower, Comparison.less), (upper, .greater)] {
      let start = try context.row(lines.map(\.start), .f64, named: "start")
      let beyond = try b.insertAxis(b.compare(x, start, direction), 2)
      let count = splines.splineCount
      let base = try context.matrix(
        lines.flatMap(\.values), rows: lines.count, columns: count, .f64, named: "values")
      let slope = try context.matrix(
        lines.flatMap(\.slopes), rows: lines.count, columns: count, .f64, named: "slopes")
      let distance = try b.insertAxis(b.subtract(x, start), 2)
      let line = try b.add(base, b.multiply(distance, slope))
      result = try b.select(beyond, line, result)
    }
    return result
  }
}
