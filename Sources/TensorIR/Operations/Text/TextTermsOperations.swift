// From texts to sparse rows of counts in one step: no words or their places are kept in between.

import Tensors
import TextAnalysis

/// `text_counts`: how often each term of a vocabulary occurs in each text.
struct TextCountsOperation: OperationDefinition {
  let name = "text_counts"
  let summary = """
    How often each term of the vocabulary (second operand, rank 1) occurs in each row's text, as \
    sparse `dtype`; a missing text is an error. The attributes `lowercase`, `accents`, `tokens`, \
    `pattern`, `stop_words`, `shortest` and `longest` say what terms are; with `binary` a term counts \
    once.
    """

  func resultTypes(_ context: TypeContext) throws -> [ValueType] {
    try context.expectOperands(2)
    let rows = try context.textRows()
    let vocabulary = try context.tensor(1, of: .string)
    guard vocabulary.rank == 1 else { throw context.error("a vocabulary of rank 1 was expected") }
    return [
      .sparse(try context.termDType(), rows: rows, columns: vocabulary.dimensions[0])
    ]
  }

  func evaluate(_ context: EvaluationContext) throws -> [Value] {
    let vocabulary = Vocabulary(try context.tensor(1).strings)
    return try context.sparseTerms(columnCount: context.tensor(1).count) { term in
      vocabulary.index(of: term).map { ($0, 1) }
    }
  }

  func gradient(_ context: GradientContext) throws -> [ValueID?] { [nil, nil] }
}

/// `text_hashes`: how often terms occur whose hash falls to each column.
struct TextHashesOperation: OperationDefinition {
  let name = "text_hashes"
  let summary = """
    How often the terms occur in each row's text that MurmurHash3 assigns to each of `features` \
    columns, as sparse `dtype`; with `alternate_sign` terms of a negative hash are subtracted. The \
    other attributes are those of text_counts.
    """

  func resultTypes(_ context: TypeContext) throws -> [ValueType] {
    try context.expectOperands(1)
    let rows = try context.textRows()
    let features = try context.attributes.int("features", of: name)
    guard features > 0, features <= Int(Int32.max) else {
      throw context.error("1 to 2,147,483,647 features were expected")
    }
    return [.sparse(try context.termDType(), rows: rows, columns: .fixed(features))]
  }

  func evaluate(_ context: EvaluationContext) throws -> [Value] {
    let features = try context.attributes.int("features", of: name)
    let isSigned = try context.attributes.bool("alternate_sign", default: false, of: name)
    return try context.sparseTerms(columnCount: features) { term in
      let (column, isNegative) = term.withUnsafeBufferPointer {
        MurmurHash.feature($0, of: features)
      }
      return (column, isSigned && isNegative ? -1 : 1)
    }
  }

  func gradient(_ context: GradientContext) throws -> [ValueID?] { [nil] }
}

extension TypeContext {
  /// The rows of texts, whose analysis is checked.
  fileprivate func textRows() throws -> Dimension {
    let texts = try tensor(0, of: .string)
    guard texts.rank == 1 || (texts.rank == 2 && texts.dimensions[1] == .fixed(1)) else {
      throw error("one text a row was expected")
    }
    _ = try TextAnalyzer(attributes: attributes, of: name)
    return texts.dimensions[0]
  }

  fileprivate func termDType() throws -> DType {
    let dtype = try attributes.dtype("dtype", of: name)
    guard dtype == .f64 || dtype == .f32 else { throw error("f64 or f32 was expected") }
    return dtype
  }
}

extension EvaluationContext {
  /// The sparse rows in which each text's terms are added up.
  fileprivate func sparseTerms(
    columnCount: Int, _ place: ([UInt8]) -> (column: Int, weight: Double)?
  ) throws -> [Value] {
    let texts = try tensor(0).strings
    let analyzer = try TextAnalyzer(attributes: attributes, of: name)
    let isBinary = try attributes.bool("binary", default: false, of: name)
    var entries = SparseEntries(columnCount: columnCount)
    for row in 0..<texts.count {
      guard let text = texts[row] else { throw error("text \(row) is missing") }
      var counts: [Int: Double] = [:]
      for term in try analyzer.terms(of: text) {
        guard let (column, weight) = place(Array(term.utf8)) else { continue }
        counts[column, default: 0] += weight
      }
      entries.append(
        row: counts.sorted { $0.key < $1.key }.map { ($0.key, isBinary ? 1 : $0.value) })
    }
    return [.sparse(entries.finish(try attributes.dtype("dtype", of: name)))]
  }
}

extension TextAnalyzer {
  /// The analysis that the attributes of an operation say.
  /// - Throws: `ProgramError` where they make none.
  public init(attributes: Attributes, of operation: String) throws {
    let pattern = try attributes.string("pattern", of: operation)
    let tokens: TextRules.Tokens
    switch try attributes.string("tokens", of: operation) {
    case "found": tokens = .found(pattern: pattern)
    case "found_not_empty": tokens = .foundNotEmpty(pattern: pattern)
    case "between": tokens = .between(pattern: pattern)
    case "characters": tokens = .characters
    case "characters_of_words": tokens = .charactersOfWords
    case let name: throw ProgramError(.type, at: operation, "there are no tokens '\(name)'")
    }
    let stripping = try attributes.string("accents", of: operation)
    guard let accents = AccentStripping(rawValue: stripping) else {
      throw ProgramError(.type, at: operation, "there is no accent stripping '\(stripping)'")
    }
    guard case .strings(let stopWords)? = attributes["stop_words"] else {
      throw ProgramError(.type, at: operation, "attribute 'stop_words' must be a list of strings")
    }
    let rules = TextRules(
      lowercase: try attributes.bool("lowercase", default: false, of: operation),
      accents: accents, tokens: tokens, stopWords: stopWords,
      shortest: try attributes.int("shortest", of: operation),
      longest: try attributes.int("longest", of: operation))
    guard rules.hasValidLengths else {
      throw ProgramError(
        .type, at: operation, "terms of \(rules.shortest) to \(rules.longest) tokens make no sense")
    }
    do {
      try self.init(rules)
    } catch {
      throw ProgramError(.type, at: operation, "\(error)")
    }
  }
}

extension Attributes {
  /// The attributes that say an analysis.
  fileprivate init(_ rules: TextRules, dtype: DType) {
    let (tokens, pattern): (String, String) =
      switch rules.tokens {
      case .found(let pattern): ("found", pattern)
      case .foundNotEmpty(let pattern): ("found_not_empty", pattern)
      case .between(let pattern): ("between", pattern)
      case .characters: ("characters", "")
      case .charactersOfWords: ("characters_of_words", "")
      }
    self = [
      "lowercase": .bool(rules.lowercase), "accents": .string(rules.accents.rawValue),
      "tokens": .string(tokens), "pattern": .string(pattern),
      "stop_words": .strings(rules.stopWords), "shortest": .int(rules.shortest),
      "longest": .int(rules.longest), "dtype": .dtype(dtype),
    ]
  }
}

extension FunctionBuilder {
  /// How often each term of `vocabulary` (rank 1) occurs in each row's text, as a sparse matrix.
  public func textCounts(
    _ texts: ValueID, vocabulary: ValueID, rules: TextRules, isBinary: Bool, _ dtype: DType
  ) throws -> ValueID {
    var attributes = Attributes(rules, dtype: dtype)
    attributes["binary"] = .bool(isBinary)
    return try append(one: "text_counts", [texts, vocabulary], attributes)
  }

  /// How often terms of each hash occur in each row's text, as a sparse matrix.
  public func textHashes(
    _ texts: ValueID, features: Int, alternateSign: Bool, rules: TextRules, isBinary: Bool,
    _ dtype: DType
  ) throws -> ValueID {
    var attributes = Attributes(rules, dtype: dtype)
    attributes["binary"] = .bool(isBinary)
    attributes["features"] = .int(features)
    attributes["alternate_sign"] = .bool(alternateSign)
    return try append(one: "text_hashes", [texts], attributes)
  }
}
