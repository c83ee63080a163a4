// Lookup tables, bins and piecewise linear functions.

import Pipelines
import TensorIR
import Tensors

extension ExpressionEmitter {
  /// The values that a table has for keys.
  func lookUp(_ keys: [LoweredExpression], in table: LookupTable) throws -> LoweredExpression {
    let entries = try entries(keys, in: table)
    var isMissing: ValueID?
    for key in keys {
      guard let other = try self.isMissing(key) else { continue }
      isMissing = try isMissing.map { try b.logicalOr($0, other) } ?? other
    }
    let values = try cells(table.values + [table.fallback], table.kind)
    return try withMissing(gather(values, entries, table.kind), where: isMissing)
  }

  /// The row of the table that each row of keys equals (`i64`), and the number of rows where none does.
  private func entries(_ keys: [LoweredExpression], in table: LookupTable) throws -> ValueID {
    let count = table.keys.count
    guard keys.count > 1 else {
      return try codes(of: keys[0], among: table.keys.map { $0[0] }, unknown: Double(count))
    }
    // Each key as a number, and the numbers of all keys as one.
    var combined = [Double](repeating: 0, count: count)
    var code = try b.scalar(0, .f64)
    for place in keys.indices {
      var distinct: [CellValue: Int] = [:]
      var order: [CellValue] = []
      for row in table.keys where distinct[row[place]] == nil {
        distinct[row[place]] = order.count
        order.append(row[place])
      }
      let stride = Double(order.count + 1)
      for row in 0..<count {
        combined[row] = combined[row] * stride + Double(distinct[table.keys[row][place]] ?? 0)
      }
      let own = try b.cast(
        codes(of: keys[place], among: order, unknown: Double(order.count)), .f64)
      code = try b.add(b.multiply(code, b.scalar(stride, .f64)), own)
    }
    guard combined.allSatisfy({ $0 < 0x1p53 }) else {
      throw context.error("a table has too many different keys")
    }
    return try codes(
      of: .number(code), among: combined.map(CellValue.number), unknown: Double(count))
  }

  /// The place of each value among `cells`.
  private func codes(
    of value: LoweredExpression, among cells: [CellValue], unknown: Double
  ) throws -> ValueID {
    let lookup = CategoryLookup(
      CategoryTable(
        categories: cells, codes: cells.indices.map(Double.init), unknown: .treatAs(unknown)))
    let column = LoweredTable([try self.column(stored(value))], in: b)
    let places = try lookup.places(of: column, column: "key", in: context)
    let codes = lookup.codes.map { code in
      if case .code(let number) = code { Int64(number) } else { Int64(unknown) }
    }
    return try b.gather(b.constant(Tensor(codes), named: "codes"), places, axis: 0)
  }

  private func cells(_ values: [CellValue], _ kind: Expression.ValueKind) throws -> ValueID {
    if kind == .text {
      let texts = values.map { value in
        if case .text(let text) = value { text } else { String?.none }
      }
      return try b.constant(Tensor(strings: texts), named: "values")
    }
    let numbers = values.map { value in
      if case .number(let number) = value { number } else { Double.nan }
    }
    return try b.constant(Tensor(numbers), named: "values")
  }

  private func gather(
    _ values: ValueID, _ places: ValueID, _ kind: Expression.ValueKind
  ) throws -> LoweredExpression {
    let gathered = try b.gather(values, places, axis: 0)
    return kind == .text ? .text(gathered) : .number(gathered)
  }

  /// The value of the interval that each number falls in.
  func bin(_ x: ValueID, _ bins: Bins) throws -> LoweredExpression {
    // The first interval that holds the number counts, so it is chosen last.
    var place = try b.scalar(Double(bins.intervals.count), .i64)
    for (index, interval) in bins.intervals.enumerated().reversed() {
      guard let isInside = try isInside(x, interval) else {
        place = try b.scalar(Double(index), .i64)
        continue
      }
      place = try b.select(isInside, b.scalar(Double(index), .i64), place)
    }
    let values = try cells(bins.values + [bins.fallback], bins.kind)
    return try withMissing(gather(values, place, bins.kind), where: b.isNaN(x))
  }

  private func isInside(_ x: ValueID, _ interval: Bins.Interval) throws -> ValueID? {
    let lower = try interval.lower.map {
      try b.compare(x, b.scalar($0, .f64), interval.includesLower ? .greaterOrEqual : .greater)
    }
    let upper = try interval.upper.map {
      try b.compare(x, b.scalar($0, .f64), interval.includesUpper ? .lessOrEqual : .less)
    }
    guard let lower else { return upper }
    return try upper.map { try b.logicalAnd(lower, $0) } ?? lower
  }

  /// The number moved along the line through the points on both sides of it.
  func interpolate(_ x: ValueID, _ line: PiecewiseLinear) throws -> ValueID {
    let count = line.inputs.count
    let inner = try b.constant(Tensor(Array(line.inputs[1..<count - 1])), named: "points")
    let place = count == 2 ? try b.scalar(0, .i64) : try b.searchSorted(inner, x, side: .left)
    func point(_ numbers: ArraySlice<Double>) throws -> ValueID {
      try b.gather(b.constant(Tensor(Array(numbers)), named: "points"), place, axis: 0)
    }
    let (x0, x1) = (try point(line.inputs.dropLast()), try point(line.inputs.dropFirst()))
    let (y0, y1) = (try point(line.outputs.dropLast()), try point(line.outputs.dropFirst()))
    let slope = try b.divide(b.subtract(x, x0), b.subtract(x1, x0))
    let y = try b.add(y0, b.multiply(slope, b.subtract(y1, y0)))
    if line.beyond == .extended { return y }
    let isBelow = try b.compare(x, b.scalar(line.inputs[0], .f64), .less)
    let isAbove = try b.compare(x, b.scalar(line.inputs[count - 1], .f64), .greater)
    let isClamped = line.beyond == .clamped
    let low = try b.scalar(isClamped ? line.outputs[0] : .nan, .f64)
    let high = try b.scalar(isClamped ? line.outputs[count - 1] : .nan, .f64)
    return try b.select(isBelow, low, b.select(isAbove, high, y))
  }
}
