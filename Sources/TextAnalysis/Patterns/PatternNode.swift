// Regular expressions as trees.

/// A part of a regular expression.
indirect enum PatternNode: Hashable, Sendable {
  /// One character of a set.
  case set(ScalarSet)
  /// One part after the other; without parts, the empty text.
  case sequence([PatternNode])
  /// The first of several that leads to a match.
  case alternatives([PatternNode])
  /// A part several times, as often as possible or, where not greedy, as seldom as possible.
  case repetition(PatternNode, ClosedRange<Int>, isGreedy: Bool)
  /// A part whose text is remembered.
  case group(PatternNode)
  /// A condition on the place.
  case assertion(PatternAssertion)

  /// The upper bound of a repetition without one.
  static let unbounded = Int.max

  /// Whether the part can match the empty text.
  var isNullable: Bool {
    switch self {
    case .set: false
    case .assertion: true
    case .sequence(let parts): parts.allSatisfy(\.isNullable)
    case .alternatives(let parts): parts.contains(where: \.isNullable)
    case .repetition(let part, let count, _): count.lowerBound == 0 || part.isNullable
    case .group(let part): part.isNullable
    }
  }

  /// Whether the part remembers text.
  var hasGroup: Bool {
    switch self {
    case .set, .assertion: false
    case .sequence(let parts), .alternatives(let parts): parts.contains(where: \.hasGroup)
    case .repetition(let part, _, _): part.hasGroup
    case .group: true
    }
  }
}

/// A condition on a place in the text.
enum PatternAssertion: Hashable, Sendable {
  case textStart, textEnd, textEndOrLastNewline, lineStart, lineEnd
  case wordBoundary(isASCII: Bool)
  case noWordBoundary(isASCII: Bool)

  /// Whether the condition holds before the character at `index`.
  func holds(at index: Int, in text: UnsafeBufferPointer<UInt32>) -> Bool {
    let newline: UInt32 = 0x0A
    switch self {
    case .textStart: return index == 0
    case .textEnd: return index == text.count
    case .textEndOrLastNewline:
      return index == text.count || (index == text.count - 1 && text[index] == newline)
    case .lineStart: return index == 0 || text[index - 1] == newline
    case .lineEnd: return index == text.count || text[index] == newline
    case .wordBoundary(let isASCII): return Self.isBoundary(index, text, isASCII)
    // Python sees neither a boundary nor its absence in the empty text.
    case .noWordBoundary(let isASCII):
      return !text.isEmpty && !Self.isBoundary(index, text, isASCII)
    }
  }

  private static func isBoundary(
    _ index: Int, _ text: UnsafeBufferPointer<UInt32>, _ isASCII: Bool
  ) -> Bool {
    let before = index > 0 && ScalarClass.word.contains(text[index - 1], isASCII: isASCII)
    let behind =
      index < text.count && ScalarClass.word.contains(text[index], isASCII: isASCII)
    return before != behind
  }
}
