// From the text of a LightGBM model to a model.
//
// A header up to a blank line, `Tree=i` blocks, `end of trees`, then lists of which only the training
// parameters and the categories of pandas columns matter here.

import Archives
import Pipelines

extension LightGBMModel {
  /// Reads the text of a model (`Booster.save_model`, `Booster.model_to_string`).
  /// - Throws: `ReaderError`.
  public static func read(_ bytes: Bytes) throws(ReaderError) -> LightGBMModel {
    var text = LightGBMText(bytes)
    guard let first = text.nextFilled(), first.key == "tree" else {
      throw LightGBMText.error(1, "a file that does not begin with 'tree'")
    }
    var header = Header()
    var line = text.nextFilled()
    while let current = line, current.key != "Tree", current.key != "end of trees" {
      header.lines[current.key] = current
      line = text.nextFilled()
    }
    var model = try header.model(byteCount: bytes.count)
    line = try model.readTrees(from: line, &text, byteCount: bytes.count)
    guard line?.key == "end of trees" else {
      throw ReaderError(
        format: LightGBMText.format, place: .byte(bytes.count), found: "the file ends",
        expected: "'end of trees'", advice: ReaderError.damaged)
    }
    try model.readParameters(&text, infos: header.infos())
    return model
  }

  /// Reads blocks of trees until another line, which it returns.
  private mutating func readTrees(
    from first: LightGBMText.Line?, _ text: inout LightGBMText, byteCount: Int
  ) throws(ReaderError) -> LightGBMText.Line? {
    var reader = LightGBMTreeReader(featureCount: features.count, byteCount: byteCount)
    var line = first
    while let heading = line, heading.key == "Tree" {
      let number = ensemble.trees.count
      var block = LightGBMTreeReader.Block(tree: number, line: heading.number)
      line = text.nextFilled()
      while let current = line, current.key != "Tree", current.key != "end of trees" {
        block.lines[current.key] = current
        line = text.nextFilled()
      }
      ensemble.trees.append(try reader.read(block, output: number % outputCount))
    }
    guard ensemble.trees.count.isMultiple(of: outputCount) else {
      throw LightGBMText.error(
        line?.number ?? 0, "\(ensemble.trees.count) trees", expected: "\(outputCount) a round")
    }
    ensemble.categorySets = reader.sets.sets
    do {
      try ensemble.validate()
    } catch {
      throw LightGBMText.error(line?.number ?? 0, "\(error)")
    }
    for index in features.indices where reader.hasCodes[index] { features[index].values = .codes }
    return line
  }

  /// Reads what stands after the trees.
  private mutating func readParameters(
    _ text: inout LightGBMText, infos: [String]
  ) throws(ReaderError) {
    while let line = text.nextFilled() {
      if line.key == "pandas_categorical", line.isHeading {
        try readCategories(line, infos: infos)
      } else if line.key.hasPrefix("["), line.value.last == UInt8(ascii: "]") {
        let value = try line.text().dropLast()
        parameters[String(line.key.dropFirst())] = String(value.drop { $0 == " " })
      }
    }
  }

  /// The lines before the first tree.
  private struct Header {
    var lines: [String: LightGBMText.Line] = [:]

    private func member(_ key: String) throws(ReaderError) -> LightGBMText.Line {
      guard let line = lines[key] else { throw LightGBMText.error(1, "no line '\(key)='") }
      return line
    }

    /// What the file says of each feature's values; empty where it says nothing.
    func infos() throws(ReaderError) -> [String] { try lines["feature_infos"]?.words() ?? [] }

    /// The model before its trees are read.
    func model(byteCount: Int) throws(ReaderError) -> LightGBMModel {
      // Nothing in a small file can have more outputs or features than this.
      let limit = max(byteCount, 1 << 16)
      let outputCount = try member("num_tree_per_iteration").count(in: 1...limit)
      let featureCount = try member("max_feature_idx").count(in: -1...limit) + 1
      let names = try member("feature_names").words()
      guard names.count == featureCount else {
        throw try member("feature_names").error("\(names.count)", expected: "\(featureCount)")
      }
      // What LightGBM calls the columns of a plain matrix: those go by position.
      let isNamed = zip(names, 0...).contains { $0 != "Column_\($1)" }
      let ensemble = TreeEnsemble(
        featureCount: featureCount, outputCount: outputCount, trees: [], comparison: .double,
        accumulation: .double, base: Array(repeating: 0, count: outputCount))
      var model = LightGBMModel(
        ensemble: ensemble, objective: .custom, isAverage: lines["average_output"] != nil,
        features: names.map { BoosterFeature(name: isNamed ? $0 : nil, values: .numbers) },
        version: try lines["version"]?.text() ?? "", parameters: [:], warnings: [])
      if !["v3", "v4"].contains(model.version) {
        model.warnings.append(
          "written in LightGBM's format '\(model.version)', which was never tried; "
            + "v3 and v4 are known")
      }
      if let line = lines["objective"] {
        let text = try line.text()
        guard let objective = LightGBMObjective(text) else {
          throw ReaderError(
            format: LightGBMText.format, place: .line(line.number),
            found: "the objective '\(text)', whose predictions are not known here",
            advice: "score the model's raw scores with LightGBM, or ask for this objective")
        }
        model.objective = objective
      }
      return model
    }
  }
}
