// Missing cells filled in from other rows and tables.

import Pipelines
import TensorIR
import Tensors

extension FillFromTable: LowerableOperator {
  /// A choice between two cells.
  public func lower(
    _ inputs: [LoweredTable], in context: LoweringContext
  ) throws -> LoweredTable {
    let x = try inputs[0].floats(in: context)
    guard let flags = try marker.flags(numbers: x, context) else {
      return LoweredTable(x, in: context)
    }
    let others = try inputs[1].matrix(context.builder.tensorType(of: x).dtype, in: context)
    return LoweredTable(try context.builder.select(flags, others, x), in: context)
  }
}

extension FillFromNeighbors: LowerableOperator {
  /// The distances to all training rows, and for each column the nearest of those that have it.
  public func lower(
    _ inputs: [LoweredTable], in context: LoweringContext
  ) throws -> LoweredTable {
    let b = context.builder
    let x = try inputs[0].floats(in: context)
    let dtype = b.tensorType(of: x).dtype
    guard let missing = try marker.flags(numbers: x, context) else {
      return LoweredTable(x, in: context)
    }
    let distances = try distances(of: context.wide(x), missing, context)
    let columns = try (0..<columnCount).map { column in
      let cells = try b.slice(x, axis: 1, start: column, end: column + 1)
      let donors = rows.indices.filter { !rows[$0][column].isNaN }
      if donors.isEmpty { return cells }
      let mean = try self.mean(of: column, over: donors, at: distances, context)
      let isMissing = try b.slice(missing, axis: 1, start: column, end: column + 1)
      return try b.select(isMissing, dtype == .f64 ? mean : b.cast(mean, dtype), cells)
    }
    return LoweredTable(columns, in: b)
  }

  /// The distances to the training rows, NaN to those without a common cell, by the library's
  /// arithmetic: the products of all cells first, then less what is missing on either side.
  private func distances(
    of x: ValueID, _ missing: ValueID, _ context: LoweringContext
  ) throws -> ValueID {
    let b = context.builder
    func constant(_ name: String, _ cell: (Double) -> Double) throws -> ValueID {
      try context.matrix(
        rows.flatMap { $0.map(cell) }, rows: rows.count, columns: columnCount, .f64, named: name)
    }
    let zero = try b.scalar(0, .f64)
    let cells = try b.select(missing, zero, x)
    let absent = try b.cast(missing, .f64)
    let present = try b.cast(b.logicalNot(missing), .f64)
    let others = try constant("rows") { $0.isNaN ? 0 : $0 }
    let products = try b.matmul(cells, others, transposeRight: true)
    let squares = try b.multiply(cells, cells)
    var sum = try b.multiply(products, b.scalar(-2, .f64))
    sum = try b.add(sum, b.reduceSum(squares, axes: [1], keepDimensions: true))
    let norms = rows.map { $0.reduce(0) { $1.isNaN ? $0 : $0 + $1 * $1 } }
    sum = try b.maximum(b.add(sum, context.row(norms, .f64, named: "norms")), zero)
    sum = try b.subtract(
      sum,
      b.matmul(squares, constant("absent") { $0.isNaN ? 1 : 0 }, transposeRight: true))
    sum = try b.subtract(
      sum,
      b.matmul(absent, constant("squares") { $0.isNaN ? 0 : $0 * $0 }, transposeRight: true))
    sum = try b.maximum(sum, zero)
    let common = try b.matmul(
      present, constant("present") { $0.isNaN ? 0 : 1 }, transposeRight: true)
    let isApart = try b.compare(common, zero, .equal)
    sum = try b.divide(sum, b.maximum(common, b.scalar(1, .f64)))
    sum = try b.sqrt(b.multiply(sum, b.scalar(Double(columnCount), .f64)))
    return try b.select(isApart, b.scalar(.nan, .f64), sum)
  }

  /// The mean of `column` over the nearest of the training rows `donors`, `f64[rows, 1]`.
  private func mean(
    of column: Int, over donors: [Int], at distances: ValueID, _ context: LoweringContext
  ) throws -> ValueID {
    let b = context.builder
    var far = distances
    if donors.count < rows.count {
      let places = try b.constant(Tensor(donors.map(Int64.init)), named: "donors")
      far = try b.gather(distances, places, axis: 1)
    }
    let nearness = try b.select(b.isNaN(far), b.scalar(-.infinity, .f64), b.negate(far))
    let nearest = try b.topK(nearness, k: min(neighborCount, donors.count)).indices
    let near = try b.gatherAlong(far, nearest, axis: 1)
    let weights = try self.weights(near, b)
    let all = try b.constant(Tensor(donors.map { rows[$0][column] }), named: "values")
    let values = try b.gather(all, nearest, axis: 0)
    let sum = try b.reduceSum(b.multiply(values, weights), axes: [1], keepDimensions: true)
    let mean = try b.divide(sum, b.reduceSum(weights, axes: [1], keepDimensions: true))
    let hasNone = try b.reduceAll(b.isNaN(near), axes: [1], keepDimensions: true)
    return try b.select(hasNone, b.scalar(average(of: column), .f64), mean)
  }

  private func weights(_ near: ValueID, _ b: FunctionBuilder) throws -> ValueID {
    let (zero, one) = (try b.scalar(0, .f64), try b.scalar(1, .f64))
    var weights: ValueID
    switch weighting {
    case .uniform: weights = one
    case .distance:
      let reciprocals = try b.reciprocal(near)
      let isHere = try b.isInfinite(reciprocals)
      let someAreHere = try b.reduceAny(isHere, axes: [1], keepDimensions: true)
      weights = try b.select(someAreHere, b.cast(isHere, .f64), reciprocals)
    }
    return try b.select(b.isNaN(near), zero, weights)
  }
}
