// Reading safetensors files: named tensors over mapped memory, and texts about them.

import Archives

/// A safetensors file, open for reading.
public struct SafetensorsFile: Sendable {
  /// The key under which the header holds texts.
  static let metadataKey = "__metadata__"

  /// The texts of the header.
  public let metadata: [String: String]
  /// The tensors by name.
  public let entries: [String: SafetensorsEntry]
  private let data: Bytes

  /// Maps and checks the file at `path`.
  public init(path: String) throws(TensorFileError) {
    do {
      try self.init(MappedFile(path: path).bytes)
    } catch {
      throw error.inFile(path)
    }
  }

  /// Checks a file whose contents are `bytes`.
  public init(_ bytes: Bytes) throws(TensorFileError) {
    let header = try SafetensorsHeader(bytes)
    metadata = header.metadata
    entries = header.entries
    data = bytes[header.dataStart..<bytes.count]
  }

  /// Whether contents begin as those of a safetensors file do.
  public static func matches(_ bytes: Bytes) -> Bool {
    guard bytes.count >= 10 else { return false }
    let length = bytes.littleEndian(UInt64.self, at: 0)
    return length >= 2 && length <= UInt64(bytes.count - 8) && bytes[8] == UInt8(ascii: "{")
  }

  /// The bytes of the tensor called `name`.
  public func bytes(_ name: String) throws(TensorFileError) -> Bytes {
    data[try entry(name).range]
  }

  /// The tensor called `name`, sharing the file's memory where its elements are aligned.
  ///
  /// Throws where there is none, and where its type is none of the tensor dtypes.
  public func tensor(_ name: String) throws(TensorFileError) -> Tensor {
    let entry = try entry(name)
    guard let dtype = entry.type.dtype else {
      throw TensorFileError(
        kind: .unsupported, found: "tensor '\(name)' of dtype \(entry.type.rawValue)",
        expected: DType.allCases.compactMap { SafetensorsType($0)?.rawValue }
          .joined(separator: ", "))
    }
    let bytes = data[entry.range]
    if dtype == .bool, let place = bytes.firstIndex(where: { $0 > 1 }) {
      throw TensorFileError(
        kind: .damaged, found: "the byte \(bytes[place]) in the BOOL tensor '\(name)'",
        expected: "0 or 1")
    }
    return Tensor(bytes, dtype: dtype, shape: entry.shape)
  }

  private func entry(_ name: String) throws(TensorFileError) -> SafetensorsEntry {
    guard let entry = entries[name] else {
      throw TensorFileError(kind: .damaged, found: "no tensor '\(name)' in the file")
    }
    return entry
  }
}
