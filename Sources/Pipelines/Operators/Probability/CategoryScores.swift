// Scores that categories add to (naive Bayes of categories).

import Tensors

/// The sum of what the category of each column adds to every output.
///
/// The cells are numbers of categories, from 0; a fraction is cut off. One beyond the known categories
/// is an error.
public struct CategoryScores: PipelineOperator {
  public static let name = "category-scores"
  public static let meaning = "the sum of what the category of each column adds to every output"

  /// For each column what each category adds: `categories x outputs`, row-major.
  public var tables: [[Double]]
  /// What every output begins with.
  public var base: [Double]

  /// Adds up `tables` and `base`.
  public init(tables: [[Double]], base: [Double]) {
    self.tables = tables
    self.base = base
  }

  public var kind: String { "category scores" }
  public var facts: [String] { ["\(tables.count) columns", "\(base.count) outputs"] }

  public func outputType(of inputs: [TableType]) throws -> TableType {
    _ = try inputs.numeric(kind, width: tables.count)
    guard !base.isEmpty, !tables.isEmpty,
      tables.allSatisfy({ !$0.isEmpty && $0.count % base.count == 0 })
    else { throw PipelineError(at: kind, "a table is not one of \(base.count) outputs") }
    return TableType(width: base.count, dtype: .f64)
  }
}
