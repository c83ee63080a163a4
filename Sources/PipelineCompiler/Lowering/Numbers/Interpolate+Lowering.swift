// Straight lines between points.

import Pipelines
import TensorIR
import Tensors

extension Interpolate: LowerableOperator {
  /// Each cell's place among the points, and the line that begins there.
  public func lower(
    _ inputs: [LoweredTable], in context: LoweringContext
  ) throws -> LoweredTable {
    let dtype = context.outputType.uniformDType ?? .f64
    let cells = try inputs[0].columns(in: context)
    let values = try zip(cells, columns).enumerated().map { index, column in
      let x = try column.0.matrix(dtype, in: context)
      return try value(of: x, column.1, column: context.columnName(index), in: context)
    }
    return LoweredTable(values, in: context.builder)
  }

  private func value(
    of x: ValueID, _ points: Points, column: String, in context: LoweringContext
  ) throws -> ValueID {
    let b = context.builder
    let dtype = b.tensorType(of: x).dtype
    let (lowest, highest) = (points.x[0], points.x[points.x.count - 1])
    if points.x.count == 1 {
      return try b.broadcast(context.row(points.y, dtype, named: "constant"), to: [.rows, 1])
    }
    let low = try context.number(lowest, like: x)
    let high = try context.number(highest, like: x)
    let isInside = try b.logicalAnd(
      b.compare(x, low, .greaterOrEqual), b.compare(x, high, .lessOrEqual))
    var cell = try b.minimum(b.maximum(x, low), high)
    if outside == .refuse {
      cell = try b.require(
        cell, b.logicalOr(isInside, b.isNaN(x)), subject: x,
        message: "\(context.place): column \(column) is outside the range \(lowest) to \(highest) "
          + "of training")
    }
    let value = try line(cell, points, in: context)
    guard outside == .missing else { return value }
    return try b.select(isInside, value, context.number(.nan, like: x))
  }

  /// The line that begins at the last point at or below `x`, which is in the range of the points.
  private func line(
    _ x: ValueID, _ points: Points, in context: LoweringContext
  ) throws -> ValueID {
    let b = context.builder
    let dtype = b.tensorType(of: x).dtype
    let behind = try b.searchSorted(
      context.row(points.x, dtype, named: "places"), x, side: .right)
    // NaN lies behind all points, and stays NaN in whatever line.
    let place = try b.maximum(b.subtract(behind, b.scalar(1, .i64)), b.scalar(0, .i64))
    func at(_ numbers: [Double], _ name: String) throws -> ValueID {
      try b.gather(context.row(numbers, dtype, named: name), place, axis: 0)
    }
    let distance = try b.subtract(x, at(points.x, "places"))
    let rise = try b.multiply(at(points.slopes, "slopes"), distance)
    return try b.add(rise, at(points.y, "values"))
  }
}

extension Interpolate.Points {
  /// The slope of the line that begins at each point; level behind the last.
  fileprivate var slopes: [Double] {
    let ends = zip(zip(x, y), zip(x, y).dropFirst())
    return ends.map { start, end in (end.1 - start.1) / (end.0 - start.0) } + [0]
  }
}
