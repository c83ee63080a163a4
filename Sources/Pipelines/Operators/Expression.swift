// Formulas over the columns of a row: what derived fields of PMML and expressions of other formats mean.

import Tensors

/// A formula over the columns of a row.
///
/// A value is a number, a text or a truth value, and can be missing. Unless a function says otherwise,
/// its result is missing where one of its arguments is.
public indirect enum Expression: Hashable, Sendable, Codable {
  /// The cell of a column, counted over all input tables.
  case column(index: Int)
  /// The value of an earlier expression of the same operator.
  case earlier(index: Int)
  /// A number.
  case number(Double)
  /// A text.
  case text(String)
  /// A truth value.
  case truth(Bool)
  /// A missing value of a type.
  case missing(ValueKind)
  /// A function of some arguments.
  case apply(function: ExpressionFunction, arguments: [Expression])
  /// The value that a table has for the arguments.
  case lookup(table: LookupTable, keys: [Expression])
  /// The value of the interval that a number falls in.
  case bin(bins: Bins, value: Expression)
  /// A number moved along straight lines between given points.
  case interpolate(line: PiecewiseLinear, value: Expression)
  /// How often a term occurs in a text.
  case termCount(term: String, counting: TermCounting, text: Expression)

  /// What a value is.
  public enum ValueKind: String, Hashable, Sendable, Codable {
    case number, text, truth
  }
}

/// Rows of keys and the value that each row stands for.
public struct LookupTable: Hashable, Sendable, Codable {
  /// The keys: one row an entry, as many keys each as there are arguments.
  ///
  /// Of equal rows the first counts.
  public var keys: [[CellValue]]
  /// The value of each row; all text or all numbers, besides missing ones.
  public var values: [CellValue]
  /// The value of keys that are in no row.
  public var fallback: CellValue
  /// What the values are.
  public var kind: Expression.ValueKind

  /// Describes a table.
  public init(
    keys: [[CellValue]], values: [CellValue], fallback: CellValue, kind: Expression.ValueKind
  ) {
    self.keys = keys
    self.values = values
    self.fallback = fallback
    self.kind = kind
  }
}

/// Intervals of numbers, and the value of each.
public struct Bins: Hashable, Sendable, Codable {
  /// An interval; a side without a bound is open to infinity.
  public struct Interval: Hashable, Sendable, Codable {
    /// The lower bound.
    public var lower: Double?
    /// Whether the lower bound is inside.
    public var includesLower: Bool
    /// The upper bound.
    public var upper: Double?
    /// Whether the upper bound is inside.
    public var includesUpper: Bool

    /// Describes an interval.
    public init(lower: Double?, includesLower: Bool, upper: Double?, includesUpper: Bool) {
      self.lower = lower
      self.includesLower = includesLower
      self.upper = upper
      self.includesUpper = includesUpper
    }
  }

  /// The intervals; the first that holds the number counts.
  public var intervals: [Interval]
  /// The value of each interval.
  public var values: [CellValue]
  /// The value of numbers in no interval.
  public var fallback: CellValue
  /// What the values are.
  public var kind: Expression.ValueKind

  /// Describes bins.
  public init(
    intervals: [Interval], values: [CellValue], fallback: CellValue, kind: Expression.ValueKind
  ) {
    self.intervals = intervals
    self.values = values
    self.fallback = fallback
    self.kind = kind
  }
}

/// Points joined by straight lines.
public struct PiecewiseLinear: Hashable, Sendable, Codable {
  /// What becomes of numbers beyond the first and the last point.
  public enum Beyond: String, Hashable, Sendable, Codable {
    /// The first and the last line go on.
    case extended
    /// The result is missing.
    case missing
    /// The first and the last point's value.
    case clamped
  }

  /// The abscissas, ascending.
  public var inputs: [Double]
  /// The ordinates.
  public var outputs: [Double]
  /// What lies beyond the points.
  public var beyond: Beyond

  /// Describes a line of at least two points.
  public init(inputs: [Double], outputs: [Double], beyond: Beyond) {
    self.inputs = inputs
    self.outputs = outputs
    self.beyond = beyond
  }
}

/// How terms, which are runs of words, are found in a text (PMML's `TextIndex`).
public struct TermCounting: Hashable, Sendable, Codable {
  /// Replacements that are made in the text before it is split.
  public struct Replacements: Hashable, Sendable, Codable {
    /// Regular expressions, applied one after the other.
    public var patterns: [String]
    /// What the matches of each become.
    public var replacements: [String]
    /// Whether letters match in their own case only.
    public var isCaseSensitive: Bool
    /// Whether all are applied again until nothing changes.
    public var repeats: Bool

    /// Describes replacements.
    public init(
      patterns: [String], replacements: [String], isCaseSensitive: Bool, repeats: Bool = false
    ) {
      self.patterns = patterns
      self.replacements = replacements
      self.isCaseSensitive = isCaseSensitive
      self.repeats = repeats
    }
  }

  /// How a text becomes words.
  public enum Words: Hashable, Sendable, Codable {
    /// What is between matches of a regular expression, without punctuation at its ends.
    case separated(by: String)
    /// The matches of a regular expression.
    case matching(pattern: String)
  }

  /// How a text becomes words.
  public var words: Words
  /// Whether words match in their own case only.
  public var isCaseSensitive: Bool
  /// How many letters a term's words may differ by in total (Levenshtein's distance).
  public var largestDistance: Int
  /// Whether only the occurrences with the smallest distance count.
  public var countsBestOnly: Bool
  /// Replacements that are made first, in order.
  public var replacements: [Replacements]

  /// Describes how terms are counted.
  public init(
    words: Words, isCaseSensitive: Bool, largestDistance: Int = 0, countsBestOnly: Bool = false,
    replacements: [Replacements] = []
  ) {
    self.words = words
    self.isCaseSensitive = isCaseSensitive
    self.largestDistance = largestDistance
    self.countsBestOnly = countsBestOnly
    self.replacements = replacements
  }
}

extension Expression {
  /// A function of some arguments.
  public static func apply(_ function: ExpressionFunction, _ arguments: Expression...) -> Expression
  {
    .apply(function: function, arguments: arguments)
  }

  /// `yes` where `condition` is true, `no` where it is false, and missing where it is missing.
  public static func choose(
    _ condition: Expression, _ yes: Expression, _ no: Expression
  ) -> Expression {
    .apply(function: .choose, arguments: [condition, yes, no])
  }
}
