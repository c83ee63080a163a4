// Elements that lie in other files beside the model.

import FoundationEssentials
import ONNXSchema
import PipelineReaders
import Tensors

/// The folder of a model, out of which no external data is read.
struct ExternalData: Sendable {
  /// The folder; `nil` for a model that is not in a file.
  let folder: String?

  /// No folder: external data is refused.
  static let none = ExternalData(folder: nil)

  private init(folder: String?) { self.folder = folder }

  /// The folder of the file at `path`.
  init(besideFile path: String) {
    folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
  }

  /// The tensor that `entries` locate.
  /// - Throws: `ReaderError` where the file is outside the folder or too short; `TensorFileError` where
  ///   it cannot be read.
  func tensor(
    _ entries: [Onnx_StringStringEntryProto], dtype: DType, shape: Shape, at place: String
  ) throws -> Tensor {
    let values = Dictionary(entries.map { ($0.key, $0.value) }, uniquingKeysWith: { $1 })
    guard let location = values["location"], let folder else {
      throw ReaderError.onnx(place, "external data without a location")
    }
    let file = try MappedFile(path: try path(of: location, in: folder, at: place))
    let offset = try number(values["offset"], at: place) ?? 0
    let length = try number(values["length"], at: place)
    let size = shape.count * (dtype.byteCount ?? 0)
    guard length ?? size == size, offset <= file.bytes.count, size <= file.bytes.count - offset
    else {
      throw ReaderError.onnx(
        place, "\(length ?? size) bytes from byte \(offset) on of '\(location)'",
        expected: "\(size) bytes in a file of \(file.bytes.count)")
    }
    let bytes = file.bytes[offset..<offset + size]
    guard dtype != .bool else { return Tensor(bytes.map { $0 != 0 }, shape: shape) }
    return Tensor(bytes, dtype: dtype, shape: shape)
  }

  /// The path of a file in the folder: no absolute path, no way up, and no link out of it.
  private func path(of location: String, in folder: String, at place: String) throws -> String {
    let parts = location.split(separator: "/", omittingEmptySubsequences: false)
    guard !location.isEmpty, !location.contains("\0"), !location.contains("\\"),
      parts.allSatisfy({ !$0.isEmpty && $0 != ".." })
    else {
      throw ReaderError.onnx(
        place, "external data in '\(location)'", expected: "a file in the model's folder")
    }
    let path = "\(folder)/\(location)"
    let resolved = URL(filePath: path).resolvingSymlinksInPath().path
    let home = URL(filePath: folder).resolvingSymlinksInPath().path
    guard resolved.hasPrefix(home.hasSuffix("/") ? home : home + "/") else {
      throw ReaderError.onnx(
        place, "external data in '\(location)', a link out of the folder",
        expected: "a file in the model's folder")
    }
    return path
  }

  private func number(_ text: String?, at place: String) throws -> Int? {
    guard let text else { return nil }
    guard let number = Int(text), number >= 0 else {
      throw ReaderError.onnx(place, "the offset or length '\(text)'")
    }
    return number
  }
}
