// XGBoost model files as pipelines: recognising them, and which methods they give.

import Archives
import Pipelines

/// Reads XGBoost model files: JSON, or UBJSON (`Booster.save_model`).
public enum XGBoostReader {
  /// Whether `bytes` begin as an XGBoost model in JSON or UBJSON does.
  public static func recognizes(_ bytes: Bytes) -> Bool {
    let start = bytes.prefix(1 << 16)
    guard start.first(where: { !isSpace($0) }) == UInt8(ascii: "{") else { return false }
    return Bytes(Array(start)).contains("learner")
      || Bytes(Array(start)).contains("gradient_booster")
  }

  private static func isSpace(_ byte: UInt8) -> Bool { [0x20, 0x09, 0x0A, 0x0D].contains(byte) }

  /// Reads a model with the methods of a bare booster: `predict`, `margin` and `leaf`.
  ///
  /// - Parameters:
  ///   - bytes: the contents of the file.
  ///   - name: the name that errors give the file.
  ///   - stopsAtBestIteration: whether rounds after the best one of early stopping are left out, as
  ///     scikit-learn's wrappers do. `Booster.predict` uses all rounds, and so does this by default.
  /// - Throws: `ReaderError`.
  public static func read(
    _ bytes: Bytes, name: String, stopsAtBestIteration: Bool = false
  ) throws(ReaderError) -> Pipeline {
    do throws(ReaderError) {
      let model = try XGBoostModel.read(bytes)
      do {
        return try model.pipeline(stopsAtBestIteration: stopsAtBestIteration)
      } catch {
        throw ReaderError(format: "XGBoost", found: "\(error)")
      }
    } catch {
      throw error.inFile(name)
    }
  }
}

extension XGBoostModel {
  /// The model with the methods of a bare booster.
  fileprivate func pipeline(stopsAtBestIteration: Bool) throws -> Pipeline {
    var pipeline = Pipeline(name: "XGBoost booster", inputs: features.map(\.inputColumn))
    pipeline.warnings = warnings
    pipeline.facts = [
      ("format", "XGBoost"), ("written by", "XGBoost " + versionText),
      ("objective", objective.name),
    ]
    let iterations = stopsAtBestIteration ? bestIterations : nil
    if let bestIteration, let iterationCount, bestIterations != 0..<iterationCount {
      let use = stopsAtBestIteration ? "those after it are left out" : "a bare booster uses all"
      pipeline.facts.append(("best iteration", "\(bestIteration) of \(iterationCount); \(use)"))
    }
    let origin = ["Booster"]
    let numbers = try codes(of: .input, into: &pipeline, origin: origin)
    let margins = try margins(
      of: numbers, iterations: iterations, into: &pipeline, origin: origin)
    let predictions = try predictions(fromMargins: margins, into: &pipeline, origin: origin)
    pipeline.addOutput("predict", predictions, isDefault: true)
    pipeline.addOutput("margin", margins, isDefault: false)
    if let leaves = try leaves(
      of: numbers, iterations: iterations, into: &pipeline, origin: origin)
    {
      pipeline.addOutput("leaf", leaves, isDefault: false, isAlwaysNumbered: true)
    }
    return pipeline
  }

  private var versionText: String {
    version.isEmpty ? "of an unknown version" : version.map(String.init).joined(separator: ".")
  }
}
