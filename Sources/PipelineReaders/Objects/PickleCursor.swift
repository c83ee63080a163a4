// Reading the arguments of pickle opcodes, each length checked before it is believed.

import Archives
import Tensors

/// A position in the bytes of a pickle.
struct PickleCursor {
  let bytes: Bytes
  var position: Int
  /// Where the opcode being executed begins, for errors.
  var opcodePosition = 0

  init(_ bytes: Bytes, position: Int) {
    self.bytes = bytes
    self.position = position
  }

  func error(
    _ found: String, expected: String? = nil, advice: String? = ReaderError.damaged
  ) -> ReaderError {
    ReaderError(
      format: "pickle", place: .byte(opcodePosition), found: found, expected: expected,
      advice: advice)
  }

  /// The next `count` bytes, which must be there.
  mutating func take(_ count: Int) throws(ReaderError) -> Range<Int> {
    guard count >= 0, count <= bytes.count - position else {
      throw error(
        "\(count) bytes announced where \(bytes.count - position) are left",
        advice: "the file is cut off or damaged")
    }
    defer { position += count }
    return position..<position + count
  }

  mutating func byte() throws(ReaderError) -> Int { Int(bytes[try take(1).lowerBound]) }

  /// A little-endian unsigned 32-bit number.
  mutating func uint32() throws(ReaderError) -> Int {
    Int(bytes.littleEndian(UInt32.self, at: try take(4).lowerBound))
  }

  /// A little-endian unsigned 64-bit length, which must not exceed what is left.
  mutating func length64() throws(ReaderError) -> Int {
    let value = bytes.littleEndian(UInt64.self, at: try take(8).lowerBound)
    guard value <= UInt64(bytes.count) else {
      throw error("\(value) bytes announced in a file of \(bytes.count)")
    }
    return Int(value)
  }

  mutating func takeBytes(_ count: Int) throws(ReaderError) -> [UInt8] {
    Array(bytes[try take(count)])
  }

  mutating func text(_ count: Int) throws(ReaderError) -> String {
    guard let text = bytes.text(in: try take(count)) else {
      throw error("text that is not valid UTF-8")
    }
    return text
  }

  /// The bytes up to the next line feed, which is skipped.
  mutating func line() throws(ReaderError) -> Bytes {
    let rest = bytes[position..<bytes.count]
    guard let length = rest.firstIndex(of: 0x0A) else {
      throw error("a line without an end", advice: "the file is cut off or damaged")
    }
    position += length + 1
    return rest[0..<length]
  }

  mutating func lineText() throws(ReaderError) -> String {
    let line = try line()
    guard let text = line.text(in: 0..<line.count) else {
      throw error("text that is not valid UTF-8")
    }
    return text
  }

  /// A decimal number on a line of its own.
  mutating func lineNumber() throws(ReaderError) -> Int {
    let text = try lineText()
    guard let number = Int(text), number >= 0 else {
      throw error("'\(text.prefix(20))'", expected: "a number")
    }
    return number
  }

  /// A two's complement little-endian integer of any length.
  mutating func long(_ count: Int) throws(ReaderError) -> InertValue {
    let range = try take(count)
    guard count > 0 else { return .int(0) }
    guard count <= 256 else {
      throw error("an integer of \(count) bytes", expected: "at most 256")
    }
    var magnitude = Array(bytes[range])
    let isNegative = magnitude[count - 1] >= 0x80
    if count <= 8 {
      var value = isNegative ? -1 : 0
      for byte in magnitude.reversed() { value = value << 8 | Int(byte) }
      return .int(value)
    }
    if isNegative {
      var carry = true
      for index in magnitude.indices {
        magnitude[index] = ~magnitude[index]
        if carry { (magnitude[index], carry) = magnitude[index].addingReportingOverflow(1) }
      }
    }
    let digits = Self.decimal(magnitude)
    let text = isNegative ? "-" + digits : digits
    return Int(text).map(InertValue.int) ?? .largeInt(text)
  }

  /// The decimal digits of a little-endian number.
  private static func decimal(_ bytes: [UInt8]) -> String {
    // Groups of nine decimal digits, the least significant first.
    var groups: [UInt64] = [0]
    for byte in bytes.reversed() {
      var carry = UInt64(byte)
      for index in groups.indices {
        let value = groups[index] << 8 + carry
        groups[index] = value % 1_000_000_000
        carry = value / 1_000_000_000
      }
      if carry > 0 { groups.append(carry) }
    }
    var text = String(groups.removeLast())
    for group in groups.reversed() {
      let digits = String(group)
      text += String(repeating: "0", count: 9 - digits.count) + digits
    }
    return text
  }

  /// A number as Python prints it, on a line of its own: `INT` and `LONG` of protocol 0.
  mutating func decimalLine() throws(ReaderError) -> InertValue {
    var text = try lineText()
    if text == "00" { return .bool(false) }
    if text == "01" { return .bool(true) }
    if text.hasSuffix("L") { text.removeLast() }
    if let value = Int(text) { return .int(value) }
    let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
    guard (1...1000).contains(digits.utf8.count),
      digits.utf8.allSatisfy({ (0x30...0x39).contains($0) })
    else { throw error("'\(text.prefix(20))'", expected: "an integer") }
    return .largeInt(text)
  }

  /// A double as Python prints it, on a line of its own.
  mutating func doubleLine() throws(ReaderError) -> Double {
    let text = try lineText()
    guard let value = Double(text) else {
      throw error("'\(text.prefix(20))'", expected: "a number")
    }
    return value
  }

  /// A `str` of Python 2: text where it is ASCII, else bytes.
  static func text(ofPython2 bytes: [UInt8]) -> InertValue {
    guard bytes.allSatisfy({ $0 < 0x80 }), let text = String(validating: bytes, as: UTF8.self)
    else {
      return .bytes(bytes)
    }
    return .string(text)
  }

  /// A quoted `str` of Python 2 on a line of its own.
  mutating func quotedLine() throws(ReaderError) -> InertValue {
    let line = try line()
    guard line.count >= 2, line[0] == 0x27 || line[0] == 0x22, line[line.count - 1] == line[0]
    else {
      throw error("a string without quotes")
    }
    return Self.text(ofPython2: try unescape(line[1..<line.count - 1], isUnicode: false))
  }

  /// Text with `\uXXXX` escapes and otherwise Latin-1, on a line of its own.
  mutating func unicodeLine() throws(ReaderError) -> String {
    let decoded = try unescape(try line(), isUnicode: true)
    guard let text = String(validating: decoded, as: UTF8.self) else {
      throw error("text with an invalid code point")
    }
    return text
  }

  /// Resolves backslash escapes: those of `str` to bytes, or those of `unicode` to UTF-8.
  private func unescape(_ line: Bytes, isUnicode: Bool) throws(ReaderError) -> [UInt8] {
    var output: [UInt8] = []
    var index = 0
    func hexadecimal(_ count: Int) throws(ReaderError) -> UInt32 {
      guard count <= line.count - index, let text = line.text(in: index..<index + count),
        let value = UInt32(text, radix: 16)
      else { throw error("an escape that is cut off") }
      index += count
      return value
    }
    func append(_ code: UInt32) throws(ReaderError) {
      guard let scalar = Unicode.Scalar(code) else { throw error("an invalid code point") }
      output += Array(String(Character(scalar)).utf8)
    }
    while index < line.count {
      let byte = line[index]
      index += 1
      guard byte == 0x5C, index < line.count else {
        if isUnicode { try append(UInt32(byte)) } else { output.append(byte) }
        continue
      }
      let escape = line[index]
      index += 1
      switch (escape, isUnicode) {
      case (UInt8(ascii: "u"), true): try append(try hexadecimal(4))
      case (UInt8(ascii: "U"), true): try append(try hexadecimal(8))
      case (_, true): output += [byte, escape]
      case (UInt8(ascii: "x"), false): output.append(UInt8(truncatingIfNeeded: try hexadecimal(2)))
      case (UInt8(ascii: "n"), false): output.append(0x0A)
      case (UInt8(ascii: "r"), false): output.append(0x0D)
      case (UInt8(ascii: "t"), false): output.append(0x09)
      case (0x5C, false), (0x27, false), (0x22, false): output.append(escape)
      default: throw error("an unknown escape in a string")
      }
    }
    return output
  }
}
