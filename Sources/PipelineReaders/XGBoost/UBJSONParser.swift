// Universal Binary JSON (draft 12), which XGBoost writes by default since 2.1.
//
// Everything is big-endian. A container may state its count, and a counted array also the type of all
// its elements; XGBoost writes the arrays of a tree so.

import Archives

/// Parses Universal Binary JSON to the same values as JSON.
///
/// Every error gives the byte offset. Nesting is bounded, and memory by a small multiple of the file:
/// a count is believed only where the bytes for it are there.
package struct UBJSONParser {
  private let bytes: Bytes
  private let format: String
  private var position = 0
  private var depth = 0

  /// Parses one value and nothing after it.
  package static func parse(
    _ bytes: Bytes, format: String = "UBJSON"
  ) throws(ReaderError) -> JSONValue {
    var parser = UBJSONParser(bytes, format: format)
    let value = try parser.value(try parser.marker())
    // Some versions of XGBoost pad the buffer of a pickled model with zeros or no-ops.
    while parser.position < bytes.count, [0, UInt8(ascii: "N")].contains(bytes[parser.position]) {
      parser.position += 1
    }
    guard parser.position == bytes.count else {
      throw parser.error(
        "\(bytes.count - parser.position) more bytes", expected: "the end of the file")
    }
    return value
  }

  private init(_ bytes: Bytes, format: String) {
    self.bytes = bytes
    self.format = format
  }

  private func error(_ found: String, expected: String? = nil, at offset: Int? = nil) -> ReaderError
  {
    ReaderError(
      format: format, place: .byte(offset ?? position), found: found, expected: expected,
      advice: ReaderError.damaged)
  }

  /// The next type marker; no-ops are skipped.
  private mutating func marker() throws(ReaderError) -> UInt8 {
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      if byte != UInt8(ascii: "N") { return byte }
    }
    throw error("the file ends", expected: "a value")
  }

  /// Steps over `count` bytes and returns where they begin.
  private mutating func take(_ count: Int) throws(ReaderError) -> Int {
    guard count <= bytes.count - position else {
      throw error(
        "the file ends", expected: "\(count) more bytes where there are \(bytes.count - position)")
    }
    defer { position += count }
    return position
  }

  private mutating func value(_ marker: UInt8) throws(ReaderError) -> JSONValue {
    switch Character(Unicode.Scalar(marker)) {
    case "{": return try object()
    case "[": return try array()
    case "S": return .string(try string())
    case "C": return .string(String(Unicode.Scalar(bytes[try take(1)] & 0x7F)))
    case "H": return try number(written: try string())
    case "T": return .bool(true)
    case "F": return .bool(false)
    case "Z": return .null
    case "d":
      return .double(Double(Float(bitPattern: bytes.bigEndian(UInt32.self, at: try take(4)))))
    case "D": return .double(Double(bitPattern: bytes.bigEndian(UInt64.self, at: try take(8))))
    default:
      guard let number = try integer(marker) else {
        throw error("the type marker \(Self.name(marker))", expected: "a value", at: position - 1)
      }
      return .integer(number)
    }
  }

  private static func name(_ marker: UInt8) -> String {
    (0x21...0x7E).contains(marker) ? "'\(Character(Unicode.Scalar(marker)))'" : "\(marker)"
  }

  /// An integer of the marker's type, or `nil` for another marker.
  private mutating func integer(_ marker: UInt8) throws(ReaderError) -> Int? {
    switch Character(Unicode.Scalar(marker)) {
    case "i": Int(Int8(bitPattern: bytes[try take(1)]))
    case "U": Int(bytes[try take(1)])
    case "I": Int(bytes.bigEndian(Int16.self, at: try take(2)))
    case "l": Int(bytes.bigEndian(Int32.self, at: try take(4)))
    case "L": Int(bytes.bigEndian(Int64.self, at: try take(8)))
    default: nil
    }
  }

  /// A count: any integer type, not negative.
  private mutating func count(_ what: String) throws(ReaderError) -> Int {
    let start = position
    let marker = try marker()
    guard let count = try integer(marker) else {
      throw error(
        "the type marker \(Self.name(marker))", expected: "the integer type of \(what)", at: start)
    }
    guard count >= 0 else { throw error("\(what) of \(count)", at: start) }
    return count
  }

  private mutating func string() throws(ReaderError) -> String {
    let length = try count("a string's length")
    let start = try take(length)
    guard let text = bytes.text(in: start..<start + length) else {
      throw error("a string that is not valid UTF-8", at: start)
    }
    return text
  }

  private func number(written text: String) throws(ReaderError) -> JSONValue {
    if let number = Int(text) { return .integer(number) }
    guard let number = Double(text) else { throw error("the high-precision number '\(text)'") }
    return .double(number)
  }

  private mutating func enter() throws(ReaderError) {
    depth += 1
    if depth > JSONParser.maximumDepth {
      throw error("more than \(JSONParser.maximumDepth) arrays and objects within one another")
    }
  }

  /// The type and count that a container states after its bracket; `nil` for what it does not state.
  private mutating func header() throws(ReaderError) -> (type: UInt8?, count: Int?) {
    var type: UInt8?
    if position < bytes.count, bytes[position] == UInt8(ascii: "$") {
      position += 1
      type = bytes[try take(1)]
      guard position < bytes.count, bytes[position] == UInt8(ascii: "#") else {
        throw error("a typed container without a count", expected: "'#'")
      }
    }
    guard position < bytes.count, bytes[position] == UInt8(ascii: "#") else { return (type, nil) }
    position += 1
    return (type, try count("an element count"))
  }

  private mutating func object() throws(ReaderError) -> JSONValue {
    let start = position - 1
    try enter()
    let (type, stated) = try header()
    var members: [(key: String, value: JSONValue)] = []
    while true {
      if let stated {
        if members.count == stated { break }
      } else if position < bytes.count, bytes[position] == UInt8(ascii: "}") {
        position += 1
        break
      }
      // A key is at least one byte, so that the count cannot outrun the file.
      let key = try string()
      let marker = if let type { type } else { try marker() }
      members.append((key, try value(marker)))
    }
    depth -= 1
    return .object(JSONObject(members, byteOffset: start))
  }

  private mutating func array() throws(ReaderError) -> JSONValue {
    try enter()
    defer { depth -= 1 }
    let (type, stated) = try header()
    if let type, let stated { return try typedArray(of: type, count: stated) }
    var elements = JSONArrayBuilder()
    if let stated {
      for _ in 0..<stated { elements.append(try value(try marker())) }
      return elements.finish()
    }
    while true {
      let marker = try marker()
      if marker == UInt8(ascii: "]") { return elements.finish() }
      elements.append(try value(marker))
    }
  }

  private mutating func typedArray(of type: UInt8, count: Int) throws(ReaderError) -> JSONValue {
    let start = position
    switch Character(Unicode.Scalar(type)) {
    case "i": return try integers(Int8.self, count)
    case "U": return try integers(UInt8.self, count)
    case "I": return try integers(Int16.self, count)
    case "l": return try integers(Int32.self, count)
    case "L": return try integers(Int64.self, count)
    case "d":
      return try doubles(UInt32.self, count) { Double(Float(bitPattern: $0)) }
    case "D":
      return try doubles(UInt64.self, count) { Double(bitPattern: $0) }
    default:
      throw error(
        "an array of type \(Self.name(type))", expected: "a type of numbers", at: start)
    }
  }

  /// Where the elements of a typed array begin, after checking that the file holds them all.
  private mutating func run(_ count: Int, size: Int) throws(ReaderError) -> Int {
    let (byteCount, overflow) = count.multipliedReportingOverflow(by: size)
    guard !overflow else { throw error("an array of \(count) elements") }
    return try take(byteCount)
  }

  private mutating func integers<Element: FixedWidthInteger & BitwiseCopyable>(
    _ type: Element.Type, _ count: Int
  ) throws(ReaderError) -> JSONValue {
    let size = MemoryLayout<Element>.size
    let start = try run(count, size: size)
    if count == 0 { return .array([]) }
    let bytes = bytes
    return .integerArray(
      [Int](unsafeUninitializedCapacity: count) { buffer, initialized in
        for index in 0..<count {
          buffer[index] = Int(bytes.bigEndian(type, at: start + index * size))
        }
        initialized = count
      })
  }

  private mutating func doubles<Pattern: FixedWidthInteger & BitwiseCopyable>(
    _ type: Pattern.Type, _ count: Int, _ convert: (Pattern) -> Double
  ) throws(ReaderError) -> JSONValue {
    let size = MemoryLayout<Pattern>.size
    let start = try run(count, size: size)
    if count == 0 { return .array([]) }
    let bytes = bytes
    return .doubleArray(
      [Double](unsafeUninitializedCapacity: count) { buffer, initialized in
        for index in 0..<count {
          buffer[index] = convert(bytes.bigEndian(type, at: start + index * size))
        }
        initialized = count
      })
  }
}
