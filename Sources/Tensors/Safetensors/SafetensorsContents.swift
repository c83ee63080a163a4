// Writing safetensors files.

import FoundationEssentials
import Glibc

/// What a safetensors file will hold.
public struct SafetensorsContents: Sendable {
  private enum Data: Sendable {
    case tensor(Tensor)
    case bytes([UInt8])
  }

  private struct Item: Sendable {
    let name: String
    let type: SafetensorsType
    let shape: [Int]
    let data: Data
    var byteCount: Int { shape.reduce(type.byteCount, *) }
  }

  /// Texts for the header.
  public var metadata: [String: String]
  private var items: [Item] = []

  /// Begins a file.
  public init(metadata: [String: String] = [:]) { self.metadata = metadata }

  /// Adds a tensor of a dtype of fixed size.
  mutating func add(dense tensor: Tensor, named name: String) {
    guard let type = SafetensorsType(tensor.dtype) else {
      preconditionFailure("text has no element type in the format")
    }
    items.append(
      Item(name: name, type: type, shape: tensor.shape.dimensions, data: .tensor(tensor)))
  }

  /// Adds bytes as a tensor of `U8` of one axis.
  mutating func add(bytes: [UInt8], named name: String) {
    items.append(Item(name: name, type: .u8, shape: [bytes.count], data: .bytes(bytes)))
  }

  /// Writes the file to `path`, replacing one that is there only when all is written.
  public func write(to path: String) throws(TensorFileError) {
    let partial = "\(path).\(getpid()).partial"
    let descriptor = open(partial, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw Self.failure(path) }
    do throws(TensorFileError) {
      try write(to: descriptor, path)
      guard close(descriptor) == 0, rename(partial, path) == 0 else { throw Self.failure(path) }
    } catch {
      unlink(partial)
      throw error
    }
  }

  private func write(to descriptor: CInt, _ path: String) throws(TensorFileError) {
    // Wide elements first, so that every tensor is aligned when the file is mapped.
    let ordered = items.enumerated().sorted {
      ($1.element.type.byteCount, $0.offset) < ($0.element.type.byteCount, $1.offset)
    }.map(\.element)
    try Self.write(header(of: ordered), to: descriptor, path)
    for item in ordered {
      switch item.data {
      case .bytes(let bytes): try Self.write(bytes, to: descriptor, path)
      case .tensor(let tensor):
        let result = tensor.withUnsafeBytes { memory in
          Result { () throws(TensorFileError) in try Self.write(memory, to: descriptor, path) }
        }
        try result.get()
      }
    }
  }

  /// The length and the JSON, padded with spaces so that the tensors begin at a multiple of 64.
  private func header(of items: [Item]) throws(TensorFileError) -> [UInt8] {
    var entries: [String: HeaderEntry] = [:]
    var offset = 0
    for item in items {
      let end = offset + item.byteCount
      entries[item.name] = .tensor(item.type.rawValue, item.shape, [offset, end])
      offset = end
    }
    if !metadata.isEmpty { entries[SafetensorsFile.metadataKey] = .metadata(metadata) }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard var json = try? Array(encoder.encode(entries)) else {
      throw TensorFileError(kind: .unsupported, found: "a header that is no text")
    }
    let padding = (64 - (8 + json.count) % 64) % 64
    json += Array(repeating: UInt8(ascii: " "), count: padding)
    return (0..<8).map { UInt8(truncatingIfNeeded: json.count >> (8 * $0)) } + json
  }

  private enum HeaderEntry: Encodable {
    case tensor(String, [Int], [Int])
    case metadata([String: String])

    private enum Key: String, CodingKey {
      case dtype, shape
      case offsets = "data_offsets"
    }

    func encode(to encoder: any Encoder) throws {
      switch self {
      case .metadata(let texts): try texts.encode(to: encoder)
      case .tensor(let dtype, let shape, let offsets):
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(dtype, forKey: .dtype)
        try container.encode(shape, forKey: .shape)
        try container.encode(offsets, forKey: .offsets)
      }
    }
  }

  private static func write(
    _ bytes: [UInt8], to descriptor: CInt, _ path: String
  ) throws(TensorFileError) {
    let result = bytes.withUnsafeBytes { memory in
      Result { () throws(TensorFileError) in try write(memory, to: descriptor, path) }
    }
    try result.get()
  }

  private static func write(
    _ memory: UnsafeRawBufferPointer, to descriptor: CInt, _ path: String
  ) throws(TensorFileError) {
    var written = 0
    while written < memory.count, let start = memory.baseAddress {
      let count = Glibc.write(descriptor, start + written, memory.count - written)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw failure(path) }
      written += count
    }
  }

  private static func failure(_ path: String) -> TensorFileError {
    let reason = String(cString: strerror(errno)).lowercased()
    return TensorFileError(file: path, kind: .unreadable, found: "cannot be written: \(reason)")
  }
}
