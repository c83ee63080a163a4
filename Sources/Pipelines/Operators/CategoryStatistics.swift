// What training knew of categories and their combinations, as numbers.

import Tensors

/// Statistics of the targets by category, as new columns (CatBoost's CTRs).
///
/// The first input holds the hashes of categories, the second numbers. A combination of categories, and
/// of conditions on numbers and categories, becomes one hash of 64 bits, by which its row of statistics is
/// found.
public struct CategoryStatistics: PipelineOperator {
  public static let name = "category-statistics"
  public static let meaning = "statistics of the targets by combination of categories"

  /// A condition `number > border`, in 32 bits.
  public struct NumberCondition: Hashable, Sendable, Codable {
    /// The column of numbers.
    public var column: Int
    /// The border.
    public var border: Double
    /// Whether the condition holds for NaN.
    public var holdsForMissing: Bool

    /// Describes a condition.
    public init(column: Int, border: Double, holdsForMissing: Bool) {
      self.column = column
      self.border = border
      self.holdsForMissing = holdsForMissing
    }
  }

  /// A condition that a category is a certain one.
  public struct CategoryCondition: Hashable, Sendable, Codable {
    /// The column of hashes.
    public var column: Int
    /// The hash of the category.
    public var hash: Int

    /// Describes a condition.
    public init(column: Int, hash: Int) {
      self.column = column
      self.hash = hash
    }
  }

  /// What is counted by: categories, then conditions.
  public struct Combination: Hashable, Sendable, Codable {
    /// Columns of hashes.
    public var categories: [Int]
    /// Conditions on numbers.
    public var numbers: [NumberCondition]
    /// Conditions on categories.
    public var matches: [CategoryCondition]

    /// Describes a combination.
    public init(
      categories: [Int], numbers: [NumberCondition] = [], matches: [CategoryCondition] = []
    ) {
      self.categories = categories
      self.numbers = numbers
      self.matches = matches
    }
  }

  /// The statistics of one combination.
  public struct Table: Hashable, Sendable, Codable {
    /// The combination.
    public var combination: Combination
    /// The hashes of what was seen, ascending.
    public var keys: [Int]
    /// `keys.count x unseen.count`, row-major: the statistics of each key.
    public var values: [Double]
    /// The statistics of what was not seen, one an output column.
    public var unseen: [Double]

    /// Describes a table.
    public init(combination: Combination, keys: [Int], values: [Double], unseen: [Double]) {
      self.combination = combination
      self.keys = keys
      self.values = values
      self.unseen = unseen
    }
  }

  /// What the hash of a combination is multiplied by as each part is added.
  package static let multiplier = 0x4906_BA49_4954_CB65

  /// The tables, whose columns of statistics stand side by side.
  public var tables: [Table]

  /// Looks up `tables`.
  public init(tables: [Table]) { self.tables = tables }

  public var kind: String { "category statistics" }
  public var facts: [String] {
    [
      "\(tables.count) combinations", "\(tables.reduce(0) { $0 + $1.keys.count }) entries",
      "\(tables.reduce(0) { $0 + $1.unseen.count }) columns",
    ]
  }

  /// One column of 32 bits for each statistic.
  public func outputType(of inputs: [TableType]) throws -> TableType {
    guard inputs.count == 2 else {
      throw PipelineError(at: kind, "hashes and numbers were expected, not \(inputs.count) tables")
    }
    guard inputs[0].columns.allSatisfy({ $0.dtype == .i64 }) else {
      throw PipelineError(at: kind, "hashes of categories were expected, which are integers")
    }
    _ = try [inputs[1]].numeric(kind)
    for (index, table) in tables.enumerated() {
      try check(table, at: "\(kind): combination \(index)", inputs)
    }
    return TableType(width: tables.reduce(0) { $0 + $1.unseen.count }, dtype: .f32)
  }

  private func check(_ table: Table, at place: String, _ inputs: [TableType]) throws {
    let hashes = table.combination.categories + table.combination.matches.map(\.column)
    guard hashes.allSatisfy(inputs[0].columns.indices.contains),
      table.combination.numbers.allSatisfy({ inputs[1].columns.indices.contains($0.column) })
    else { throw PipelineError(at: place, "a column does not exist") }
    guard !table.unseen.isEmpty,
      table.keys.count.multipliedReportingOverflow(by: table.unseen.count)
        == (table.values.count, false)
    else { throw PipelineError(at: place, "the statistics do not fit the keys") }
    guard zip(table.keys, table.keys.dropFirst()).allSatisfy({ $0 < $1 }) else {
      throw PipelineError(at: place, "the keys do not ascend")
    }
  }
}
