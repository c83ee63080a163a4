// LightGBM model files as pipelines: recognising them, and which methods they give.

import Archives
import Pipelines

/// Reads LightGBM model files: the text that `Booster.save_model` writes.
public enum LightGBMReader {
  /// Whether `bytes` begin as the text of a LightGBM model does.
  public static func recognizes(_ bytes: Bytes) -> Bool {
    bytes.hasPrefix(Array("tree\n".utf8)) || bytes.hasPrefix(Array("tree\r\n".utf8))
  }

  /// Reads a model with the methods of a bare booster: `predict`, `raw` and `leaf`.
  ///
  /// All boosting rounds in the file count; LightGBM saves the best ones after early stopping.
  /// - Parameters:
  ///   - bytes: the contents of the file.
  ///   - name: the name that errors give the file.
  /// - Throws: `ReaderError`.
  public static func read(_ bytes: Bytes, name: String) throws(ReaderError) -> Pipeline {
    do throws(ReaderError) {
      let model = try LightGBMModel.read(bytes)
      do {
        return try model.pipeline()
      } catch {
        throw ReaderError(format: LightGBMText.format, found: "\(error)")
      }
    } catch {
      throw error.inFile(name)
    }
  }
}

extension LightGBMModel {
  /// The model with the methods of a bare booster.
  fileprivate func pipeline() throws -> Pipeline {
    var pipeline = Pipeline(name: "LightGBM booster", inputs: features.map(\.inputColumn))
    pipeline.warnings = warnings
    pipeline.facts = [
      ("format", "LightGBM text \(version)"), ("objective", objective.name),
      ("boosting", isAverage ? "rf" : parameters["boosting"] ?? "gbdt"),
    ]
    let origin = ["Booster"]
    let numbers = try codes(of: .input, into: &pipeline, origin: origin)
    let scores = try rawScores(of: numbers, into: &pipeline, origin: origin)
    let predictions = try predictions(fromRawScores: scores, into: &pipeline, origin: origin)
    pipeline.addOutput("predict", predictions, isDefault: true)
    pipeline.addOutput("raw", scores, isDefault: false)
    if let leaves = try leaves(of: numbers, into: &pipeline, origin: origin) {
      pipeline.addOutput("leaf", leaves, isDefault: false, isAlwaysNumbered: true)
    }
    return pipeline
  }
}
