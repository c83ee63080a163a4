// Operators for text.

import PipelineReaders
import TensorIR
import Tensors

enum StandardText {
  static var rules: [String: OperatorRule] {
    [
      "StringConcat": tensor { c in try c.b.stringConcatenate(c.tensor(0), c.tensor(1)) },
      "StringSplit": tensors(split),
      "StringNormalizer": tensor(normalize),
      "RegexFullMatch": tensor(fullMatch),
      "TfIdfVectorizer": tensor(countTerms),
    ]
  }

  /// The pieces of each text along a new axis, and how many there are.
  private static func split(_ c: NodeContext) throws -> [ValueID] {
    let x = try c.known(c.tensor(0))
    guard x.dtype == .string else { throw c.node.error("\(x.dtype) to split") }
    let delimiter = c.node.text("delimiter") ?? ""
    let limit = c.node.has("maxsplit") ? c.node.int("maxsplit", 0) : -1
    let pieces = (0..<x.count).map { index in
      Self.pieces(of: x.strings[index] ?? "", delimiter, limit: limit < 0 ? .max : limit)
    }
    let width = pieces.map(\.count).max() ?? 0
    let padded = pieces.flatMap { $0 + Array(repeating: "", count: width - $0.count) }
    return [
      try c.b.constant(
        Tensor(strings: padded, shape: Shape(x.shape.dimensions + [width]))),
      try c.b.constant(Tensor(pieces.map { Int64($0.count) }, shape: x.shape)),
    ]
  }

  /// As Python's `str.split`: between delimiters, or between runs of white space where there is none.
  static func pieces(of text: String, _ delimiter: String, limit: Int) -> [String] {
    var pieces: [String] = []
    var rest = Substring(text)
    if delimiter.isEmpty {
      rest = rest.drop(while: \.isWhitespace)
      // Unlike Python, onnxruntime leaves no white space behind the last piece.
      while rest.last?.isWhitespace == true { rest.removeLast() }
      while !rest.isEmpty, pieces.count < limit {
        let piece = rest.prefix(while: { !$0.isWhitespace })
        pieces.append(String(piece))
        rest = rest[piece.endIndex...].drop(while: \.isWhitespace)
      }
      return rest.isEmpty ? pieces : pieces + [String(rest)]
    }
    while pieces.count < limit, let range = rest.firstRange(of: delimiter) {
      pieces.append(String(rest[..<range.lowerBound]))
      rest = rest[range.upperBound...]
    }
    return pieces + [String(rest)]
  }

  /// Whether a pattern matches the whole of each text.
  private static func fullMatch(_ c: NodeContext) throws -> ValueID {
    let pattern = c.node.text("pattern") ?? ""
    do {
      return try c.b.stringMatches(c.tensor(0), pattern: RE2Pattern(pattern).python)
    } catch let refusal as RE2Pattern.Refusal {
      throw c.node.unsupported("the pattern '\(pattern)' with \(refusal.what)")
    }
  }

  /// Letter case changed and stop words left out.
  private static func normalize(_ c: NodeContext) throws -> ValueID {
    let x = try c.tensor(0)
    guard c.dtype(x) == .string, (1...2).contains(c.rank(x)) else {
      throw c.node.error("\(c.type(x)) to normalise")
    }
    let function: StringFunction? =
      switch c.node.text("case_change_action") ?? "NONE" {
      case "NONE": nil
      case "LOWER": .lowercase
      case "UPPER": .uppercase
      case let action: throw c.node.error("the action '\(action)'")
      }
    let changed = try function.map { try c.b.stringMap(x, $0) } ?? x
    let stopWords = c.node.texts("stopwords") ?? []
    guard !stopWords.isEmpty else { return changed }
    // What remains is known only where the words are.
    let (words, results) = (try c.known(x), try c.known(changed))
    guard c.rank(x) == 1 || words.shape[0] == 1 else {
      throw c.node.error("stop words in a matrix of \(words.shape[0]) rows")
    }
    let isCaseSensitive = c.node.flag("is_case_sensitive")
    func compared(_ word: String) -> String {
      if isCaseSensitive { return word }
      return function == .uppercase ? word.uppercased() : word.lowercased()
    }
    let left = Set(stopWords.map(compared))
    var kept = (0..<words.count).filter { !left.contains(compared(words.strings[$0] ?? "")) }
      .map { results.strings[$0] }
    if kept.isEmpty { kept = [""] }
    return try c.b.constant(
      Tensor(strings: kept, shape: Shape(c.rank(x) == 1 ? [kept.count] : [1, kept.count])))
  }

  /// How often runs of words or numbers occur in each row, weighted.
  private static func countTerms(_ c: NodeContext) throws -> ValueID {
    let b = c.b
    if case .tokens(let tokens)? = c.input(0) { return try countTerms(c, in: tokens) }
    let given = try c.tensor(0)
    let rank = c.rank(given)
    guard rank <= 2 else { throw c.node.error("an input of \(rank) axes") }
    let dimensions = c.type(given).dimensions
    let x = rank == 2 ? given : try b.reshape(given, [1, dimensions.first ?? 1])
    let pool = try TermPool(c.node)
    let places = try pool.keys.places(c, of: x)
    let width = try c.extent(x, 1)
    let rows = c.type(x).dimensions[0]
    var sums = try b.broadcast(b.scalar(0, .f32), to: [rows, .fixed(pool.width)])
    for (length, terms) in pool.terms.sorted(by: { $0.key < $1.key }) {
      let columns = try b.constant(Tensor(terms.map { Int64($0.column) }))
      // Single words are counted once, whatever is skipped.
      for step in 1...(length == 1 ? 1 : pool.largestSkip + 1) {
        let count = width - (length - 1) * step
        guard count > 0 else { continue }
        // [rows, places, terms]: whether the term begins there.
        var isHere: ValueID?
        for offset in 0..<length {
          let words = try b.constant(Tensor(terms.map { Int64($0.places[offset]) }))
          let part = try b.slice(places, axis: 1, start: offset * step, end: offset * step + count)
          let isEqual = try b.compare(b.insertAxis(part, 2), words, .equal)
          isHere = try isHere.map { try b.logicalAnd($0, isEqual) } ?? isEqual
        }
        guard let isHere else { continue }
        let counts = try b.reduceSum(b.cast(isHere, .f32), axes: [1])
        sums = try b.scatterAdd(sums, columns, counts, axis: 1)
      }
    }
    let matrix = try weighted(c, sums, pool)
    return rank == 2 ? matrix : try b.reshape(matrix, [.fixed(pool.width)])
  }

  private static func countTerms(_ c: NodeContext, in tokens: TextTokens) throws -> ValueID {
    let pool = try TermPool(c.node)
    let terms = pool.terms.values.joined().sorted { $0.column < $1.column }
    guard let shortest = pool.terms.keys.min(), let longest = pool.terms.keys.max() else {
      throw c.node.error("no terms")
    }
    guard pool.largestSkip == 0 || longest == 1 else {
      throw c.node.unsupported("terms that skip words")
    }
    guard Set(terms.map(\.column)).count == terms.count else {
      throw c.node.unsupported("a column for several terms")
    }
    let words = try terms.map { term in
      try term.places.map { place in
        guard place < pool.words.count else { throw c.node.error("terms of numbers for text") }
        return pool.words[place]
      }
    }
    let b = c.b
    var counts = try tokens.counts(of: words, lengths: shortest...longest, c)
    if terms.count < pool.width {
      let columns = try b.constant(Tensor(terms.map { Int64($0.column) }))
      let empty = try b.broadcast(
        b.scalar(0, .f32), to: [c.type(counts).dimensions[0], .fixed(pool.width)])
      counts = try b.scatterAdd(empty, columns, counts, axis: 1)
    }
    return try weighted(c, counts, pool)
  }

  private static func weighted(
    _ c: NodeContext, _ counts: ValueID, _ pool: TermPool
  ) throws -> ValueID {
    let b = c.b
    // A weight belongs to a term by the term's place in the pool, not by its column.
    let weights = c.node.floats("weights") ?? []
    guard weights.isEmpty || weights.count == pool.columns.count else {
      throw c.node.error("\(weights.count) weights for \(pool.columns.count) terms")
    }
    var columnWeights = Array(repeating: 1.0, count: pool.width)
    for (column, weight) in zip(pool.columns, weights) { columnWeights[column] = weight }
    let row = try c.constant(columnWeights, [1, pool.width], .f32)
    switch c.node.text("mode") ?? "TF" {
    case "TF": return counts
    case "IDF":
      let zero = try b.scalar(0, .f32)
      return try b.select(b.compare(counts, zero, .greater), row, zero)
    case "TFIDF": return try b.multiply(counts, row)
    case let mode: throw c.node.error("the mode '\(mode)'")
    }
  }
}

/// The terms of a `TfIdfVectorizer`: runs of words or numbers.
private struct TermPool {
  struct Term {
    /// The places of its words among the distinct words.
    let places: [Int]
    /// The column of the result.
    let column: Int
  }

  /// The terms that are counted, by the number of their words.
  private(set) var terms: [Int: [Term]] = [:]
  let keys: CategoryKeys
  /// The distinct words of a pool of text.
  private(set) var words: [String] = []
  /// The column of each term, in the order of the pool.
  let columns: [Int]
  let width: Int
  let largestSkip: Int

  init(_ node: GraphNode) throws {
    let texts = node.texts("pool_strings") ?? []
    let numbers = (node.ints("pool_int64s") ?? []).map { Int64($0) }
    let starts = node.ints("ngram_counts") ?? []
    columns = node.ints("ngram_indexes") ?? []
    let (shortest, longest) = (node.int("min_gram_length", 1), node.int("max_gram_length", 1))
    largestSkip = node.int("max_skip_count", 0)
    let total = max(texts.count, numbers.count)
    guard columns.allSatisfy({ (0..<1 << 20).contains($0) }), (0...1 << 10).contains(largestSkip),
      starts.count <= 64
    else { throw node.error("the columns, skips or lengths of terms") }
    width = (columns.max() ?? -1) + 1
    // Words are numbered by their first place in the pool.
    var firstPlaces: [Int] = []
    if texts.isEmpty {
      var known: [Int64: Int] = [:]
      for number in numbers {
        firstPlaces.append(known[number, default: firstPlaces.count])
        if known[number] == nil { known[number] = firstPlaces.count - 1 }
      }
      keys = .integers(numbers)
    } else {
      var known: [String: Int] = [:]
      for text in texts {
        if known[text] == nil {
          known[text] = words.count
          words.append(text)
        }
        firstPlaces.append(known[text] ?? 0)
      }
      keys = .texts(words)
    }
    var number = 0
    for (index, start) in starts.enumerated() {
      let end = index + 1 < starts.count ? starts[index + 1] : total
      guard start >= 0, start <= end, end <= total else {
        throw node.error("the counts of terms \(starts)")
      }
      let length = index + 1
      // Of equal terms the last one counts.
      var latest: [[Int]: Int] = [:]
      for first in stride(from: start, to: end - length + 1, by: length) {
        guard number < columns.count else { throw node.error("\(columns.count) columns") }
        latest[Array(firstPlaces[first..<first + length])] = columns[number]
        number += 1
      }
      guard length >= shortest, length <= longest, !latest.isEmpty else { continue }
      terms[length] = latest.map { Term(places: $0.key, column: $0.value) }
        .sorted { $0.places.lexicographicallyPrecedes($1.places) }
    }
  }
}
