// Attributes with long lists, as the ensembles of trees have them: read from the file where they lie.

import Archives

/// An attribute whose lists are decoded when they are asked for.
///
/// Files have a tag before each element of these lists, and the generated reader is slow with millions of
/// them.
struct LongAttribute: Sendable {
  /// The numbers of the fields of `AttributeProto`.
  private enum FieldNumber {
    static let name: UInt64 = 1
    static let floats: UInt64 = 7
    static let ints: UInt64 = 8
    static let strings: UInt64 = 9
    static let docString: UInt64 = 13
    static let type: UInt64 = 20
  }

  /// The attribute's name.
  let name: String
  /// The attribute's message without its lists.
  let remainder: [UInt8]
  /// The number of integers.
  private(set) var intCount = 0
  /// The number of numbers.
  private(set) var floatCount = 0
  /// The number of texts.
  private(set) var stringCount = 0
  private let bytes: Bytes

  /// Reads the attribute whose message `bytes` are; `nil` where it is malformed or has anything but lists.
  init?(_ bytes: Bytes) {
    var name: String?
    var remainder: [UInt8] = []
    var counts = (ints: 0, floats: 0, strings: 0)
    let isRead = Self.forEachElement(
      of: bytes, int: { _ in counts.ints += 1 }, float: { _ in counts.floats += 1 },
      string: { _ in counts.strings += 1 },
      other: { field in
        switch field.number {
        case FieldNumber.name where field.type == .lengthDelimited:
          name = bytes.text(in: field.contents)
          if name == nil { return false }
        case FieldNumber.type, FieldNumber.docString: break
        default: return false
        }
        remainder.append(contentsOf: bytes[field.range])
        return true
      })
    guard isRead, let name else { return nil }
    self.bytes = bytes
    self.name = name
    self.remainder = remainder
    (intCount, floatCount, stringCount) = counts
  }

  /// The integers.
  var ints: [Int] {
    [Int](unsafeUninitializedCapacity: intCount) { buffer, count in
      // That the lists can be read was found out when they were counted.
      _ = Self.forEachElement(
        of: bytes,
        int: { value in
          buffer.initializeElement(at: count, to: Int(truncatingIfNeeded: value))
          count += 1
        }, float: { _ in }, string: { _ in })
    }
  }

  /// The numbers.
  var floats: [Double] {
    [Double](unsafeUninitializedCapacity: floatCount) { buffer, count in
      _ = Self.forEachElement(
        of: bytes, int: { _ in },
        float: { bits in
          buffer.initializeElement(at: count, to: Double(Float(bitPattern: bits)))
          count += 1
        }, string: { _ in })
    }
  }

  /// The texts.
  var strings: [Bytes] {
    var strings: [Bytes] = []
    strings.reserveCapacity(stringCount)
    forEachString { strings.append($0) }
    return strings
  }

  /// Calls `body` with each text.
  func forEachString(_ body: (Bytes) throws -> Void) rethrows {
    _ = try Self.forEachElement(
      of: bytes, int: { _ in }, float: { _ in }, string: { try body(bytes[$0]) })
  }

  /// Goes through the lists, packed or not; `false` where one is malformed, or where `other` says so of a
  /// field that is none.
  @inline(__always)
  private static func forEachElement(
    of bytes: Bytes, int: (UInt64) -> Void, float: (UInt32) -> Void,
    string: (Range<Int>) throws -> Void, other: (WireReader.Field) -> Bool = { _ in true }
  ) rethrows -> Bool {
    var reader = WireReader(bytes)
    while let field = reader.next() {
      switch (field.number, field.type) {
      case (FieldNumber.ints, .varint): int(field.value)
      case (FieldNumber.ints, .lengthDelimited):
        var packed = WireReader(bytes, field.contents)
        while !packed.isAtEnd {
          guard let value = packed.varint() else { return false }
          int(value)
        }
      case (FieldNumber.floats, .fixed32):
        float(bytes.littleEndian(UInt32.self, at: field.contents.lowerBound))
      case (FieldNumber.floats, .lengthDelimited):
        guard field.contents.count.isMultiple(of: 4) else { return false }
        for place in stride(from: field.contents.lowerBound, to: field.contents.upperBound, by: 4) {
          float(bytes.littleEndian(UInt32.self, at: place))
        }
      case (FieldNumber.strings, .lengthDelimited): try string(field.contents)
      case (FieldNumber.ints, _), (FieldNumber.floats, _), (FieldNumber.strings, _): return false
      default:
        if !other(field) { return false }
      }
    }
    return !reader.isMalformed
  }
}
