// One way in for every model file: recognised by what is in it, whatever its name.

import Archives
import Pipelines
import Tensors

/// A file of a trained model.
public enum ModelFile {
  /// Reads the model in the file at `path`.
  ///
  /// - Throws: `TensorFileError` where the file cannot be opened, `ReaderError` where it cannot be read,
  ///   `PipelineError` where what it holds cannot be kept exactly.
  public static func read(path: String) throws -> Pipeline {
    try read(try MappedFile(path: path).bytes, name: path)
  }

  /// Reads the model in `bytes`.
  ///
  /// - Parameters:
  ///   - bytes: the contents of the file.
  ///   - name: the name that errors give the file.
  ///   - substitutes: pipelines that stand in for classes in a file of Python objects, by the classes'
  ///     names with their modules.
  /// - Throws: as `read(path:)`.
  public static func read(
    _ bytes: Bytes, name: String, substitutes: [String: Pipeline] = [:]
  ) throws -> Pipeline {
    switch ModelFormat(of: bytes) {
    case .objects:
      let file = try ObjectFile.read(bytes, name: name)
      do {
        var pipeline = try ScikitLearnTranslator.translate(
          file.root, substitutes: substitutes)
        pipeline.facts.insert(("format", file.facts.summary), at: 0)
        return pipeline
      } catch let error as ReaderError {
        throw error.inFile(name)
      } catch let error as PipelineError {
        throw error.within(name)
      }
    case .xgboost: return try XGBoostReader.read(bytes, name: name)
    case .pmml: return try PMMLReader.read(bytes, name: name)
    case .lightgbm: return try LightGBMReader.read(bytes, name: name)
    case .catboost: return try CatBoostReader.read(bytes, name: name)
    case .other(let other):
      throw ReaderError(
        file: name, format: "model file", place: .byte(0), found: other.name,
        expected: ModelFormat.readable, advice: other.advice)
    case nil:
      throw ReaderError(
        file: name, format: "model file", place: .byte(0), found: "no format that is known",
        expected: ModelFormat.readable)
    }
  }
}

extension ObjectFile.Facts {
  /// The format in a few words: `joblib, zlib`.
  fileprivate var summary: String {
    ([format.rawValue] + [compression?.rawValue].compactMap(\.self)).joined(separator: ", ")
  }
}
