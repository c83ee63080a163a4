// Tables that differ from column to column, looked up for all columns of a matrix at once.

import TensorIR
import Tensors

extension LoweringContext {
  /// How many of its column's ascending `edges` each cell of `x`, `f64[rows, columns]`, has at or
  /// below it: `i64[rows, columns]`; all of them for NaN.
  func places(of x: ValueID, among edges: [[Double]]) throws -> ValueID {
    let places = try edges.enumerated().map { column, edges in
      let cells = try builder.slice(x, axis: 1, start: column, end: column + 1)
      return try builder.searchSorted(
        builder.constant(Tensor(edges), named: "edges"), cells, side: .right)
    }
    return places.count == 1 ? places[0] : try builder.concatenate(places, axis: 1)
  }

  /// The entry of its column's table, all of one length, that each of `places` numbers.
  func lookUp(
    _ tables: [[Double]], at places: ValueID, named name: String
  ) throws -> ValueID {
    let flat = try builder.constant(Tensor(tables.flatMap { $0 }), named: name)
    guard tables.count > 1 else { return try builder.gather(flat, places, axis: 0) }
    let length = tables[0].count
    let starts = Tensor(tables.indices.map { Int64($0 * length) })
    let indices = try builder.add(places, builder.constant(starts, named: "starts"))
    return try builder.gather(flat, indices, axis: 0)
  }

  /// Straight lines between `values` at `knots` for each column of `x`, `f64[rows, columns]`, as
  /// `numpy.interp`: the outer values beyond the knots, and at equal knots the last of them.
  ///
  /// The knots of a column ascend; every column has as many.
  func interpolate(_ x: ValueID, knots: [[Double]], values: [[Double]]) throws -> ValueID {
    let b = builder
    let low = try row(knots.map { $0[0] }, .f64, named: "low")
    let high = try row(knots.map { $0[$0.count - 1] }, .f64, named: "high")
    let inside = try b.minimum(b.maximum(x, low), high)
    // The number of knots at or below a cell is one more than the place of the knot at its left. It
    // counts those of the cell as it is: below the knots is the first value, also where the first
    // knots are equal.
    let places = try places(of: x, among: knots)
    let left = try lookUp(knots.map { [$0[0]] + $0 }, at: places, named: "knots")
    let base = try lookUp(values.map { [$0[0]] + $0 }, at: places, named: "values")
    let slopes = zip(knots, values).map { [0] + Self.slopes($0, $1) + [0] }
    let slope = try lookUp(slopes, at: places, named: "slopes")
    let line = try b.add(b.multiply(slope, b.subtract(inside, left)), base)
    return try b.select(b.compare(inside, left, .equal), base, line)
  }

  private static func slopes(_ knots: [Double], _ values: [Double]) -> [Double] {
    (0..<knots.count - 1).map { place in
      let width = knots[place + 1] - knots[place]
      return width > 0 ? (values[place + 1] - values[place]) / width : 0
    }
  }
}
