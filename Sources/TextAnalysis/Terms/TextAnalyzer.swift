// Texts to terms.

/// Cuts texts into terms by some rules.
public struct TextAnalyzer: Sendable {
  private let rules: TextRules
  private let pattern: TextPattern?
  private let stopWords: TermTable?

  /// Prepares an analysis.
  /// - Throws: `PatternError` where a pattern is malformed or not supported.
  public init(_ rules: TextRules) throws(PatternError) {
    self.rules = rules
    switch rules.tokens {
    case .found(let pattern), .foundNotEmpty(let pattern):
      self.pattern = try TextPattern(pattern)
    case .between(let text):
      let pattern = try TextPattern(text)
      guard pattern.groupCount == 0 else {
        throw PatternError(
          pattern: text, offset: 0, message: "a separator that captures text; write '(?:' instead")
      }
      self.pattern = pattern
    case .characters, .charactersOfWords: pattern = nil
    }
    let isWords = pattern != nil
    stopWords = isWords && !rules.stopWords.isEmpty ? TermTable(rules.stopWords) : nil
  }

  /// The terms of a text, in order.
  /// - Throws: `PatternTooSlow`.
  public func terms(of text: String) throws -> [String] {
    var terms: [String] = []
    var text = text
    try text.withUTF8 { bytes in
      try forEachTerm(of: bytes) { terms.append(String(decoding: $0, as: UTF8.self)) }
    }
    return terms
  }

  /// Visits the terms of a text in UTF-8, in order.
  /// - Throws: `PatternTooSlow`, and what `body` throws.
  public func forEachTerm(
    of text: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) throws -> Void
  ) throws {
    var text = NormalizedText(text, rules)
    switch rules.tokens {
    case .characters:
      text.joinWhiteSpace()
      try forEachRun(of: text, body)
    case .charactersOfWords:
      text.joinWhiteSpace()
      try forEachRunOfWords(of: text, body)
    case .found, .foundNotEmpty, .between:
      try forEachJoined(tokens(of: &text), of: text, body)
    }
  }

  // MARK: Words

  /// The tokens that are no stop words, as ranges of bytes.
  private func tokens(of text: inout NormalizedText) throws -> [Range<Int>] {
    guard let pattern else { return [] }
    var tokens: [Range<Int>] = []
    if text.isASCII, rules.tokens.isFound,
      text.bytes.withUnsafeBufferPointer({ bytes in
        pattern.forEachRun(inASCII: bytes) { tokens.append($0) }
      })
    {
      return withoutStopWords(tokens, of: text)
    }
    text.makeScalars()
    try text.scalars.withUnsafeBufferPointer { scalars in
      switch rules.tokens {
      case .found: try pattern.forEachFound(in: scalars) { tokens.append($0) }
      case .foundNotEmpty:
        try pattern.forEachFound(in: scalars) { if !$0.isEmpty { tokens.append($0) } }
      default:
        try pattern.forEachPiece(in: scalars) { piece in
          let token = Self.withoutPunctuation(piece, of: scalars)
          if !token.isEmpty { tokens.append(token) }
        }
      }
    }
    return withoutStopWords(tokens.map(text.byteRange), of: text)
  }

  private func withoutStopWords(_ tokens: [Range<Int>], of text: NormalizedText) -> [Range<Int>] {
    guard let stopWords else { return tokens }
    return text.bytes.withUnsafeBufferPointer { bytes in
      tokens.filter { stopWords.place(of: UnsafeBufferPointer(rebasing: bytes[$0])) < 0 }
    }
  }

  private static func withoutPunctuation(
    _ range: Range<Int>, of scalars: UnsafeBufferPointer<UInt32>
  ) -> Range<Int> {
    func isPunctuation(_ value: UInt32) -> Bool {
      Unicode.Scalar(value).map(\.isPunctuation) ?? false
    }
    let token = scalars[range]
    guard let first = token.firstIndex(where: { !isPunctuation($0) }),
      let last = token.lastIndex(where: { !isPunctuation($0) })
    else { return range.lowerBound..<range.lowerBound }
    return first..<(last + 1)
  }

  /// Visits tokens, and neighbouring ones joined by spaces.
  private func forEachJoined(
    _ tokens: [Range<Int>], of text: NormalizedText,
    _ body: (UnsafeBufferPointer<UInt8>) throws -> Void
  ) throws {
    try text.bytes.withUnsafeBufferPointer { bytes in
      var joined: [UInt8] = []
      for count in rules.shortest...rules.longest where count <= tokens.count {
        for start in 0...(tokens.count - count) {
          if count == 1 {
            try body(UnsafeBufferPointer(rebasing: bytes[tokens[start]]))
            continue
          }
          joined.removeAll(keepingCapacity: true)
          for (place, token) in tokens[start..<(start + count)].enumerated() {
            if place > 0 { joined.append(0x20) }
            joined.append(contentsOf: bytes[token])
          }
          try joined.withUnsafeBufferPointer(body)
        }
      }
    }
  }

  // MARK: Characters

  /// Visits neighbouring characters of the whole text.
  private func forEachRun(
    of text: NormalizedText, _ body: (UnsafeBufferPointer<UInt8>) throws -> Void
  ) throws {
    let length = text.scalars.count
    try text.bytes.withUnsafeBufferPointer { bytes in
      for count in rules.shortest...rules.longest where count <= length {
        for start in 0...(length - count) {
          let range = text.byteRange(start..<(start + count))
          try body(UnsafeBufferPointer(rebasing: bytes[range]))
        }
      }
    }
  }

  /// Visits neighbouring characters of each word between spaces; of a word that is too short for a
  /// count, all of it, once.
  private func forEachRunOfWords(
    of text: NormalizedText, _ body: (UnsafeBufferPointer<UInt8>) throws -> Void
  ) throws {
    var word: [UInt8] = []
    var offsets: [Int] = []
    let words = text.scalars.indices.split { ScalarClass.space.contains(text.scalars[$0]) }
    for range in words {
      word = [0x20]
      offsets = [0]
      for index in range {
        offsets.append(word.count)
        word.append(contentsOf: text.bytes[text.byteRange(index..<(index + 1))])
      }
      offsets.append(word.count)
      word.append(0x20)
      offsets.append(word.count)
      let length = offsets.count - 1
      try word.withUnsafeBufferPointer { bytes in
        for count in rules.shortest...rules.longest {
          for start in 0...max(length - count, 0) {
            let end = min(start + count, length)
            try body(UnsafeBufferPointer(rebasing: bytes[offsets[start]..<offsets[end]]))
          }
          if count >= length { break }
        }
      }
    }
  }
}

extension TextRules.Tokens {
  /// Whether tokens are what a pattern finds.
  fileprivate var isFound: Bool {
    switch self {
    case .found, .foundNotEmpty: true
    case .between, .characters, .charactersOfWords: false
    }
  }
}
