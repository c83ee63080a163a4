// Values that are not dense: rows of different lengths, and rows with few entries.

/// A matrix of which each row keeps only some entries, in compressed sparse row form.
public struct SparseRows: Sendable {
  /// Where each row begins in `columns` and `values`: `i64[rows + 1]`, ascending from 0.
  public let rowOffsets: Tensor
  /// The column of each entry, ascending within a row: `i64[entries]`.
  public let columns: Tensor
  /// The value of each entry: `[entries]`.
  public let values: Tensor
  /// The number of columns of the matrix.
  public let columnCount: Int

  /// Creates a sparse matrix from its three arrays, whose consistency the caller has checked.
  public init(rowOffsets: Tensor, columns: Tensor, values: Tensor, columnCount: Int) {
    precondition(rowOffsets.dtype == .i64 && columns.dtype == .i64)
    precondition(columns.count == values.count && rowOffsets.count >= 1)
    self.rowOffsets = rowOffsets
    self.columns = columns
    self.values = values
    self.columnCount = columnCount
  }

  /// The number of rows of the matrix.
  public var rowCount: Int { rowOffsets.count - 1 }
}

/// Rows of different lengths, one after the other in one buffer.
public struct RaggedRows: Sendable {
  /// Where each row begins in `values`: `i64[rows + 1]`, ascending from 0.
  public let rowOffsets: Tensor
  /// The elements of every row.
  public let values: Tensor

  /// Creates ragged rows from their two arrays, whose consistency the caller has checked.
  public init(rowOffsets: Tensor, values: Tensor) {
    precondition(rowOffsets.dtype == .i64 && rowOffsets.count >= 1)
    self.rowOffsets = rowOffsets
    self.values = values
  }

  /// The number of rows.
  public var rowCount: Int { rowOffsets.count - 1 }
}

/// What a value of a tensor program is at run time.
public enum Value: Sendable {
  case tensor(Tensor)
  case ragged(RaggedRows)
  case sparse(SparseRows)

  /// The dense tensor; any other kind is a programmer's mistake.
  public var tensor: Tensor {
    guard case .tensor(let tensor) = self else { preconditionFailure("the value is not dense") }
    return tensor
  }
}
