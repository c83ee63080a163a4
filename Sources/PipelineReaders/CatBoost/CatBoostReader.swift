// CatBoost model files as pipelines: recognising them, and which methods they give.

import Archives
import Pipelines

/// Reads CatBoost model files: `.cbm`, or JSON.
public enum CatBoostReader {
  /// Whether `bytes` begin as a CatBoost model does.
  public static func recognizes(_ bytes: Bytes) -> Bool {
    if bytes.hasPrefix(CatBoostBinaryReader.magic) { return true }
    let start = Bytes(Array(bytes.prefix(1 << 16)))
    guard start.first(where: { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }) == UInt8(ascii: "{") else {
      return false
    }
    // Members stand in alphabetical order, of which the first may be longer than what is looked at.
    return start.contains("\"oblivious_trees\"") || start.contains("\"features_info\"")
      || (start.contains("\"ctr_data\"") && start.contains("\"hash_map\""))
  }

  /// Reads a model with the methods of `CatBoostClassifier` or `CatBoostRegressor`, whichever its loss
  /// belongs to.
  ///
  /// - Parameters:
  ///   - bytes: the contents of the file.
  ///   - name: the name that errors give the file.
  /// - Throws: `ReaderError`, or `PipelineError` for a model that cannot be kept exactly.
  public static func read(_ bytes: Bytes, name: String) throws -> Pipeline {
    do {
      return try CatBoostModel.read(bytes).pipeline()
    } catch let error as ReaderError {
      throw error.inFile(name)
    } catch let error as PipelineError {
      throw error.within(name)
    }
  }
}

extension CatBoostModel {
  /// The model with the methods of the class that its loss belongs to.
  fileprivate func pipeline() throws -> Pipeline {
    var pipeline = Pipeline(name: "CatBoost model", inputs: inputColumns())
    pipeline.facts = [("format", "CatBoost"), ("objective", objective.name)]
    let scores = try CatBoostScores(self, of: .input, into: &pipeline, origin: ["CatBoost"])
    let methods = try scores.methods(as: CatBoostUse(of: self), into: &pipeline)
    pipeline.outputs = methods.map { method in
      PipelineOutput(
        method: method.name, table: method.table,
        columnNames: method.suffixes.map { method.name + $0 }, isDefault: method.isDefault)
    }
    return pipeline
  }
}
