// A regular expression, ready to find what it matches.

/// A regular expression with the meaning that Python's `re` gives it.
public struct TextPattern: Sendable {
  private let program: PatternProgram
  private let runs: RunPattern?
  /// The number of capturing groups.
  public let groupCount: Int

  /// Reads a pattern, whose groups may be taken for plain ones where nobody asks what they matched;
  /// where it ignores case, it may hold ASCII only.
  /// - Throws: `PatternError` where it is malformed or not supported.
  public init(
    _ pattern: String, remembersGroups: Bool = true, ignoresCase: Bool = false
  ) throws(PatternError) {
    var parser = PatternParser(
      pattern, remembersGroups: remembersGroups, ignoresCase: ignoresCase)
    let node = try parser.parse()
    guard parser.groupCount <= 1 else {
      throw PatternError(
        pattern: pattern, offset: 0,
        message: "more than one group captures text; write '(?:' for the others")
    }
    guard let program = PatternProgram(node) else {
      throw PatternError(
        pattern: pattern, offset: 0, message: "the pattern is too large; use smaller repetitions")
    }
    self.program = program
    groupCount = parser.groupCount
    runs = RunPattern(node)
  }

  /// Visits what `re.findall` gives, in order: the group's text where there is a group, which is empty
  /// where it took no part.
  func forEachFound(
    in text: UnsafeBufferPointer<UInt32>, _ body: (Range<Int>) throws -> Void
  ) throws {
    if let runs { return try runs.forEachRun(in: text, body) }
    try forEachMatch(in: text) { match in
      try body(
        groupCount == 0
          ? match.range : match.group ?? match.range.lowerBound..<match.range.lowerBound)
    }
  }

  /// As ``forEachFound(in:_:)`` over ASCII; gives `false`, and visits nothing, where that needs code
  /// points.
  func forEachRun(
    inASCII text: UnsafeBufferPointer<UInt8>, _ body: (Range<Int>) throws -> Void
  ) rethrows -> Bool {
    guard let runs else { return false }
    try runs.forEachRun(in: text, body)
    return true
  }

  /// Visits the pieces that `re.split` gives, in order.
  func forEachPiece(
    in text: UnsafeBufferPointer<UInt32>, _ body: (Range<Int>) throws -> Void
  ) throws {
    var start = 0
    try forEachMatch(in: text) { match in
      try body(start..<match.range.lowerBound)
      start = match.range.upperBound
    }
    try body(start..<text.count)
  }

  /// Visits the matches in order.
  func forEachMatch(
    in text: UnsafeBufferPointer<UInt32>, _ body: (PatternMatch) throws -> Void
  ) throws {
    var machine = PatternMachine(program, text)
    var start = 0
    var mustAdvance = false
    while start <= text.count,
      let match = try machine.search(from: start, mustAdvance: mustAdvance)
    {
      try body(match)
      start = match.range.upperBound
      mustAdvance = match.range.isEmpty
    }
  }
}
