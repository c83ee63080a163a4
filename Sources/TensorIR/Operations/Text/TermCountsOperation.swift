// How often terms, which are runs of words, occur in texts.

import Tensors
import TextAnalysis

/// `term_counts`: the number of occurrences of each of some terms in each text.
struct TermCountsOperation: OperationDefinition {
  let name = "term_counts"
  let summary = """
    For each text of a column (first operand, `[rows, 1]`) how often each term (second, rank 1) \
    occurs, as f64 `[rows, terms]`; NaN where the text is missing. Texts and terms become words by \
    `words` (separated, matching) and its `pattern`; `case_sensitive`, `largest_distance` (the letters \
    that a term's words may differ by) and `best_only` (count only the nearest) say what an occurrence is.
    """

  func resultTypes(_ context: TypeContext) throws -> [ValueType] {
    try context.expectOperands(2)
    let (x, terms) = (try context.tensor(0, of: .string), try context.tensor(1, of: .string))
    guard x.rank == 2, x.dimensions[1] == .fixed(1), terms.rank == 1 else {
      throw context.error("a column of texts and terms of rank 1 were expected")
    }
    _ = try WordSplitter(context.attributes, of: name)
    return [.tensor(.f64, [x.dimensions[0], terms.dimensions[0]])]
  }

  func evaluate(_ context: EvaluationContext) throws -> [Value] {
    let (x, terms) = (try context.tensor(0), try context.tensor(1))
    let splitter = try WordSplitter(context.attributes, of: name)
    let counter = TermCounter(
      terms: try (0..<terms.count).map { try splitter.words(of: terms.strings[$0] ?? "") },
      isCaseSensitive: try context.attributes.bool("case_sensitive", default: true, of: name),
      largestDistance: try context.attributes.int("largest_distance", of: name),
      countsBestOnly: try context.attributes.bool("best_only", default: false, of: name))
    var counts: [Double] = []
    for row in 0..<x.count {
      counts +=
        try x.strings[row].map { counter.counts(in: try splitter.words(of: $0)) }
        ?? Array(repeating: .nan, count: terms.count)
    }
    return [.tensor(Tensor(counts, shape: Shape([x.count, terms.count])))]
  }

  func gradient(_ context: GradientContext) throws -> [ValueID?] { [nil, nil] }
}

/// Texts to words.
struct WordSplitter {
  private enum Rule {
    /// Between white space, without punctuation at the ends.
    case whiteSpace
    /// Runs of at least so many word characters.
    case wordCharacters(atLeast: Int)
    /// Between the matches of any other pattern, without punctuation at the ends.
    case separated(TextPattern)
    /// The matches of any other pattern.
    case matching(TextPattern)
  }

  private let rule: Rule

  /// - Throws: an error where the pattern is malformed or not supported.
  init(_ attributes: Attributes, of operation: String) throws {
    let pattern = try attributes.string("pattern", of: operation)
    switch (try attributes.string("words", of: operation), pattern) {
    case ("separated", "\\s+"), ("separated", "\\s"): rule = .whiteSpace
    case ("matching", "(?u)\\b\\w\\w+\\b"), ("matching", "\\b\\w\\w+\\b"):
      rule = .wordCharacters(atLeast: 2)
    case ("matching", "(?u)\\b\\w+\\b"), ("matching", "\\b\\w+\\b"), ("matching", "\\w+"):
      rule = .wordCharacters(atLeast: 1)
    case ("separated", _): rule = .separated(try TextPattern(pattern, remembersGroups: false))
    default: rule = .matching(try TextPattern(pattern, remembersGroups: false))
    }
  }

  func words(of text: String) throws -> [String] {
    switch rule {
    case .whiteSpace:
      text.unicodeScalars.split(whereSeparator: \.isTextSpace)
        .map { String($0.trimmingPunctuation) }.filter { !$0.isEmpty }
    case .wordCharacters(let count):
      text.unicodeScalars.split { !$0.isWordCharacter }
        .filter { $0.count >= count }.map { String($0) }
    case .separated(let pattern):
      try pattern.pieces(of: text).map { String($0.unicodeScalars[...].trimmingPunctuation) }
        .filter { !$0.isEmpty }
    case .matching(let pattern): try pattern.matches(in: text)
    }
  }
}

extension Substring.UnicodeScalarView {
  fileprivate var trimmingPunctuation: Substring.UnicodeScalarView {
    var kept = self
    while let first = kept.first, first.isPunctuation { kept.removeFirst() }
    while let last = kept.last, last.isPunctuation { kept.removeLast() }
    return kept
  }
}

extension Unicode.Scalar {
  /// What Python's `\w` matches: letters, digits and the underscore.
  var isWordCharacter: Bool {
    if value < 128 {
      return value == 95 || (48...57).contains(value) || (65...90).contains(value)
        || (97...122).contains(value)
    }
    return switch properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
      .decimalNumber, .letterNumber, .otherNumber:
      true
    default: false
    }
  }

  fileprivate var isPunctuation: Bool {
    switch properties.generalCategory {
    case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation,
      .initialPunctuation, .finalPunctuation, .otherPunctuation:
      true
    default: false
    }
  }
}

/// Counts terms in the words of a text.
struct TermCounter {
  private let terms: [[String]]
  private let isCaseSensitive: Bool
  private let largestDistance: Int
  private let countsBestOnly: Bool
  /// The places of each term, where words must be equal.
  private var places: [[String]: [Int]] = [:]
  private let lengths: [Int]

  init(terms: [[String]], isCaseSensitive: Bool, largestDistance: Int, countsBestOnly: Bool) {
    self.terms = isCaseSensitive ? terms : terms.map { $0.map { $0.lowercased() } }
    self.isCaseSensitive = isCaseSensitive
    self.largestDistance = largestDistance
    self.countsBestOnly = countsBestOnly
    lengths = Set(terms.map(\.count)).subtracting([0]).sorted()
    for (place, term) in self.terms.enumerated() { places[term, default: []].append(place) }
  }

  /// The number of occurrences of each term.
  func counts(in words: [String]) -> [Double] {
    let words = isCaseSensitive ? words : words.map { $0.lowercased() }
    if largestDistance > 0 { return terms.map { nearCount(of: $0, in: words) } }
    var counts = [Double](repeating: 0, count: terms.count)
    for length in lengths where length <= words.count {
      for start in 0...(words.count - length) {
        for place in places[Array(words[start..<start + length])] ?? [] { counts[place] += 1 }
      }
    }
    return counts
  }

  private func nearCount(of term: [String], in words: [String]) -> Double {
    guard !term.isEmpty, term.count <= words.count else { return 0 }
    var (count, best) = (0.0, Int.max)
    for start in 0...(words.count - term.count) {
      var distance = 0
      for (offset, word) in term.enumerated() where distance <= largestDistance {
        distance += Self.distance(
          Array(words[start + offset].unicodeScalars), Array(word.unicodeScalars))
      }
      guard distance <= largestDistance else { continue }
      if !countsBestOnly || distance == best {
        count += 1
      } else if distance < best {
        (count, best) = (1, distance)
      }
    }
    return count
  }

  /// Levenshtein's distance.
  private static func distance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
    var row = Array(0...b.count)
    for (i, left) in a.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, right) in b.enumerated() {
        let above = row[j + 1]
        row[j + 1] = min(above + 1, row[j] + 1, diagonal + (left == right ? 0 : 1))
        diagonal = above
      }
    }
    return row[b.count]
  }
}

extension FunctionBuilder {
  /// How often each of `terms` (rank 1) occurs in each text of the column `x`, `[rows, terms]`.
  public func termCounts(
    _ x: ValueID, terms: ValueID, words: String, pattern: String, isCaseSensitive: Bool,
    largestDistance: Int, countsBestOnly: Bool
  ) throws -> ValueID {
    try append(
      one: "term_counts", [x, terms],
      [
        "words": .string(words), "pattern": .string(pattern),
        "case_sensitive": .bool(isCaseSensitive), "largest_distance": .int(largestDistance),
        "best_only": .bool(countsBestOnly),
      ])
  }
}
