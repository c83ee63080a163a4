// Lists of labels that one text holds, as JSON (RFC 8259) writes them: `["red", "blue"]`, `[3, 7]`.

/// A label in a list.
public enum ListedLabel: Hashable, Sendable {
  /// A text, by its UTF-8. (Swift's `String` would also equate canonical equivalents.)
  case text(utf8: [UInt8])
  /// A number; truth values are 1 and 0, as they are to Python.
  case number(Double)
  /// JSON's null, which is no label.
  case null

  /// The labels of the JSON list in `text`; `nil` where it is no list, or one of lists or objects.
  public static func list(in text: ArraySlice<UInt8>) -> [ListedLabel]? {
    var scanner = LabelListScanner(rest: text)
    return scanner.list()
  }
}

/// Reads a list of labels from the front of a text.
private struct LabelListScanner {
  var rest: ArraySlice<UInt8>

  mutating func list() -> [ListedLabel]? {
    guard take("[") else { return nil }
    var labels: [ListedLabel] = []
    if !take("]") {
      repeat {
        guard let label = label() else { return nil }
        labels.append(label)
      } while take(",")
      guard take("]") else { return nil }
    }
    skipSpace()
    return rest.isEmpty ? labels : nil
  }

  private mutating func label() -> ListedLabel? {
    skipSpace()
    switch rest.first {
    case UInt8(ascii: "\""): return text().map { .text(utf8: $0) }
    case UInt8(ascii: "t"): return word("true") ? .number(1) : nil
    case UInt8(ascii: "f"): return word("false") ? .number(0) : nil
    case UInt8(ascii: "n"): return word("null") ? .null : nil
    default: return number().map { .number($0) }
    }
  }

  private mutating func skipSpace() {
    rest = rest.drop { [0x20, 0x09, 0x0A, 0x0D].contains($0) }
  }

  /// Steps over white space and `mark`, where it comes next.
  private mutating func take(_ mark: Unicode.Scalar) -> Bool {
    skipSpace()
    guard rest.first == UInt8(ascii: mark) else { return false }
    rest.removeFirst()
    return true
  }

  private mutating func word(_ word: String) -> Bool {
    guard rest.starts(with: word.utf8) else { return false }
    rest.removeFirst(word.utf8.count)
    return true
  }

  // MARK: Numbers

  private mutating func number() -> Double? {
    let start = rest
    if rest.first == UInt8(ascii: "-") { rest.removeFirst() }
    let hasLeadingZero = rest.first == UInt8(ascii: "0")
    let digits = digitCount()
    guard digits > 0, !hasLeadingZero || digits == 1 else { return nil }
    if rest.first == UInt8(ascii: ".") {
      rest.removeFirst()
      guard digitCount() > 0 else { return nil }
    }
    if let mark = rest.first, mark | 0x20 == UInt8(ascii: "e") {
      rest.removeFirst()
      if let sign = rest.first, [UInt8(ascii: "+"), UInt8(ascii: "-")].contains(sign) {
        rest.removeFirst()
      }
      guard digitCount() > 0 else { return nil }
    }
    return Double(String(decoding: start[..<rest.startIndex], as: UTF8.self))
  }

  /// Steps over digits and counts them.
  private mutating func digitCount() -> Int {
    let digits = rest.prefix { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }.count
    rest.removeFirst(digits)
    return digits
  }

  // MARK: Texts

  private mutating func text() -> [UInt8]? {
    rest.removeFirst()
    var text: [UInt8] = []
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "\""): return text
      case UInt8(ascii: "\\"):
        guard let scalar = escape() else { return nil }
        text += Array(String(Character(scalar)).utf8)
      case ..<0x20: return nil
      default: text.append(byte)
      }
    }
    return nil
  }

  private mutating func escape() -> Unicode.Scalar? {
    switch rest.popFirst() {
    case UInt8(ascii: "\""): return "\""
    case UInt8(ascii: "\\"): return "\\"
    case UInt8(ascii: "/"): return "/"
    case UInt8(ascii: "b"): return "\u{08}"
    case UInt8(ascii: "f"): return "\u{0C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"):
      guard let first = codeUnit() else { return nil }
      guard (0xD800..<0xDC00).contains(first) else { return Unicode.Scalar(first) }
      // The second half of a pair of surrogates.
      guard rest.popFirst() == UInt8(ascii: "\\"), rest.popFirst() == UInt8(ascii: "u"),
        let second = codeUnit(), (0xDC00..<0xE000).contains(second)
      else { return nil }
      return Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
    default: return nil
    }
  }

  private mutating func codeUnit() -> UInt32? {
    let digits = rest.prefix(4)
    guard digits.count == 4, !digits.contains(UInt8(ascii: "+")),
      !digits.contains(UInt8(ascii: "-"))
    else { return nil }
    rest.removeFirst(4)
    return UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
  }
}
