// RFC 8259 JSON, strictly, plus the `NaN` and `Infinity` that Python and XGBoost write.

import Archives

/// Parses JSON text.
///
/// Every error gives the byte offset. Nesting is bounded, and memory by a small multiple of the text.
public struct JSONParser {
  /// The most arrays and objects within one another.
  public static let maximumDepth = 512

  let bytes: Bytes
  let format: String
  /// What to add to positions in `bytes` to get the offsets that errors give.
  let baseOffset: Int
  var position = 0
  private var depth = 0

  private init(_ bytes: Bytes, format: String, baseOffset: Int) {
    self.bytes = bytes
    self.format = format
    self.baseOffset = baseOffset
  }

  /// Parses one JSON value and nothing after it but white space.
  ///
  /// - Parameters:
  ///   - bytes: UTF-8 text, without a byte order mark.
  ///   - format: what errors call the text, for example `XGBoost JSON`.
  ///   - baseOffset: the offset of `bytes` in the file, added to the offsets that errors give.
  public static func parse(
    _ bytes: Bytes, format: String = "JSON", baseOffset: Int = 0
  ) throws(ReaderError) -> JSONValue {
    var parser = JSONParser(bytes, format: format, baseOffset: baseOffset)
    parser.skipSpace()
    let value = try parser.value()
    parser.skipSpace()
    guard parser.position == bytes.count else {
      throw parser.unexpected(expected: "the end of the text")
    }
    return value
  }

  func error(_ found: String, expected: String? = nil, at offset: Int? = nil) -> ReaderError {
    ReaderError(
      format: format, place: .byte(baseOffset + (offset ?? position)), found: found,
      expected: expected, advice: ReaderError.damaged)
  }

  /// An error about the byte at `position`, or about the end of the text.
  func unexpected(expected: String) -> ReaderError {
    guard position < bytes.count else {
      return error("the text ends", expected: expected)
    }
    let byte = bytes[position]
    let found =
      (0x21...0x7E).contains(byte) ? "'\(Character(Unicode.Scalar(byte)))'" : "byte \(byte)"
    return error(found, expected: expected)
  }

  /// The byte at `position`, or 0 (never valid outside a string) at the end.
  var current: UInt8 { position < bytes.count ? bytes[position] : 0 }

  mutating func skipSpace() {
    while position < bytes.count {
      switch bytes[position] {
      case 0x20, 0x0A, 0x0D, 0x09: position += 1
      default: return
      }
    }
  }

  mutating func value() throws(ReaderError) -> JSONValue {
    switch current {
    case UInt8(ascii: "{"): return try object()
    case UInt8(ascii: "["): return try array()
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"):
      try keyword("true")
      return .bool(true)
    case UInt8(ascii: "f"):
      try keyword("false")
      return .bool(false)
    case UInt8(ascii: "n"):
      try keyword("null")
      return .null
    default:
      guard startsNumber else { throw unexpected(expected: "a value") }
      return try number()
    }
  }

  mutating func keyword(_ word: StaticString) throws(ReaderError) {
    let length = word.utf8CodeUnitCount
    let matches =
      position <= bytes.count - length
      && word.withUTF8Buffer { expected in
        expected.indices.allSatisfy { bytes[position + $0] == expected[$0] }
      }
    guard matches else { throw unexpected(expected: "'\(word)'") }
    position += length
  }

  private mutating func enter() throws(ReaderError) {
    depth += 1
    if depth > Self.maximumDepth {
      throw error("more than \(Self.maximumDepth) arrays and objects within one another")
    }
    position += 1
    skipSpace()
  }

  private mutating func object() throws(ReaderError) -> JSONValue {
    let start = position
    try enter()
    var members: [(key: String, value: JSONValue)] = []
    if current == UInt8(ascii: "}") {
      position += 1
    } else {
      while true {
        guard current == UInt8(ascii: "\"") else { throw unexpected(expected: "a member name") }
        let key = try string()
        skipSpace()
        guard current == UInt8(ascii: ":") else { throw unexpected(expected: "':'") }
        position += 1
        skipSpace()
        members.append((key, try value()))
        if try !anotherFollows(closing: UInt8(ascii: "}")) { break }
      }
    }
    depth -= 1
    return .object(JSONObject(members, byteOffset: baseOffset + start))
  }

  /// Reads a comma (`true`) or the closing bracket (`false`).
  private mutating func anotherFollows(closing: UInt8) throws(ReaderError) -> Bool {
    skipSpace()
    switch current {
    case UInt8(ascii: ","):
      position += 1
      skipSpace()
      return true
    case closing:
      position += 1
      return false
    default:
      throw unexpected(expected: "',' or '\(Character(Unicode.Scalar(closing)))'")
    }
  }

  private mutating func array() throws(ReaderError) -> JSONValue {
    try enter()
    var elements = JSONArrayBuilder()
    if current == UInt8(ascii: "]") {
      position += 1
    } else {
      repeat { elements.append(try value()) } while try anotherFollows(closing: UInt8(ascii: "]"))
    }
    depth -= 1
    return elements.finish()
  }
}

/// Collects the elements of an array in the most compact form that keeps them exactly.
package struct JSONArrayBuilder {
  private var integers: [Int] = []
  private var doubles: [Double] = []
  private var values: [JSONValue] = []

  /// Starts an empty array.
  package init() {}

  /// Adds an element.
  package mutating func append(_ value: JSONValue) {
    if !values.isEmpty {
      values.append(value)
      return
    }
    switch value {
    case .integer(let number) where doubles.isEmpty:
      integers.append(number)
    case .integer(let number) where Int(exactly: Double(number)) == number:
      doubles.append(Double(number))
    case .double(let number) where integers.allSatisfy { Int(exactly: Double($0)) == $0 }:
      doubles += integers.map(Double.init)
      integers = []
      doubles.append(number)
    default:
      values = integers.map(JSONValue.integer) + doubles.map(JSONValue.double)
      (integers, doubles) = ([], [])
      values.append(value)
    }
  }

  /// The array.
  package func finish() -> JSONValue {
    if !integers.isEmpty { return .integerArray(integers) }
    if !doubles.isEmpty { return .doubleArray(doubles) }
    return .array(values)
  }
}
