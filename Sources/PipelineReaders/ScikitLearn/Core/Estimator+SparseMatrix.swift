// Matrices that SciPy keeps as compressed rows or columns.

import Pipelines

extension Estimator {
  /// More cells than a sparse matrix is spread to: a gigabyte.
  private static let mostCells = 1 << 27

  /// The matrix in the attribute `name`: an array, or one of SciPy's by rows or columns spread to one.
  func denseMatrix(_ name: String, columns: Int? = nil) throws -> Matrix {
    let value = try value(name)
    guard case .object = value else { return try matrix(name, columns: columns) }
    let part = try part(value, at: name)
    let isByRow = ["csr_matrix", "csr_array"].contains(part.className)
    guard isByRow || ["csc_matrix", "csc_array"].contains(part.className) else {
      throw malformed(
        name, found: value.summary, expected: "an array, or compressed rows or columns")
    }
    let shape = try part.integers(part["_shape"] == nil ? "shape" : "_shape")
    guard shape.count == 2, shape.allSatisfy({ $0 >= 0 }) else {
      throw part.malformed("_shape", found: "\(shape)", expected: "two sizes")
    }
    if let columns, shape[1] != columns {
      throw malformed(name, found: "\(shape[1]) columns", expected: "\(columns)")
    }
    guard shape[0] <= Self.mostCells / max(shape[1], 1) else {
      throw unsupported(
        "\(name) has \(shape[0]) x \(shape[1]) cells, too many to spread; fit it on fewer features")
    }
    let starts = try part.integers("indptr")
    let places = try part.integers("indices")
    let cells = try part.numbers("data", count: places.count)
    let (lines, extent) = isByRow ? (shape[0], shape[1]) : (shape[1], shape[0])
    guard starts.count - 1 == lines,
      starts.allSatisfy({ (0...places.count).contains($0) }),
      places.allSatisfy({ (0..<extent).contains($0) }),
      zip(starts, starts.dropFirst()).allSatisfy({ $0 <= $1 })
    else { throw part.malformed("indptr", found: "places that do not fit shape \(shape)") }
    var matrix = Matrix(
      rows: shape[0], columns: shape[1],
      values: Array(repeating: 0, count: shape[0] * shape[1]))
    for line in 0..<lines {
      for entry in starts[line]..<starts[line + 1] {
        let (row, column) = isByRow ? (line, places[entry]) : (places[entry], line)
        matrix[row, column] += cells[entry]
      }
    }
    return matrix
  }

  /// The rows of the matrix in the attribute `name` as points of `featureCount` coordinates.
  func points(_ name: String, featureCount: Int) throws -> ReferencePoints {
    let matrix = try denseMatrix(name, columns: featureCount)
    guard matrix.rows > 0, featureCount > 0 else {
      throw malformed(name, found: "no rows", expected: "at least one")
    }
    return ReferencePoints(values: matrix.values, featureCount: featureCount)
  }
}
