// Rows that users bring and get back.

import Synchronization
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
  /// The number of rows.
  public let rowCount: Int
  /// The values as one row-major matrix `[rows, columns]`, where the input was one.
  ///
  /// Its columns have no names, only positions.
  public let matrix: Tensor?
  private let lazyColumns: LazyColumns

  /// Creates a table of named columns, each of `rowCount` values.
  public init(columns: [Column], rowCount: Int) {
    precondition(columns.allSatisfy { $0.count == rowCount }, "a column is not \(rowCount) long")
    self.rowCount = rowCount
    matrix = nil
    lazyColumns = LazyColumns(columns)
  }

  /// Creates a table over a matrix `[rows, columns]` of the dtype of a column type.
  public init(matrix: Tensor) {
    precondition(matrix.shape.rank == 2, "a matrix has two axes")
    precondition(ColumnType(matrix.dtype) != nil, "tables have no columns of \(matrix.dtype)")
    rowCount = matrix.shape[0]
    self.matrix = matrix
    lazyColumns = LazyColumns(nil)
  }

  /// Whether the columns have names.
  public var hasNames: Bool { matrix == nil }

  /// The columns, in the order of the input; those of a matrix are copied out of it once.
  public var columns: [Column] { lazyColumns.get(from: matrix) }

  /// The number of columns.
  public var columnCount: Int { matrix?.shape[1] ?? columns.count }

  /// The names of the columns, in order; empty strings where they have none.
  public var columnNames: [String] {
    matrix.map { Array(repeating: "", count: $0.shape[1]) } ?? columns.map(\.name)
  }

  /// The column called `name`, or `nil`; O(columns).
  public subscript(name: String) -> Column? {
    hasNames ? columns.first { $0.name == name } : nil
  }
}

/// The columns of a table, made when they are first asked for.
private final class LazyColumns: Sendable {
  private let columns: Mutex<[Column]?>

  init(_ columns: [Column]?) { self.columns = Mutex(columns) }

  func get(from matrix: Tensor?) -> [Column] {
    columns.withLock { columns in
      if let columns { return columns }
      let made = matrix?.matrixColumns.map { Column(name: "", values: $0) } ?? []
      columns = made
      return made
    }
  }
}
