// Strings and numbers of JSON (RFC 8259, sections 6 and 7).

/// A string in JSON text.
struct JSONString {
  /// Where its content begins, after the quote.
  var start: UnsafePointer<UInt8>
  /// Where its content ends, at the quote.
  var end: UnsafePointer<UInt8>
  /// Whether it has escapes.
  var isEscaped: Bool

  /// Reads the string whose opening quote is at `quote`; `nil` where it has control characters or
  /// escapes that stand for no text, or does not end.
  @inline(__always)
  init?(at quote: UnsafePointer<UInt8>, before end: UnsafePointer<UInt8>) {
    var position = quote + 1
    start = position
    isEscaped = false
    while position < end {
      let byte = position.pointee
      if byte == Structural.quote {
        self.end = position
        return
      }
      guard byte >= 0x20 else { return nil }
      if byte == UInt8(ascii: "\\") {
        isEscaped = true
        guard let escape = JSONEscape(at: position, before: end) else { return nil }
        position += escape.length
      } else {
        position += 1
      }
    }
    return nil
  }
}

/// An escape sequence in a JSON string.
struct JSONEscape {
  /// How many bytes it takes: 2, 6, or 12 for a pair of surrogates.
  var length: Int
  /// What it stands for.
  var scalar: Unicode.Scalar

  /// Reads the escape whose backslash is at `start`; `nil` where it is none or stands for no text.
  init?(at start: UnsafePointer<UInt8>, before end: UnsafePointer<UInt8>) {
    guard end - start >= 2 else { return nil }
    length = 2
    switch start[1] {
    case UInt8(ascii: "\""): scalar = "\""
    case UInt8(ascii: "\\"): scalar = "\\"
    case UInt8(ascii: "/"): scalar = "/"
    case UInt8(ascii: "b"): scalar = "\u{8}"
    case UInt8(ascii: "f"): scalar = "\u{C}"
    case UInt8(ascii: "n"): scalar = "\n"
    case UInt8(ascii: "r"): scalar = "\r"
    case UInt8(ascii: "t"): scalar = "\t"
    case UInt8(ascii: "u"):
      guard let first = Self.unit(at: start, before: end) else { return nil }
      length = 6
      if let scalar = Unicode.Scalar(first) {
        self.scalar = scalar
        return
      }
      guard first < 0xDC00, let second = Self.unit(at: start + 6, before: end),
        (0xDC00...0xDFFF).contains(second),
        let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
      else { return nil }
      length = 12
      self.scalar = scalar
    default: return nil
    }
  }

  /// The UTF-16 code unit of the `\uXXXX` at `start`.
  private static func unit(
    at start: UnsafePointer<UInt8>, before end: UnsafePointer<UInt8>
  ) -> UInt32? {
    guard end - start >= 6, start[0] == UInt8(ascii: "\\"), start[1] == UInt8(ascii: "u") else {
      return nil
    }
    var unit: UInt32 = 0
    for index in 2..<6 {
      let digit: UInt8
      switch start[index] {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = start[index] - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = start[index] - UInt8(ascii: "a") + 10
      case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = start[index] - UInt8(ascii: "A") + 10
      default: return nil
      }
      unit = unit << 4 | UInt32(digit)
    }
    return unit
  }
}

/// Writes the text that the content of a JSON string, already checked, stands for; gives its length.
func unescapeJSON(
  _ text: UnsafeBufferPointer<UInt8>, into target: UnsafeMutablePointer<UInt8>
) -> Int {
  guard var position = text.baseAddress else { return 0 }
  let end = position + text.count
  var length = 0
  while position < end {
    if position.pointee == UInt8(ascii: "\\"),
      let escape = JSONEscape(at: position, before: end)
    {
      for byte in UTF8.encode(escape.scalar) ?? UTF8.encodedReplacementCharacter {
        target[length] = byte
        length += 1
      }
      position += escape.length
    } else {
      target[length] = position.pointee
      length += 1
      position += 1
    }
  }
  return length
}

/// Whether the number that was read from `start` is one for JSON too, which takes no plus sign, no
/// leading zeros, and digits on both sides of a point.
@inline(__always)
func isJSONNumber(_ decimal: Decimal, from start: UnsafePointer<UInt8>) -> Bool {
  let first = start.pointee == UInt8(ascii: "-") ? start + 1 : start
  let isDigit = { (byte: UInt8) in byte &- UInt8(ascii: "0") < 10 }
  guard decimal.next > first, isDigit(first.pointee) else { return false }
  if first.pointee == UInt8(ascii: "0"), decimal.next - first > 1, isDigit(first[1]) {
    return false
  }
  if decimal.isInteger { return true }
  var position = first
  while position < decimal.next, isDigit(position.pointee) { position += 1 }
  guard position < decimal.next, position.pointee == UInt8(ascii: ".") else { return true }
  return decimal.next - position > 1 && isDigit(position[1])
}
