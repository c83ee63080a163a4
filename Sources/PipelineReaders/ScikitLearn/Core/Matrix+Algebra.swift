// The little linear algebra that some estimators leave to the time of scoring.

extension Matrix {
  /// The matrix with ones on the diagonal.
  static func identity(_ count: Int) -> Matrix {
    var result = Matrix(
      rows: count, columns: count, values: Array(repeating: 0, count: count * count))
    for place in 0..<count { result[place, place] = 1 }
    return result
  }

  /// An element.
  subscript(row: Int, column: Int) -> Double {
    get { values[row * columns + column] }
    set { values[row * columns + column] = newValue }
  }

  /// The matrix with rows for columns.
  var transposed: Matrix {
    Matrix(rows: columns, columns: rows, values: (0..<columns).flatMap(column))
  }

  /// The product with the transpose of another matrix of as many columns.
  func timesTransposed(_ other: Matrix) -> Matrix {
    let products = (0..<rows).flatMap { row in
      let mine = self.row(row)
      return (0..<other.rows).map { zip(mine, other.row($0)).reduce(0) { $0 + $1.0 * $1.1 } }
    }
    return Matrix(rows: rows, columns: other.rows, values: products)
  }

  /// The matrix whose product with this square one from the left is `right`, by elimination with the
  /// largest pivots; `nil` where there is none.
  func solving(_ right: Matrix) -> Matrix? {
    guard rows == columns, right.rows == rows else { return nil }
    var left = (0..<rows).map(row)
    var result = (0..<rows).map(right.row)
    for pivot in 0..<rows {
      let best = (pivot..<rows).max { left[$0][pivot].magnitude < left[$1][pivot].magnitude }
      guard let best, left[best][pivot] != 0, left[best][pivot].isFinite else { return nil }
      left.swapAt(pivot, best)
      result.swapAt(pivot, best)
      for row in 0..<rows where row != pivot && left[row][pivot] != 0 {
        let factor = left[row][pivot] / left[pivot][pivot]
        for column in pivot..<rows { left[row][column] -= factor * left[pivot][column] }
        for column in 0..<right.columns { result[row][column] -= factor * result[pivot][column] }
      }
    }
    let values = result.indices.flatMap { row in result[row].map { $0 / left[row][row] } }
    return Matrix(rows: rows, columns: right.columns, values: values)
  }
}
