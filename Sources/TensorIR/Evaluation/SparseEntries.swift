// Making and walking sparse matrices.

import Tensors

/// A sparse matrix under construction, row by row.
struct SparseEntries {
  private let columnCount: Int
  private var rowOffsets: [Int64] = [0]
  private var columns: [Int64] = []
  private var values: [Double] = []

  init(columnCount: Int) { self.columnCount = columnCount }

  /// Adds a row, whose columns ascend.
  mutating func append(row: [(column: Int, value: Double)]) {
    for (column, value) in row {
      columns.append(Int64(column))
      values.append(value)
    }
    rowOffsets.append(Int64(columns.count))
  }

  /// The matrix, with values of `dtype`.
  func finish(_ dtype: DType = .f64) -> SparseRows {
    SparseRows(
      rowOffsets: Tensor(rowOffsets), columns: Tensor(columns),
      values: Tensor(values).casting(to: dtype), columnCount: columnCount)
  }
}

extension SparseRows {
  /// Visits every entry in order of rows.
  func forEachEntry(_ body: (_ row: Int, _ column: Int, _ value: Double) -> Void) {
    let offsets = rowOffsets.elements(of: Int64.self)
    let columns = columns.elements(of: Int64.self)
    let values = values.doubles()
    for row in 0..<rowCount {
      for entry in Int(offsets[row])..<Int(offsets[row + 1]) {
        body(row, Int(columns[entry]), values[entry])
      }
    }
  }
}
