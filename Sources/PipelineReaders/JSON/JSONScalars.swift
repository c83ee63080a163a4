// JSON numbers, correctly rounded, and strings, with their UTF-8 and escapes validated.

import Archives

/// The powers of ten that a double holds exactly.
private let exactPowersOfTen: [Double] = (0...22).map { power in
  (0..<power).reduce(1.0) { product, _ in product * 10 }
}

extension JSONParser {
  var startsNumber: Bool {
    switch current {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "N"),
      UInt8(ascii: "I"):
      true
    default: false
    }
  }

  mutating func number() throws(ReaderError) -> JSONValue {
    let start = position
    let isNegative = current == UInt8(ascii: "-")
    if isNegative { position += 1 }
    if current == UInt8(ascii: "I") {
      try keyword("Infinity")
      return .double(isNegative ? -.infinity : .infinity)
    }
    if current == UInt8(ascii: "N"), !isNegative {
      try keyword("NaN")
      return .double(.nan)
    }
    // The digits so far as an integer, as long as they fit.
    var digits = Digits()
    let wholeStart = position
    try readDigits(into: &digits)
    if bytes[wholeStart] == UInt8(ascii: "0"), position - wholeStart > 1 {
      throw error("a number with a leading zero", at: start)
    }
    var isInteger = true
    if current == UInt8(ascii: ".") {
      isInteger = false
      position += 1
      let fractionStart = position
      try readDigits(into: &digits)
      digits.exponent -= position - fractionStart
    }
    if current == UInt8(ascii: "e") || current == UInt8(ascii: "E") {
      isInteger = false
      try readExponent(into: &digits)
    }
    if isInteger {
      if digits.significand == 0, digits.isExact { return isNegative ? .double(-0.0) : .integer(0) }
      if digits.isExact, let value = Int(exactly: digits.significand) {
        return .integer(isNegative ? -value : value)
      }
      let text = try ascii(start..<position)
      return Int(text).map(JSONValue.integer) ?? .largeInteger(text)
    }
    return .double(try double(digits, isNegative: isNegative, text: start..<position))
  }

  /// Decimal digits and a power of ten.
  private struct Digits {
    var significand: UInt64 = 0
    var exponent = 0
    /// Whether `significand` holds every digit.
    var isExact = true

    mutating func append(_ digit: UInt8) {
      if significand < 1_000_000_000_000_000_000 {
        significand = significand * 10 + UInt64(digit)
      } else {
        isExact = false
      }
    }
  }

  private mutating func readDigits(into digits: inout Digits) throws(ReaderError) {
    let start = position
    while position < bytes.count {
      let digit = bytes[position] &- UInt8(ascii: "0")
      if digit > 9 { break }
      digits.append(digit)
      position += 1
    }
    if position == start { throw unexpected(expected: "a digit") }
  }

  private mutating func readExponent(into digits: inout Digits) throws(ReaderError) {
    position += 1
    let isNegative = current == UInt8(ascii: "-")
    if isNegative || current == UInt8(ascii: "+") { position += 1 }
    var exponent = Digits()
    try readDigits(into: &exponent)
    // Anything beyond a million is beyond a double; the exact value no longer matters.
    let magnitude = exponent.isExact ? Int(min(exponent.significand, 1_000_000)) : 1_000_000
    digits.exponent += isNegative ? -magnitude : magnitude
  }

  private func double(
    _ digits: Digits, isNegative: Bool, text: Range<Int>
  ) throws(ReaderError) -> Double {
    // Both operands are exact, so that the one rounding of the result is the correct one.
    if digits.isExact, digits.significand <= 1 << 53, abs(digits.exponent) <= 22 {
      let significand = Double(digits.significand)
      let power = exactPowersOfTen[abs(digits.exponent)]
      let magnitude = digits.exponent < 0 ? significand / power : significand * power
      return isNegative ? -magnitude : magnitude
    }
    guard let value = Double(try ascii(text)), value.isFinite else {
      throw error("a number beyond the range of a double", at: text.lowerBound)
    }
    return value
  }

  private func ascii(_ range: Range<Int>) throws(ReaderError) -> String {
    guard let text = bytes.text(in: range) else { throw unexpected(expected: "a number") }
    return text
  }

  mutating func string() throws(ReaderError) -> String {
    position += 1
    let start = position
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: "\""):
        guard let text = bytes.text(in: start..<position) else {
          throw error("a string that is not valid UTF-8", at: start)
        }
        position += 1
        return text
      case UInt8(ascii: "\\"):
        return try escapedString(from: start)
      case 0x00..<0x20:
        throw error("a control character in a string")
      default:
        position += 1
      }
    }
    throw unexpected(expected: "the end of the string that begins at byte \(baseOffset + start)")
  }

  /// Reads the rest of a string that has a first escape at `position`.
  private mutating func escapedString(from start: Int) throws(ReaderError) -> String {
    var text = Array(bytes[start..<position])
    while position < bytes.count {
      let byte = bytes[position]
      switch byte {
      case UInt8(ascii: "\""):
        guard let string = String(validating: text, as: UTF8.self) else {
          throw error("a string that is not valid UTF-8", at: start)
        }
        position += 1
        return string
      case UInt8(ascii: "\\"):
        position += 1
        text.append(contentsOf: UTF8.encode(try escape()) ?? UTF8.encodedReplacementCharacter)
      case 0x00..<0x20:
        throw error("a control character in a string")
      default:
        text.append(byte)
        position += 1
      }
    }
    throw unexpected(expected: "the end of the string that begins at byte \(baseOffset + start)")
  }

  private mutating func escape() throws(ReaderError) -> Unicode.Scalar {
    let letter = current
    position += 1
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(letter)
    case UInt8(ascii: "b"): return "\u{08}"
    case UInt8(ascii: "f"): return "\u{0C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"):
      var code = try hexadecimal()
      if (0xD800..<0xDC00).contains(code), current == UInt8(ascii: "\\") {
        position += 1
        guard current == UInt8(ascii: "u") else { throw unexpected(expected: "'u'") }
        position += 1
        let low = try hexadecimal()
        guard (0xDC00..<0xE000).contains(low) else { throw error("half a surrogate pair") }
        code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
      }
      guard let scalar = Unicode.Scalar(code) else { throw error("half a surrogate pair") }
      return scalar
    default:
      position -= 1
      throw unexpected(expected: "an escape")
    }
  }

  private mutating func hexadecimal() throws(ReaderError) -> UInt32 {
    var code: UInt32 = 0
    for _ in 0..<4 {
      guard let digit = Character(Unicode.Scalar(current)).hexDigitValue else {
        throw unexpected(expected: "four hexadecimal digits")
      }
      code = code << 4 | UInt32(digit)
      position += 1
    }
    return code
  }
}
