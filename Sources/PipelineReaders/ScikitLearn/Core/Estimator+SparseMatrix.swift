// Matrices that SciPy keeps as compressed rows.

import Pipelines

extension Estimator {
  /// More cells than a matrix of compressed rows is spread to: a gigabyte.
  private static let mostCells = 1 << 27

  /// The matrix in the attribute `name`: an array, or compressed rows spread to one.
  func matrixOrCompressedRows(_ name: String, columns: Int? = nil) throws -> Matrix {
    let value = try value(name)
    guard case .object = value else { return try matrix(name, columns: columns) }
    let part = try part(value, at: name)
    guard ["csr_matrix", "csr_array"].contains(part.className) else {
      throw malformed(name, found: value.summary, expected: "an array or compressed rows")
    }
    let shape = try part.integers(part["_shape"] == nil ? "shape" : "_shape")
    let starts = try part.integers("indptr")
    let places = try part.integers("indices")
    let cells = try part.numbers("data", count: places.count)
    guard shape.count == 2, shape[0] >= 0, shape[1] > 0, starts.count - 1 == shape[0],
      starts.allSatisfy({ (0...places.count).contains($0) }),
      places.allSatisfy({ (0..<shape[1]).contains($0) }),
      zip(starts, starts.dropFirst()).allSatisfy({ $0 <= $1 })
    else { throw part.malformed("indptr", found: "rows that do not fit shape \(shape)") }
    guard shape[0] <= Self.mostCells / shape[1] else {
      throw unsupported(
        "\(name) has \(shape[0]) x \(shape[1]) cells, too many to spread; fit it on fewer features")
    }
    var matrix = Matrix(
      rows: shape[0], columns: shape[1],
      values: Array(repeating: 0, count: shape[0] * shape[1]))
    for row in 0..<shape[0] {
      for entry in starts[row]..<starts[row + 1] {
        matrix.values[row * shape[1] + places[entry]] += cells[entry]
      }
    }
    if let columns, matrix.columns != columns {
      throw malformed(name, found: "\(matrix.columns) columns", expected: "\(columns)")
    }
    return matrix
  }

  /// The rows of the matrix in the attribute `name` as points of `featureCount` coordinates.
  func points(_ name: String, featureCount: Int) throws -> ReferencePoints {
    let matrix = try matrixOrCompressedRows(name, columns: featureCount)
    guard matrix.rows > 0, featureCount > 0 else {
      throw malformed(name, found: "no rows", expected: "at least one")
    }
    return ReferencePoints(values: matrix.values, featureCount: featureCount)
  }
}
