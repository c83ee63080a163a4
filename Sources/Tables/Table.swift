// Rows that users bring and get back.

import Tensors

/// A named column of a table.
public struct Column: Sendable {
  /// The name; empty in a table whose columns have none.
  public let name: String
  /// The type of the values.
  public let type: ColumnType
  /// The values: `[rows]` of `type.dtype`.
  ///
  /// What stands at a missing one is said at ``ColumnType``.
  public let values: Tensor
  /// Which values were missing in the input, `rows` of them; `nil` when none was.
  ///
  /// A number that the input spells out as NaN, where that is no missing token, is not missing.
  public let missing: [Bool]?

  /// Creates a column; the dtype of `values` says its type and must be that of a column type.
  public init(name: String, values: Tensor, missing: [Bool]? = nil) {
    guard let type = ColumnType(values.dtype) else {
      preconditionFailure("tables have no columns of \(values.dtype)")
    }
    precondition(values.shape.rank == 1, "a column has one axis")
    precondition(missing.map { $0.count == values.count } ?? true)
    self.name = name
    self.type = type
    self.values = values
    self.missing = missing ?? (type == .string ? values.strings.missing : nil)
  }

  /// The number of values.
  public var count: Int { values.count }

  /// Whether the value at `row` was missing in the input.
  public func isMissing(_ row: Int) -> Bool { missing?[row] ?? false }
}

/// Rows of typed columns.
public struct Table: Sendable {
  /// The columns, in the order of the input.
  public let columns: [Column]
  /// The number of rows.
  public let rowCount: Int
  /// Whether the columns have names; those of a `.npy` file are known by position only.
  public let hasNames: Bool
  /// The values as one row-major matrix `[rows, columns]`, where the input was one.
  public let matrix: Tensor?

  /// Creates a table; every column has `rowCount` values.
  public init(
    columns: [Column], rowCount: Int, hasNames: Bool = true, matrix: Tensor? = nil
  ) {
    precondition(columns.allSatisfy { $0.count == rowCount }, "a column is not \(rowCount) long")
    self.columns = columns
    self.rowCount = rowCount
    self.hasNames = hasNames
    self.matrix = matrix
  }

  /// The names of the columns, in order.
  public var columnNames: [String] { columns.map(\.name) }

  /// The column called `name`, or `nil`; O(columns).
  public subscript(name: String) -> Column? { columns.first { $0.name == name } }
}
