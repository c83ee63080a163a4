// Columns and indices of pandas, and the arrow arrays that hold text in them, as plain sequences.

import Tensors

extension InertObject {
  /// The elements of a pandas index or extension array, or of an arrow array of text; `nil` for any
  /// other object, and for a damaged one.
  var pandasElements: [InertValue]? {
    switch type.name {
    case "_new_Index", "_new_Int64Index":
      guard arguments.count == 2, case .dictionary(let parts) = arguments[1] else { return nil }
      return parts["data"]?.sequence
    case "ArrowStringArray", "ArrowStringArrayNumpySemantics", "ArrowExtensionArray":
      guard type.module.hasPrefix("pandas") else { return nil }
      guard case .object(let array)? = self["_pa_array"] ?? self["_data"] else { return nil }
      return array.arrowTexts?.map { $0.map(InertValue.string) ?? .none }
    default: return nil
    }
  }

  /// The texts of an arrow array, or of one of several chunks; `nil` where this is none.
  private var arrowTexts: [String?]? {
    guard type.module.hasPrefix("pyarrow"), let first = arguments.first else { return nil }
    if type.name == "chunked_array" {
      var texts: [String?] = []
      for case .object(let chunk) in first.sequence ?? [] where chunk.type.name == "_restore_array"
      {
        guard let part = chunk.arrowTexts else { return nil }
        texts += part
      }
      return texts
    }
    guard type.name == "_restore_array", case .tuple(let data) = first,
      let array = ArrowTextArray(data.elements)
    else { return nil }
    return array.texts
  }
}

/// An array of text as arrow keeps it: where each text ends, and all the bytes.
private struct ArrowTextArray {
  private let length: Int
  private let offset: Int
  private let validity: [UInt8]?
  private let offsets: [UInt8]
  private let bytes: [UInt8]
  /// The size of an entry of `offsets`.
  private let stride: Int

  /// Reads the type, the length, the number of missing texts, the offset and the buffers.
  init?(_ parts: [InertValue]) {
    guard parts.count >= 5, case .object(let type) = parts[0],
      let alias = type.arguments.first?.text, let length = parts[1].integer,
      let offset = parts[3].integer, length >= 0, offset >= 0,
      let buffers = parts[4].sequence, buffers.count == 3
    else { return nil }
    switch alias {
    case "string", "utf8": stride = 4
    case "large_string", "large_utf8": stride = 8
    default: return nil
    }
    self.length = length
    self.offset = offset
    validity = Self.bytes(buffers[0])
    offsets = Self.bytes(buffers[1]) ?? []
    bytes = Self.bytes(buffers[2]) ?? []
  }

  private static func bytes(_ buffer: InertValue) -> [UInt8]? {
    switch buffer {
    case .bytes(let bytes): return bytes
    case .object(let object):
      guard case .bytes(let bytes)? = object.arguments.first else { return nil }
      return bytes
    default: return nil
    }
  }

  /// The texts; `nil` where the buffers do not hold as many.
  var texts: [String?]? {
    guard length <= offsets.count / stride, offset <= offsets.count / stride - length else {
      return nil
    }
    if length == 0 { return [] }
    guard offsets.count / stride > offset + length else { return nil }
    var result: [String?] = []
    result.reserveCapacity(length)
    for index in offset..<offset + length {
      if let validity {
        guard index / 8 < validity.count else { return nil }
        if validity[index / 8] >> UInt8(index % 8) & 1 == 0 {
          result.append(nil)
          continue
        }
      }
      guard let start = place(index), let end = place(index + 1), start <= end, end <= bytes.count
      else { return nil }
      result.append(String(decoding: bytes[start..<end], as: UTF8.self))
    }
    return result
  }

  private func place(_ index: Int) -> Int? {
    var value: UInt64 = 0
    for byte in offsets[index * stride..<(index + 1) * stride].reversed() {
      value = value << 8 | UInt64(byte)
    }
    return Int(exactly: value)
  }
}
