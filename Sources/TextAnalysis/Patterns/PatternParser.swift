// Python's syntax of regular expressions, as far as matching stays linear in time.

/// Reads a pattern.
struct PatternParser {
  private let pattern: String
  private let remembersGroups: Bool
  let scalars: [Unicode.Scalar]
  var index = 0
  var isASCII = false
  private var isMultiline = false
  private var dotMatchesNewline = false
  private var depth = 0
  private(set) var groupCount = 0

  /// Deeper nesting than any pattern that people write.
  private static let deepest = 50
  /// The largest bound of a repetition.
  private static let mostRepetitions = 1000

  /// Whether ASCII letters match in both cases.
  private let ignoresCase: Bool

  init(_ pattern: String, remembersGroups: Bool, ignoresCase: Bool) {
    self.pattern = pattern
    self.remembersGroups = remembersGroups
    self.ignoresCase = ignoresCase
    scalars = Array(pattern.unicodeScalars)
  }

  /// Reads the whole pattern.
  mutating func parse() throws(PatternError) -> PatternNode {
    if ignoresCase, !scalars.allSatisfy(\.isASCII) {
      throw error("ignoring the case of letters beyond ASCII is not supported")
    }
    try readGlobalFlags()
    let node = try readAlternatives()
    if index < scalars.count { throw error("a ')' without its '('") }
    return node
  }

  // MARK: Characters

  var next: Unicode.Scalar? { index < scalars.count ? scalars[index] : nil }

  mutating func skip(_ scalar: Unicode.Scalar) -> Bool {
    guard next == scalar else { return false }
    index += 1
    return true
  }

  mutating func skip(text: String) -> Bool {
    let wanted = Array(text.unicodeScalars)
    guard scalars[index...].starts(with: wanted) else { return false }
    index += wanted.count
    return true
  }

  func error(_ message: String) -> PatternError {
    PatternError(pattern: pattern, offset: index, message: message)
  }

  // MARK: Grammar

  /// `(?u)` and the like, which Python allows at the beginning.
  private mutating func readGlobalFlags() throws(PatternError) {
    while scalars[index...].starts(with: ["(", "?"]), index + 2 < scalars.count {
      var end = index + 2
      while end < scalars.count, "aiLmsux".unicodeScalars.contains(scalars[end]) { end += 1 }
      guard end > index + 2, end < scalars.count, scalars[end] == ")" else { return }
      for flag in scalars[(index + 2)..<end] {
        switch flag {
        case "u": break
        case "a": isASCII = true
        case "m": isMultiline = true
        case "s": dotMatchesNewline = true
        default:
          throw error(
            "the flag '\(flag)' is not supported; spell out both cases, or leave spaces out")
        }
      }
      index = end + 1
    }
  }

  private mutating func readAlternatives() throws(PatternError) -> PatternNode {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.deepest else { throw error("groups are nested too deep") }
    var alternatives = [try readSequence()]
    while skip("|") { alternatives.append(try readSequence()) }
    return alternatives.count == 1 ? alternatives[0] : .alternatives(alternatives)
  }

  private mutating func readSequence() throws(PatternError) -> PatternNode {
    var parts: [PatternNode] = []
    while let scalar = next, scalar != "|", scalar != ")" {
      var atom = try readAtom()
      if ignoresCase, case .set(let set) = atom { atom = .set(set.ignoringASCIICase) }
      parts.append(try readRepetition(of: atom))
    }
    return parts.count == 1 ? parts[0] : .sequence(parts)
  }

  private mutating func readAtom() throws(PatternError) -> PatternNode {
    guard let scalar = next else { throw error("the pattern ends here") }
    index += 1
    switch scalar {
    case "(": return try readGroup()
    case "[": return .set(try readSet())
    case "\\": return try readEscape()
    case ".":
      return .set(
        ScalarSet(ranges: dotMatchesNewline ? [] : [0x0A...0x0A], isNegated: true))
    case "^": return .assertion(isMultiline ? .lineStart : .textStart)
    case "$": return .assertion(isMultiline ? .lineEnd : .textEndOrLastNewline)
    case "*", "+", "?": throw error("nothing to repeat")
    default: return .set(ScalarSet(ranges: [scalar.value...scalar.value]))
    }
  }

  private mutating func readGroup() throws(PatternError) -> PatternNode {
    if skip(text: "?:") { return try readToParenthesis() }
    if skip(text: "?P<") {
      while let scalar = next, scalar != ">" {
        guard scalar == "_" || scalar.properties.isXIDContinue else {
          throw error("a group's name was expected")
        }
        index += 1
      }
      guard skip(">") else { throw error("a group's name does not end") }
    } else if skip(text: "?#") {
      while let scalar = next, scalar != ")" { index += 1 }
      guard skip(")") else { throw error("a comment does not end") }
      return .sequence([])
    } else if next == "?" {
      throw error(
        "lookaround, conditions, atomic groups and local flags cannot be matched in linear time; "
          + "use plain groups")
    }
    guard remembersGroups else { return try readToParenthesis() }
    groupCount += 1
    return .group(try readToParenthesis())
  }

  private mutating func readToParenthesis() throws(PatternError) -> PatternNode {
    let node = try readAlternatives()
    guard skip(")") else { throw error("a ')' was expected") }
    return node
  }

  private mutating func readRepetition(
    of atom: PatternNode
  ) throws(PatternError) -> PatternNode {
    guard let count = try readCount() else { return atom }
    if case .assertion = atom { throw error("a condition on the place cannot be repeated") }
    let isGreedy = !skip("?")
    if skip("+") { throw error("possessive repetition is not supported") }
    let before = index
    if try readCount() != nil {
      index = before
      throw error("a repetition of a repetition; put the first into a group")
    }
    guard count.upperBound <= 1 || !(atom.isNullable || atom.hasGroup) else {
      throw error(
        "repeating what can be empty, or what is captured, is not supported; repeat something else")
    }
    return .repetition(atom, count, isGreedy: isGreedy)
  }

  /// `*`, `+`, `?` or bounds in braces; braces around anything else are plain characters.
  private mutating func readCount() throws(PatternError) -> ClosedRange<Int>? {
    if skip("*") { return 0...PatternNode.unbounded }
    if skip("+") { return 1...PatternNode.unbounded }
    if skip("?") { return 0...1 }
    let start = index
    guard skip("{") else { return nil }
    let low = try readBound()
    var high = low
    if skip(",") { high = try readBound() ?? PatternNode.unbounded }
    guard skip("}"), low != nil || high != nil else {
      index = start
      return nil
    }
    guard let high, low ?? 0 <= high else { throw error("the bounds are in the wrong order") }
    return (low ?? 0)...high
  }

  private mutating func readBound() throws(PatternError) -> Int? {
    var bound: Int?
    while let digit = next?.digit {
      bound = (bound ?? 0) * 10 + digit
      index += 1
      guard bound ?? 0 <= Self.mostRepetitions else {
        throw error("more than \(Self.mostRepetitions) repetitions")
      }
    }
    return bound
  }
}

extension Unicode.Scalar {
  /// The value of an ASCII digit.
  var digit: Int? { ("0"..."9").contains(self) ? Int(value - 0x30) : nil }
}
