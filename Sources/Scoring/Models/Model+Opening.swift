// Opening model files, whatever they are: told by content, not by name.

import Archives
import ONNXReader
import PipelineCompiler
import PipelineReaders
import Pipelines
import Tensors

extension Model {
  /// Reads the model at `path`: a file of any format that a reader knows, a compiled model, or a
  /// specification in YAML.
  /// - Throws: what the format's reader throws; `ReaderError` where no reader knows the contents.
  public static func open(_ path: String) throws -> Model {
    try open(path, substitutes: [:], depth: 0)
  }

  /// Reads the model at `path` for a specification.
  ///
  /// - Parameters:
  ///   - path: the model's file.
  ///   - substitutes: pipelines that stand in for classes, by name.
  ///   - depth: how many specifications led here.
  static func open(
    _ path: String, substitutes: [String: Pipeline], depth: Int
  ) throws -> Model {
    let file = try MappedFile(path: path)
    let bytes = file.bytes
    if CompiledModel.matches(bytes) { return Model(try CompiledModel.read(from: path)) }
    if ONNXReader.recognizes(bytes) { return Model(try ONNXReader.read(bytes, name: path)) }
    if ModelFormat(of: bytes) == nil, Specification.matches(bytes) {
      return Model(try Specification(reading: bytes, path: path).pipeline(depth: depth))
    }
    return Model(try ModelFile.read(bytes, name: path, substitutes: substitutes))
  }
}
