// How a table is to be read.

import FoundationEssentials

/// What a reader is told besides the path.
public struct TableReadingOptions: Sendable {
  /// The fields that mean a missing value by default.
  public static let defaultMissingTokens = ["", "NA", "NaN", "nan", "null"]

  /// The types of columns by name; the types of others are inferred, as ``TableReader`` says.
  public var types: [String: ColumnType]
  /// The columns to read; `nil` for all.
  ///
  /// Others are not converted, and their values not checked.
  public var columns: [String]?
  /// The fields of CSV that mean a missing value, quoted or not, in any column.
  ///
  /// The empty string stands for the empty field. Whatever the set, an empty field of a column that
  /// is not text is missing. JSON lines have `null` for this, and the tokens mean nothing in them.
  public var missingTokens: [String]
  /// How many threads to use.
  public var threads: Int

  /// Creates options; `nil` stands for the default missing tokens, and for all cores.
  public init(
    types: [String: ColumnType] = [:], columns: [String]? = nil, missingTokens: [String]? = nil,
    threads: Int? = nil
  ) {
    self.types = types
    self.columns = columns
    self.missingTokens = missingTokens ?? Self.defaultMissingTokens
    self.threads = threads ?? ProcessInfo.processInfo.activeProcessorCount
  }
}
