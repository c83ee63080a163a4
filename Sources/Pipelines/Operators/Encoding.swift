// Categories to numbers.

import Tensors

/// What happens to a cell whose value the encoder did not see in training.
public enum UnknownCategory: Hashable, Sendable {
  /// Scoring fails, naming the column and the row.
  case refuse
  /// The cell gets this: for a one-hot encoder no column at all or the column of infrequent values,
  /// for an ordinal encoder a number.
  case treatAs(Double)
  /// No output column is set (one-hot).
  case none
}

/// The categories of one column and what each becomes.
public struct CategoryTable: Hashable, Sendable, Codable {
  /// The category values, in the encoder's order; all text or all numbers, besides one `missing`.
  public var categories: [CellValue]
  /// What each category becomes: for one-hot an output place within the column's slots or `nil` for a
  /// dropped one, for ordinal a code.
  public var codes: [Double?]
  /// What an unseen value becomes.
  public var unknown: UnknownCategory
  /// The number of output columns (one-hot).
  public var slotCount: Int

  /// Describes a column's categories.
  public init(
    categories: [CellValue], codes: [Double?], unknown: UnknownCategory, slotCount: Int = 1
  ) {
    self.categories = categories
    self.codes = codes
    self.unknown = unknown
    self.slotCount = slotCount
  }

  /// Checks that the table fits a column.
  func check(_ column: ColumnType, kind: String) throws {
    guard categories.count == codes.count else {
      throw PipelineError(at: kind, "\(categories.count) categories but \(codes.count) codes")
    }
    for category in categories {
      switch (category, column.dtype) {
      case (.missing, _), (.text, .string): break
      case (.number, let dtype) where dtype != .string: break
      default:
        throw PipelineError(
          at: kind,
          "column \(column.name ?? "?") holds \(column.dtype), but its categories are "
            + (column.dtype == .string ? "numbers" : "text"))
      }
    }
  }
}

/// One column for each category, 1 where the cell has it (`OneHotEncoder`).
public struct OneHotEncode: PipelineOperator {
  public static let name = "one-hot"
  public static let meaning = "one column for each category, 1 where the cell has it"

  /// The categories of each input column.
  public var columns: [CategoryTable]
  /// The dtype of the indicators.
  public var dtype: DType

  /// Encodes columns.
  public init(columns: [CategoryTable], dtype: DType = .f64) {
    self.columns = columns
    self.dtype = dtype
  }

  public var kind: String { "one-hot" }
  public var facts: [String] {
    ["\(columns.count) columns", "\(columns.reduce(0) { $0 + $1.slotCount }) indicators"]
  }

  public func outputType(of inputs: [TableType]) throws -> TableType {
    let table = try inputs.only(kind)
    guard table.width == columns.count else {
      throw PipelineError(
        at: kind, "\(columns.count) columns were expected, but there are \(table.width)")
    }
    for (column, categories) in zip(table.columns, columns) {
      try categories.check(column, kind: kind)
    }
    return TableType(width: columns.reduce(0) { $0 + $1.slotCount }, dtype: dtype)
  }
}

/// Each category's code in place of the cell (`OrdinalEncoder`).
public struct OrdinalEncode: PipelineOperator {
  public static let name = "ordinal"
  public static let meaning = "each category's code in place of the cell"

  /// The categories of each input column; a code of `nil` is NaN.
  public var columns: [CategoryTable]
  /// The dtype of the codes.
  public var dtype: DType

  /// Encodes columns.
  public init(columns: [CategoryTable], dtype: DType = .f64) {
    self.columns = columns
    self.dtype = dtype
  }

  public var kind: String { "ordinal" }
  public var facts: [String] { ["\(columns.count) columns"] }

  public func outputType(of inputs: [TableType]) throws -> TableType {
    let table = try inputs.only(kind)
    guard table.width == columns.count else {
      throw PipelineError(
        at: kind, "\(columns.count) columns were expected, but there are \(table.width)")
    }
    for (column, categories) in zip(table.columns, columns) {
      try categories.check(column, kind: kind)
    }
    return TableType(table.columns.map { ColumnType(name: $0.name, dtype: dtype) })
  }
}

/// The number of inner edges that are at most the cell: which bin it falls in (`KBinsDiscretizer`).
public struct Discretize: PipelineOperator {
  public static let name = "discretize"
  public static let meaning = "the number of the bin that a cell falls in"

  /// The inner bin edges of each column, ascending; a cell equal to an edge is in the bin above it.
  public var edges: [[Double]]

  /// Bins columns by their inner `edges`.
  public init(edges: [[Double]]) { self.edges = edges }

  public var kind: String { "discretize" }
  public var facts: [String] { ["\(edges.count) columns"] }

  public func outputType(of inputs: [TableType]) throws -> TableType {
    let table = try inputs.numeric(kind, width: edges.count)
    return table.asFloats
  }
}

/// One column for each value `0 ..< depth` of each input column of whole numbers.
public struct OneHotIndices: PipelineOperator {
  public static let name = "one-hot-indices"
  public static let meaning = "one column for each value of columns of whole numbers"

  /// The number of values of each column.
  public var depths: [Int]

  /// Expands columns of indices.
  public init(depths: [Int]) { self.depths = depths }

  public var kind: String { "one-hot indices" }
  public var facts: [String] { ["\(depths.reduce(0, +)) indicators"] }

  public func outputType(of inputs: [TableType]) throws -> TableType {
    let table = try inputs.numeric(kind, width: depths.count)
    return TableType(width: depths.reduce(0, +), dtype: table.uniformDType == .f32 ? .f32 : .f64)
  }
}
