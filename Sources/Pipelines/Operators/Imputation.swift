// Missing values: filling them in, and telling where they were.

import Tensors

/// Which cells count as missing.
public enum MissingMarker: Hashable, Sendable {
  /// NaN in a column of numbers, a missing element in a column of text.
  case missing
  /// Cells that equal a number.
  case number(Double)
  /// Cells that equal a text.
  case text(String)
}

/// A value that stands for a cell.
public enum CellValue: Hashable, Sendable {
  case number(Double)
  case text(String)
  case missing
}

/// Each missing cell replaced by its column's value (scikit-learn's `SimpleImputer.transform`).
public struct FillMissing: PipelineOperator {
  public static let name = "impute"
  public static let meaning = "each missing cell replaced by its column's value"

  /// Which cells are missing.
  public var marker: MissingMarker
  /// The replacement of each column.
  public var values: [CellValue]

  /// Fills cells that `marker` matches with their column's value.
  public init(marker: MissingMarker, values: [CellValue]) {
    self.marker = marker
    self.values = values
  }

  public var kind: String { "impute" }
  public var facts: [String] { ["\(values.count) columns"] }

  public func outputType(of inputs: [TableType]) throws -> TableType {
    let table = try inputs.only(kind)
    guard table.width == values.count else {
      throw PipelineError(
        at: kind, "\(values.count) columns were expected, but there are \(table.width)")
    }
    for (column, value) in zip(table.columns, values) {
      switch (column.dtype, value) {
      case (.string, .text), (_, .missing): break
      case (.string, .number(let number)):
        throw PipelineError(
          at: kind, "column \(column.name ?? "?") is text, but its replacement is \(number)")
      case (_, .text(let text)):
        throw PipelineError(
          at: kind, "column \(column.name ?? "?") holds numbers, but its replacement is '\(text)'")
      default: break
      }
    }
    return TableType(
      table.columns.map {
        // A column that can be NaN, or gets a fractional value, is a column of floats.
        $0.dtype == .i64 || $0.dtype == .bool ? ColumnType(name: $0.name, dtype: .f64) : $0
      })
  }
}

/// 1 where a cell is missing and 0 elsewhere, for some columns (`MissingIndicator`).
public struct MissingFlags: PipelineOperator {
  public static let name = "missing-flags"
  public static let meaning = "1 where a cell is missing, for some columns"

  /// Which cells are missing.
  public var marker: MissingMarker
  /// The columns to tell about.
  public var columns: [Int]

  /// Flags the cells of `columns` that `marker` matches.
  public init(marker: MissingMarker, columns: [Int]) {
    self.marker = marker
    self.columns = columns
  }

  public var kind: String { "missing flags" }
  public var facts: [String] { ["\(columns.count) columns"] }

  public func outputType(of inputs: [TableType]) throws -> TableType {
    let table = try inputs.only(kind)
    guard columns.allSatisfy(table.columns.indices.contains) else {
      throw PipelineError(at: kind, "a flagged column does not exist in a table of \(table.width)")
    }
    return TableType(width: columns.count, dtype: .bool)
  }
}
