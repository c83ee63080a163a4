// The Python literals that `.npy` headers are made of.

import Archives

/// A Python literal without calls or operators.
enum PythonLiteral: Hashable {
  case none
  case bool(Bool)
  case integer(Int)
  case string(String)
  case list([PythonLiteral])
  case tuple([PythonLiteral])
  case dictionary([String: PythonLiteral])

  /// Parses one literal and nothing after it but white space; `nil` where the text is no literal.
  static func parse(_ bytes: Bytes) -> PythonLiteral? {
    var parser = Parser(bytes: bytes)
    guard let value = parser.value(depth: 0) else { return nil }
    parser.skipSpace()
    return parser.position == bytes.count ? value : nil
  }

  private struct Parser {
    let bytes: Bytes
    var position = 0

    mutating func skipSpace() {
      while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) {
        position += 1
      }
    }

    /// Skips white space and then `character`, if it is next.
    mutating func accept(_ character: Character) -> Bool {
      skipSpace()
      guard position < bytes.count, bytes[position] == character.asciiValue else { return false }
      position += 1
      return true
    }

    mutating func value(depth: Int) -> PythonLiteral? {
      guard depth < 16 else { return nil }
      if accept("[") { return elements(closing: "]", depth: depth).map { .list($0.values) } }
      if accept("(") {
        guard let (values, endsInComma) = elements(closing: ")", depth: depth) else { return nil }
        return values.count == 1 && !endsInComma ? values[0] : .tuple(values)
      }
      if accept("{") { return dictionary(depth: depth) }
      if accept("'") { return string(quote: 0x27) }
      if accept("\"") { return string(quote: 0x22) }
      return word()
    }

    private mutating func elements(
      closing: Character, depth: Int
    ) -> (values: [PythonLiteral], endsInComma: Bool)? {
      var values: [PythonLiteral] = []
      var endsInComma = false
      while !accept(closing) {
        guard values.isEmpty || endsInComma, let next = value(depth: depth + 1) else { return nil }
        values.append(next)
        endsInComma = accept(",")
      }
      return (values, endsInComma)
    }

    private mutating func dictionary(depth: Int) -> PythonLiteral? {
      var entries: [String: PythonLiteral] = [:]
      var endsInComma = false
      while !accept("}") {
        guard entries.isEmpty || endsInComma, case .string(let key) = value(depth: depth + 1),
          accept(":"), let next = value(depth: depth + 1)
        else { return nil }
        guard entries.updateValue(next, forKey: key) == nil else { return nil }
        endsInComma = accept(",")
      }
      return .dictionary(entries)
    }

    /// A string whose opening quote was read; escapes other than of quotes do not occur in headers.
    private mutating func string(quote: UInt8) -> PythonLiteral? {
      var text: [UInt8] = []
      while position < bytes.count {
        let byte = bytes[position]
        position += 1
        if byte == quote { return String(validating: text, as: UTF8.self).map { .string($0) } }
        if byte == 0x5C {
          guard position < bytes.count, [0x27, 0x22, 0x5C].contains(bytes[position]) else {
            return nil
          }
          text.append(bytes[position])
          position += 1
        } else {
          text.append(byte)
        }
      }
      return nil
    }

    /// `True`, `False`, `None` or an integer, also one of Python 2 such as `10L`.
    private mutating func word() -> PythonLiteral? {
      let start = position
      while position < bytes.count {
        switch bytes[position] {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D: position += 1
        default:
          return Self.word(bytes.text(in: start..<position) ?? "")
        }
      }
      return Self.word(bytes.text(in: start..<position) ?? "")
    }

    private static func word(_ text: String) -> PythonLiteral? {
      switch text {
      case "True": .bool(true)
      case "False": .bool(false)
      case "None": PythonLiteral.none
      default: Int(text.hasSuffix("L") ? String(text.dropLast()) : text).map { .integer($0) }
      }
    }
  }
}
