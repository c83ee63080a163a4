// Which cells a column may hold, and what becomes of the others.

import Tensors

/// What becomes of the cells of one column that are missing, outliers or not valid.
///
/// A cell is missing where one of the markers matches it, otherwise valid where it is one of the valid
/// values, otherwise invalid. Outliers are valid cells outside an interval.
public struct ValueTreatment: Hashable, Sendable, Codable {
  /// The values that are valid.
  public enum ValidValues: Hashable, Sendable, Codable {
    /// Every value that is not missing.
    case any
    /// The numbers from `lowest` to `highest`, both included.
    case between(lowest: Double, highest: Double)
    /// The values of a list.
    case oneOf(values: [CellValue])
  }

  /// What becomes of a cell.
  public enum Action: Hashable, Sendable, Codable {
    /// It stays.
    case keep
    /// Scoring fails, naming the column and the row.
    case refuse
    /// It becomes a value.
    case replace(by: CellValue)
    /// It becomes what a missing cell becomes.
    case treatAsMissing
  }

  /// What becomes of numbers outside an interval.
  public struct Outliers: Hashable, Sendable, Codable {
    /// The smallest number that is no outlier.
    public var lowest: Double
    /// The largest number that is no outlier.
    public var highest: Double
    /// Whether an outlier becomes the nearer bound; otherwise it becomes what a missing cell becomes.
    public var isClipped: Bool

    /// Describes outliers.
    public init(lowest: Double, highest: Double, isClipped: Bool) {
      self.lowest = lowest
      self.highest = highest
      self.isClipped = isClipped
    }
  }

  /// What marks a missing cell.
  public var markers: [MissingMarker]
  /// What a cell is set to that is made missing, before it is treated.
  public var missingCell: CellValue
  /// What becomes of a missing cell: to keep, to refuse or to replace it.
  public var missing: Action
  /// The valid values.
  public var valid: ValidValues
  /// What becomes of an invalid cell.
  public var invalid: Action
  /// What becomes of outliers; `nil` where none are told apart.
  public var outliers: Outliers?

  /// Describes what becomes of cells.
  public init(
    markers: [MissingMarker] = [.missing], missingCell: CellValue = .missing,
    missing: Action = .keep, valid: ValidValues = .any, invalid: Action = .refuse,
    outliers: Outliers? = nil
  ) {
    self.markers = markers
    self.missingCell = missingCell
    self.missing = missing
    self.valid = valid
    self.invalid = invalid
    self.outliers = outliers
  }

  /// What a cell becomes that is made missing; `nil` where that is refused.
  public var madeMissing: CellValue? {
    switch missing {
    case .keep, .treatAsMissing: missingCell
    case .replace(let value): value
    case .refuse: nil
    }
  }

  /// Every value that a cell can become.
  public var replacements: [CellValue] {
    var values: [CellValue] = []
    for action in [missing, invalid] {
      if case .replace(let value) = action { values.append(value) }
    }
    if invalid == .treatAsMissing || outliers?.isClipped == false {
      values += [madeMissing].compactMap(\.self)
    }
    if let outliers, outliers.isClipped {
      values += [.number(outliers.lowest), .number(outliers.highest)]
    }
    return values
  }

  /// Whether every cell stays as it is, or scoring fails.
  public var keepsCells: Bool { replacements.isEmpty }

  /// The type of the column that comes out, from one of `dtype`.
  fileprivate func outputDType(_ dtype: DType) -> DType {
    guard dtype == .i64 || dtype == .bool, !replacements.isEmpty else { return dtype }
    let staysWhole = replacements.allSatisfy { value in
      if case .number(let number) = value { number == number.rounded() } else { false }
    }
    return dtype == .i64 && staysWhole ? .i64 : .f64
  }

  fileprivate func check(_ column: ColumnType, kind: String) throws {
    var values = replacements
    if case .oneOf(let valid) = valid { values += valid }
    for value in values {
      switch (value, column.dtype) {
      case (.missing, _), (.text, .string): break
      case (.number, let dtype) where dtype != .string: break
      default:
        throw PipelineError(
          at: kind,
          "column \(column.name ?? "?") holds \(column.dtype == .string ? "text" : "numbers"), but "
            + "one of its values is \(column.dtype == .string ? "a number" : "a text")")
      }
    }
    let needsNumbers: Bool = if case .between = valid { true } else { outliers != nil }
    guard !needsNumbers || column.dtype != .string else {
      throw PipelineError(
        at: kind, "column \(column.name ?? "?") is text, but its values lie in an interval")
    }
  }
}

/// Cells that are missing, outliers or not valid refused or replaced (PMML's mining schema, and the
/// domains of sklearn2pmml).
public struct TreatValues: PipelineOperator {
  public static let name = "treat-values"
  public static let meaning = "missing, outlying and invalid cells refused or replaced"

  /// What becomes of the cells of each column.
  public var columns: [ValueTreatment]

  /// Treats columns.
  public init(columns: [ValueTreatment]) { self.columns = columns }

  public var kind: String { "treat values" }
  public var facts: [String] { ["\(columns.count) columns"] }

  public func outputType(of inputs: [TableType]) throws -> TableType {
    let table = try inputs.only(kind)
    guard table.width == columns.count else {
      throw PipelineError(
        at: kind, "\(columns.count) columns were expected, but there are \(table.width)")
    }
    for (column, treatment) in zip(table.columns, columns) {
      try treatment.check(column, kind: kind)
    }
    return TableType(
      zip(table.columns, columns).map { column, treatment in
        ColumnType(name: column.name, dtype: treatment.outputDType(column.dtype))
      })
  }
}
