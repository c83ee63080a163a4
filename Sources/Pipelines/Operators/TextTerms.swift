// Text columns to counts of terms.

import Tensors
import TextAnalysis

/// How often each term of a vocabulary occurs in a text (`CountVectorizer`).
public struct CountTerms: PipelineOperator {
  public static let name = "count-terms"
  public static let meaning = "how often each term of a vocabulary occurs in a text"

  /// What terms are.
  public var rules: TextRules
  /// The term of each output column.
  public var vocabulary: [String]
  /// Whether a term that occurs counts once.
  public var isBinary: Bool
  /// The dtype of the counts: `f64` or `f32`.
  public var dtype: DType

  /// Counts the terms of `vocabulary`.
  public init(
    rules: TextRules, vocabulary: [String], isBinary: Bool = false, dtype: DType = .f64
  ) {
    self.rules = rules
    self.vocabulary = vocabulary
    self.isBinary = isBinary
    self.dtype = dtype
  }

  public var kind: String { "count terms" }
  public var facts: [String] { ["\(vocabulary.count) terms"] + rules.facts }

  public func outputType(of inputs: [TableType]) throws -> TableType {
    try inputs.checkTexts(kind, rules, dtype)
    return TableType(width: vocabulary.count, dtype: dtype)
  }
}

/// How often terms occur whose hash falls to each column (`HashingVectorizer`).
public struct HashTerms: PipelineOperator {
  public static let name = "hash-terms"
  public static let meaning = "how often terms of each hash (MurmurHash3) occur in a text"

  /// What terms are.
  public var rules: TextRules
  /// The number of output columns.
  public var featureCount: Int
  /// Whether terms of a negative hash are subtracted.
  public var alternateSign: Bool
  /// Whether a column with a term is 1.
  public var isBinary: Bool
  /// The dtype of the counts: `f64` or `f32`.
  public var dtype: DType

  /// Counts terms by hash.
  public init(
    rules: TextRules, featureCount: Int, alternateSign: Bool, isBinary: Bool = false,
    dtype: DType = .f64
  ) {
    self.rules = rules
    self.featureCount = featureCount
    self.alternateSign = alternateSign
    self.isBinary = isBinary
    self.dtype = dtype
  }

  public var kind: String { "hash terms" }
  public var facts: [String] { ["\(featureCount) columns"] + rules.facts }

  public func outputType(of inputs: [TableType]) throws -> TableType {
    try inputs.checkTexts(kind, rules, dtype)
    guard (1...(1 << 24)).contains(featureCount) else {
      throw PipelineError(at: kind, "\(featureCount) columns; 1 to 16,777,216 are possible")
    }
    return TableType(width: featureCount, dtype: dtype)
  }
}

/// Counts of terms weighed by how much each term says (`TfidfTransformer`), before normalising.
public struct WeighTerms: PipelineOperator {
  public static let name = "weigh-terms"
  public static let meaning = "counts of terms, perhaps as logarithms, times a weight a term"

  /// Whether `1 + ln x` stands for each count that is not 0.
  public var isSublinear: Bool
  /// The weight of each term; `nil` for none.
  public var weights: [Double]?

  /// Weighs counts.
  public init(isSublinear: Bool, weights: [Double]?) {
    self.isSublinear = isSublinear
    self.weights = weights
  }

  public var kind: String { "weigh terms" }
  public var facts: [String] {
    (isSublinear ? ["sublinear"] : []) + (weights.map { ["\($0.count) weights"] } ?? [])
  }

  public func outputType(of inputs: [TableType]) throws -> TableType {
    let table = try inputs.numeric(kind)
    guard weights.map({ $0.count == table.width }) ?? true else {
      throw PipelineError(
        at: kind, "\(weights?.count ?? 0) weights were given for \(table.width) terms")
    }
    return table.asFloats
  }
}

extension TextRules {
  /// What distinguishes the rules, for drawings.
  fileprivate var facts: [String] {
    let unit: String =
      switch tokens {
      case .found, .foundNotEmpty, .between: "words"
      case .characters: "characters"
      case .charactersOfWords: "characters of words"
      }
    return ["\(unit) \(shortest) to \(longest)"]
  }
}

extension [TableType] {
  /// Checks that there is one column of text, and that the rules make sense.
  fileprivate func checkTexts(_ kind: String, _ rules: TextRules, _ dtype: DType) throws {
    let table = try only(kind)
    guard table.columns.map(\.dtype) == [.string] else {
      throw PipelineError(
        at: kind,
        "one column of text was expected, but there are \(table.width) columns, of "
          + Set(table.columns.map(\.dtype.rawValue)).sorted().joined(separator: " and "))
    }
    guard dtype == .f64 || dtype == .f32 else {
      throw PipelineError(at: kind, "counts of \(dtype.rawValue); f64 or f32 is possible")
    }
    guard rules.hasValidLengths else {
      throw PipelineError(
        at: kind,
        "terms of \(rules.shortest) to \(rules.longest) tokens; "
          + "1 to \(TextRules.largestTerm) are possible")
    }
    do {
      _ = try TextAnalyzer(rules)
    } catch {
      throw PipelineError(at: kind, "\(error)")
    }
  }
}
