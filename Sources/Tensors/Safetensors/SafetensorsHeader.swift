// The header of a safetensors file: 8 bytes of length, then JSON that says where each tensor lies.
// The format: https://github.com/huggingface/safetensors, "Format".

import Archives
import FoundationEssentials

/// The element types of safetensors files that Windhover reads and writes.
public enum SafetensorsType: String, Sendable, Hashable, CaseIterable {
  case f64 = "F64"
  case f32 = "F32"
  case bf16 = "BF16"
  case f16 = "F16"
  case i64 = "I64"
  case i32 = "I32"
  case i16 = "I16"
  case i8 = "I8"
  case u64 = "U64"
  case u32 = "U32"
  case u16 = "U16"
  case u8 = "U8"
  case bool = "BOOL"

  /// The size of one element in bytes.
  public var byteCount: Int {
    switch self {
    case .f64, .i64, .u64: 8
    case .f32, .i32, .u32: 4
    case .bf16, .f16, .i16, .u16: 2
    case .i8, .u8, .bool: 1
    }
  }

  /// The tensor dtype with the same elements, where there is one.
  public var dtype: DType? {
    switch self {
    case .f64: .f64
    case .f32: .f32
    case .bf16: .bf16
    case .i64: .i64
    case .i32: .i32
    case .i8: .i8
    case .bool: .bool
    case .f16, .i16, .u64, .u32, .u16, .u8: nil
    }
  }

  /// The type whose elements are those of a dtype of fixed size; strings have none.
  public init?(_ dtype: DType) {
    guard let match = Self.allCases.first(where: { $0.dtype == dtype }) else { return nil }
    self = match
  }
}

/// Where a tensor of a safetensors file lies.
public struct SafetensorsEntry: Sendable, Hashable {
  /// The element type.
  public let type: SafetensorsType
  /// The extents.
  public let shape: Shape
  /// The bytes, counted from the end of the header.
  public let range: Range<Int>
}

/// The parsed and checked header of a safetensors file.
struct SafetensorsHeader {
  /// The largest header that the format's own library reads.
  static let largestSize = 100_000_000

  let metadata: [String: String]
  let entries: [String: SafetensorsEntry]
  /// Where the tensors' bytes begin in the file.
  let dataStart: Int

  /// Parses and checks the header of a file that is `bytes`.
  init(_ bytes: Bytes) throws(TensorFileError) {
    guard bytes.count >= 8 else {
      throw Self.damaged("\(bytes.count) bytes", "a header of 8 bytes and more")
    }
    let length = bytes.littleEndian(UInt64.self, at: 0)
    guard length <= UInt64(Self.largestSize), length <= UInt64(bytes.count - 8) else {
      throw Self.damaged(
        "a header of \(length) bytes at byte 0", "at most the \(bytes.count - 8) that follow")
    }
    dataStart = 8 + Int(length)
    let header: RawHeader
    do {
      let text = bytes[8..<dataStart].withUnsafeBytes { Data($0) }
      header = try JSONDecoder().decode(RawHeader.self, from: text)
    } catch let error as TensorFileError {
      throw error
    } catch {
      throw Self.damaged("a header that is no JSON object of tensors", "one, from byte 8 on")
    }
    metadata = header.metadata
    entries = try Self.check(header.tensors, dataSize: bytes.count - dataStart)
  }

  private static func check(
    _ tensors: [String: RawEntry], dataSize: Int
  ) throws(TensorFileError) -> [String: SafetensorsEntry] {
    var entries: [String: SafetensorsEntry] = [:]
    for (name, raw) in tensors {
      guard let type = SafetensorsType(rawValue: raw.dtype) else {
        throw TensorFileError(
          kind: .unsupported, found: "tensor '\(name)' of dtype '\(raw.dtype)'",
          expected: SafetensorsType.allCases.map(\.rawValue).joined(separator: ", "))
      }
      var size = type.byteCount
      for extent in raw.shape {
        let (product, overflow) = size.multipliedReportingOverflow(by: extent)
        guard extent >= 0, !overflow else {
          throw damaged("tensor '\(name)' of shape \(raw.shape)", "a shape that fits in the file")
        }
        size = product
      }
      guard raw.offsets.count == 2, raw.offsets[0] >= 0, raw.offsets[0] <= raw.offsets[1],
        raw.offsets[1] <= dataSize
      else {
        throw damaged(
          "tensor '\(name)' at \(raw.offsets)", "two ascending offsets up to \(dataSize)")
      }
      let range = raw.offsets[0]..<raw.offsets[1]
      guard range.count == size else {
        throw damaged(
          "tensor '\(name)' of \(range.count) bytes", "\(size) for \(raw.dtype) \(raw.shape)")
      }
      entries[name] = SafetensorsEntry(type: type, shape: Shape(raw.shape), range: range)
    }
    try checkCoverage(entries, dataSize: dataSize)
    return entries
  }

  /// Checks that the tensors neither overlap nor leave holes, as the format demands.
  private static func checkCoverage(
    _ entries: [String: SafetensorsEntry], dataSize: Int
  ) throws(TensorFileError) {
    var end = 0
    let ordered = entries.sorted {
      ($0.value.range.lowerBound, $0.value.range.upperBound)
        < ($1.value.range.lowerBound, $1.value.range.upperBound)
    }
    for (name, entry) in ordered {
      guard entry.range.lowerBound == end else {
        throw damaged("tensor '\(name)' at offset \(entry.range.lowerBound)", "offset \(end)")
      }
      end = entry.range.upperBound
    }
    guard end == dataSize else {
      throw damaged("\(dataSize) bytes of tensors", "\(end), by the header")
    }
  }

  static func damaged(_ found: String, _ expected: String) -> TensorFileError {
    TensorFileError(
      kind: .damaged, found: found, expected: expected, advice: "the file is cut short or damaged")
  }
}

/// One tensor as the JSON has it.
private struct RawEntry: Decodable {
  let dtype: String
  let shape: [Int]
  let offsets: [Int]

  enum CodingKeys: String, CodingKey {
    case dtype, shape
    case offsets = "data_offsets"
  }
}

/// The JSON object of tensors by name, with texts under `__metadata__`.
private struct RawHeader: Decodable {
  var metadata: [String: String] = [:]
  var tensors: [String: RawEntry] = [:]

  private struct Name: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Name.self)
    for name in container.allKeys {
      if name.stringValue == SafetensorsFile.metadataKey {
        metadata = try container.decode([String: String].self, forKey: name)
      } else {
        tensors[name.stringValue] = try container.decode(RawEntry.self, forKey: name)
      }
    }
  }
}
