// Escapes, and sets in brackets.

extension PatternParser {
  private enum Escape {
    case character(UInt32)
    case member(ScalarSet.Member)
  }

  /// What follows a backslash outside of brackets.
  mutating func readEscape() throws(PatternError) -> PatternNode {
    switch next {
    case "A": return assertion(.textStart)
    case "Z": return assertion(.textEnd)
    case "b": return assertion(.wordBoundary(isASCII: isASCII))
    case "B": return assertion(.noWordBoundary(isASCII: isASCII))
    default:
      switch try readEscapedCharacter() {
      case .character(let value): return .set(ScalarSet(ranges: [value...value]))
      case .member(let member): return .set(ScalarSet(members: [member]))
      }
    }
  }

  private mutating func assertion(_ assertion: PatternAssertion) -> PatternNode {
    index += 1
    return .assertion(assertion)
  }

  private mutating func readEscapedCharacter() throws(PatternError) -> Escape {
    guard let scalar = next else { throw error("a character was expected behind '\\'") }
    index += 1
    func member(_ scalarClass: ScalarClass, isNegated: Bool) -> Escape {
      .member(
        ScalarSet.Member(scalarClass: scalarClass, isNegated: isNegated, isASCII: isASCII))
    }
    switch scalar {
    case "w": return member(.word, isNegated: false)
    case "W": return member(.word, isNegated: true)
    case "d": return member(.digit, isNegated: false)
    case "D": return member(.digit, isNegated: true)
    case "s": return member(.space, isNegated: false)
    case "S": return member(.space, isNegated: true)
    case "a": return .character(0x07)
    case "f": return .character(0x0C)
    case "n": return .character(0x0A)
    case "r": return .character(0x0D)
    case "t": return .character(0x09)
    case "v": return .character(0x0B)
    case "x": return .character(try readHexadecimal(count: 2))
    case "u": return .character(try readHexadecimal(count: 4))
    case "U": return .character(try readHexadecimal(count: 8))
    case "0": return .character(readOctal())
    case "1"..."9": throw error("references to groups cannot be matched in linear time")
    case "a"..."z", "A"..."Z": throw error("'\\\(scalar)' is not supported")
    default: return .character(scalar.value)
    }
  }

  private mutating func readHexadecimal(count: Int) throws(PatternError) -> UInt32 {
    let digits = scalars[index...].prefix(count)
    guard digits.count == count, digits.allSatisfy(\.properties.isASCIIHexDigit),
      let value = UInt32(String(String.UnicodeScalarView(digits)), radix: 16), value <= 0x10FFFF
    else { throw error("\(count) hexadecimal digits were expected") }
    index += count
    return value
  }

  /// Up to two more octal digits.
  private mutating func readOctal() -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<2 {
      guard let digit = next?.digit, digit < 8 else { break }
      value = value * 8 + UInt32(digit)
      index += 1
    }
    return value
  }

  /// A set, behind its opening bracket.
  mutating func readSet() throws(PatternError) -> ScalarSet {
    let isNegated = skip("^")
    var ranges: [ClosedRange<UInt32>] = []
    var members: [ScalarSet.Member] = []
    var isFirst = true
    while isFirst || next != "]" {
      isFirst = false
      let low = try readSetCharacter()
      guard next == "-", index + 1 < scalars.count, scalars[index + 1] != "]" else {
        switch low {
        case .character(let value): ranges.append(value...value)
        case .member(let member): members.append(member)
        }
        continue
      }
      index += 1
      guard case .character(let first) = low,
        case .character(let last) = try readSetCharacter(), first <= last
      else { throw error("the range of characters has no order") }
      ranges.append(first...last)
    }
    index += 1
    return ScalarSet(ranges: ranges, members: members, isNegated: isNegated)
  }

  private mutating func readSetCharacter() throws(PatternError) -> Escape {
    guard let scalar = next else { throw error("a ']' was expected") }
    index += 1
    guard scalar == "\\" else { return .character(scalar.value) }
    if skip("b") { return .character(0x08) }
    return try readEscapedCharacter()
  }
}

extension String.UnicodeScalarView {
  fileprivate init(_ scalars: ArraySlice<Unicode.Scalar>) {
    self.init()
    append(contentsOf: scalars)
  }
}
