// The wire format of protocol buffers: numbered fields of four kinds.

/// One field of a message.
enum ProtobufField {
  case varint(UInt64)
  case fixed(UInt64)
  case bytes(ArraySlice<UInt8>)

  /// A field as a signed integer.
  var int: Int {
    switch self {
    case .varint(let value), .fixed(let value): Int(truncatingIfNeeded: value)
    case .bytes: 0
    }
  }

  /// The bytes of a text, a message or packed numbers.
  var bytes: ArraySlice<UInt8> { if case .bytes(let bytes) = self { bytes } else { [] } }

  /// A field as text.
  var text: String { String(decoding: bytes, as: UTF8.self) }
}

/// The fields of one message, by number.
struct ProtobufMessage {
  private(set) var fields: [Int: [ProtobufField]] = [:]

  init(_ bytes: ArraySlice<UInt8>) throws {
    var rest = bytes
    while !rest.isEmpty {
      let tag = try Self.varint(&rest)
      let field: ProtobufField
      switch tag & 7 {
      case 0: field = .varint(try Self.varint(&rest))
      case 1: field = .fixed(try Self.fixed(&rest, 8))
      case 5: field = .fixed(try Self.fixed(&rest, 4))
      case 2:
        let count = Int(truncatingIfNeeded: try Self.varint(&rest))
        guard count >= 0, count <= rest.count else { throw ProtobufError() }
        field = .bytes(rest.prefix(count))
        rest = rest.dropFirst(count)
      default: throw ProtobufError()
      }
      fields[Int(tag >> 3), default: []].append(field)
    }
  }

  subscript(_ number: Int) -> [ProtobufField] { fields[number] ?? [] }

  /// Repeated integers, packed or not.
  func ints(_ number: Int) throws -> [Int64] {
    var values: [Int64] = []
    for field in self[number] {
      guard case .bytes(var rest) = field else {
        values.append(Int64(field.int))
        continue
      }
      while !rest.isEmpty { values.append(Int64(bitPattern: try Self.varint(&rest))) }
    }
    return values
  }

  /// Repeated numbers of `width` bytes, packed or not, as their bits.
  func words(_ number: Int, width: Int) throws -> [UInt64] {
    var values: [UInt64] = []
    for field in self[number] {
      switch field {
      case .fixed(let bits): values.append(bits)
      case .varint: throw ProtobufError()
      case .bytes(var rest):
        while !rest.isEmpty { values.append(try Self.fixed(&rest, width)) }
      }
    }
    return values
  }

  private static func varint(_ bytes: inout ArraySlice<UInt8>) throws -> UInt64 {
    var value: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 70, by: 7) {
      guard let byte = bytes.popFirst() else { throw ProtobufError() }
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
    }
    throw ProtobufError()
  }

  private static func fixed(_ bytes: inout ArraySlice<UInt8>, _ width: Int) throws -> UInt64 {
    guard bytes.count >= width else { throw ProtobufError() }
    let value = bytes.prefix(width).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    bytes = bytes.dropFirst(width)
    return value
  }
}

/// Bytes that are no message.
struct ProtobufError: Error {}
