// The wire format of protobuf, as far as finding the fields of a message needs it.
// https://protobuf.dev/programming-guides/encoding/

import Archives

/// What a field's number is followed by.
enum WireType: UInt64 {
  case varint = 0
  case fixed64 = 1
  case lengthDelimited = 2
  case fixed32 = 5
}

/// The fields of a message, one after another.
struct WireReader {
  /// A field.
  struct Field {
    /// The number.
    let number: UInt64
    /// How its value is written.
    let type: WireType
    /// The value of a varint; 0 of another field.
    let value: UInt64
    /// Where the field is, its number included.
    let range: Range<Int>
    /// Where its contents are: of a length-delimited field without the length.
    let contents: Range<Int>
  }

  private let bytes: Bytes
  private var position: Int
  private let end: Int
  /// Whether something was no field, or was cut short; nothing follows it.
  private(set) var isMalformed = false

  /// Reads the message that lies in `range` of `bytes`.
  init(_ bytes: Bytes, _ range: Range<Int>) {
    precondition(range.lowerBound >= 0 && range.upperBound <= bytes.count)
    self.bytes = bytes
    position = range.lowerBound
    end = range.upperBound
  }

  /// Reads the message that `bytes` are.
  init(_ bytes: Bytes) { self.init(bytes, 0..<bytes.count) }

  /// Whether nothing follows.
  var isAtEnd: Bool { position == end }

  /// The next field; `nil` at the end and where the message is malformed.
  @inline(__always)
  mutating func next() -> Field? {
    guard position < end, !isMalformed else { return nil }
    let start = position
    guard let tag = varint(), tag >> 3 != 0, let type = WireType(rawValue: tag & 7) else {
      isMalformed = true
      return nil
    }
    var value: UInt64 = 0
    var length: UInt64
    switch type {
    case .varint:
      let before = position
      guard let read = varint() else {
        isMalformed = true
        return nil
      }
      value = read
      length = UInt64(position - before)
      position = before
    case .fixed64: length = 8
    case .fixed32: length = 4
    case .lengthDelimited:
      guard let read = varint() else {
        isMalformed = true
        return nil
      }
      length = read
    }
    guard length <= UInt64(end - position) else {
      isMalformed = true
      return nil
    }
    let contents = position..<position + Int(length)
    position = contents.upperBound
    return Field(
      number: tag >> 3, type: type, value: value, range: start..<position, contents: contents)
  }

  /// A number of up to ten bytes of seven bits each; `nil` where it is longer or cut short.
  @inline(__always)
  mutating func varint() -> UInt64? {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while position < end, shift < 64 {
      let byte = bytes[position]
      position += 1
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
      shift += 7
    }
    return nil
  }
}

extension [UInt8] {
  /// Appends a number as a varint.
  mutating func appendVarint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    append(UInt8(rest))
  }

  /// Appends a length-delimited field.
  mutating func appendField(_ number: UInt64, _ contents: [UInt8]) {
    appendVarint(number << 3 | WireType.lengthDelimited.rawValue)
    appendVarint(UInt64(contents.count))
    append(contentsOf: contents)
  }
}
