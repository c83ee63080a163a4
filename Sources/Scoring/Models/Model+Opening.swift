// Opening model files, whatever they are: told by content, not by name.

import Archives
import PipelineCompiler
import PipelineReaders
import Pipelines
import Tensors

extension Model {
  /// Reads the model at `path`: a file of any format that a reader knows, a compiled model, or a
  /// specification in YAML.
  /// - Throws: what the format's reader throws; `ReaderError` where no reader knows the contents.
  public static func open(_ path: String) throws -> Model {
    let file = try MappedFile(path: path)
    let bytes = file.bytes
    if let pipeline = try pipeline(bytes, name: path) { return Model(pipeline) }
    if CompiledModel.matches(bytes) { return Model(try CompiledModel.read(from: path)) }
    if Specification.matches(bytes) {
      return Model(try Specification(reading: bytes, path: path).pipeline())
    }
    throw ReaderError(
      file: path, format: "model", found: "contents of no known format",
      expected: "a pickle, joblib, skops, XGBoost, LightGBM or compiled model, or a YAML pipeline",
      advice: "check that this is the file of a trained model")
  }

  /// The pipeline in a file of a training library, or `nil` where the contents are of no such format.
  static func pipeline(_ bytes: Bytes, name: String) throws -> Pipeline? {
    if ObjectFile.recognizes(bytes) {
      let file = try ObjectFile.read(bytes, name: name)
      do {
        var pipeline = try ScikitLearnTranslator.translate(file.root)
        if !pipeline.facts.contains(where: { $0.key == "format" }) {
          pipeline.facts.insert(("format", file.facts.format.rawValue), at: 0)
        }
        return pipeline
      } catch let error as ReaderError {
        throw error.inFile(name)
      } catch let error as PipelineError {
        throw error.within(name)
      }
    }
    if LightGBMReader.recognizes(bytes) { return try LightGBMReader.read(bytes, name: name) }
    if XGBoostReader.recognizes(bytes) { return try XGBoostReader.read(bytes, name: name) }
    return nil
  }
}
