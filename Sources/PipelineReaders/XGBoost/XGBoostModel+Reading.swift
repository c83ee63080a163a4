// From an XGBoost file's document to a model.
//
// `learner.{attributes, feature_names, feature_types, gradient_booster, learner_model_param,
// objective}` and `version`. Members that are not known are skipped: new versions add some.

import Archives
import Pipelines
import Tensors

extension XGBoostModel {
  /// Reads a model as JSON or UBJSON, whichever the bytes are.
  ///
  /// The buffer that a pickled booster keeps is read too: there the model stands beside its
  /// configuration.
  /// - Throws: `ReaderError`.
  public static func read(_ bytes: Bytes) throws(ReaderError) -> XGBoostModel {
    let document: LocatedJSON
    if Self.isUBJSON(bytes) {
      let format = "XGBoost UBJSON"
      document = LocatedJSON(try UBJSONParser.parse(bytes, format: format), format: format)
    } else {
      let format = "XGBoost JSON"
      document = LocatedJSON(try JSONParser.parse(bytes, format: format), format: format)
    }
    return try read(document.optional("Model") ?? document, byteCount: bytes.count)
  }

  /// Whether an object that begins the bytes is binary: its first key then begins with a type marker.
  private static func isUBJSON(_ bytes: Bytes) -> Bool {
    guard bytes.count > 1, bytes[0] == UInt8(ascii: "{") else { return false }
    return ["i", "U", "I", "l", "L", "$", "#", "N"].contains(Character(Unicode.Scalar(bytes[1])))
  }

  private static func read(
    _ root: LocatedJSON, byteCount: Int
  ) throws(ReaderError) -> XGBoostModel {
    let learner = try root.member("learner")
    let version = try root.optional("version")?.integers() ?? []
    let objective = try readObjective(try learner.member("objective"))
    let sizes = try Sizes(try learner.member("learner_model_param"), byteCount: byteCount)
    let base = try sizes.margins(of: objective)
    var model = XGBoostModel(
      booster: .linear(Linear(weights: [], featureCount: 0, bias: [])), objective: objective,
      features: try readFeatures(learner, count: sizes.featureCount), iterationStarts: [],
      attributes: try readAttributes(learner), version: version, warnings: warnings(for: version))
    model.bestIteration = model.attributes["best_iteration"].flatMap { Int($0) }

    let booster = try learner.member("gradient_booster")
    switch try booster.member("name").string() {
    case "gbtree", "dart":
      try model.readTrees(booster, sizes: sizes, base: base, byteCount: byteCount)
    case "gblinear":
      model.booster = .linear(try readLinear(try booster.member("model"), sizes, base: base))
    case let name:
      throw try booster.member("name").error(
        "the booster '\(name)'", expected: "gbtree, dart or gblinear", advice: nil)
    }
    return model
  }

  private static func readObjective(
    _ json: LocatedJSON
  ) throws(ReaderError) -> XGBoostObjective {
    let name = try json.member("name").string()
    guard let objective = XGBoostObjective(name: name) else {
      throw try json.member("name").error(
        "the objective '\(name)', whose predictions are not known here",
        advice: "score the model's margins with XGBoost, or ask for this objective")
    }
    return objective
  }

  private static func readAttributes(_ learner: LocatedJSON) throws(ReaderError) -> [String: String]
  {
    var attributes: [String: String] = [:]
    for (key, value) in learner.optional("attributes")?.value.object?.members ?? [] {
      attributes[key] = value.string
    }
    return attributes
  }

  private static func warnings(for version: [Int]) -> [String] {
    let text = version.map(String.init).joined(separator: ".")
    guard let major = version.first else {
      return ["the file does not say which XGBoost wrote it; 1.6 to 3.x are known"]
    }
    if major > 3 || major < 1 || (major == 1 && version.count > 1 && version[1] < 6) {
      return ["written by XGBoost \(text), which was never tried; 1.6 to 3.x are known"]
    }
    return []
  }

  /// The trees, their order and their weights.
  private mutating func readTrees(
    _ booster: LocatedJSON, sizes: Sizes, base: [Double], byteCount: Int
  ) throws(ReaderError) {
    // Up to 3.2 dart wraps the trees once more; since 3.3 its weights stand beside them.
    let model = try (booster.optional("gbtree") ?? booster).member("model")
    let trees = try model.member("trees").elements()
    let outputs = try model.member("tree_info").integers(count: trees.count)
    let weights = try (booster.optional("weight_drop") ?? model.optional("weight_drop"))?
      .doubles(count: trees.count)
    var reader = XGBoostTreeReader(
      featureCount: sizes.featureCount, outputCount: sizes.outputCount, byteCount: byteCount)
    var read: [Tree] = []
    read.reserveCapacity(trees.count)
    for (number, tree) in trees.enumerated() {
      guard (0..<sizes.outputCount).contains(outputs[number]) else {
        throw try model.member("tree_info").error(
          "tree \(number) for output \(outputs[number])", expected: "0 to \(sizes.outputCount - 1)")
      }
      read.append(
        try reader.read(
          tree, output: outputs[number], weight: Float(weights?[number] ?? 1)))
    }
    let ensemble = TreeEnsemble(
      featureCount: sizes.featureCount, outputCount: sizes.outputCount, trees: read,
      categorySets: reader.sets.sets, comparison: .single, accumulation: .single, base: base)
    do {
      try ensemble.validate()
    } catch {
      throw model.error("\(error)")
    }
    self.booster = .trees(ensemble)
    iterationStarts = try Self.iterationStarts(model, ensemble)
    for index in features.indices where reader.hasCodes[index] {
      if features[index].values == .numbers { features[index].values = .codes }
    }
    try readCategories(model)
  }

  private static func iterationStarts(
    _ model: LocatedJSON, _ ensemble: TreeEnsemble
  ) throws(ReaderError) -> [Int] {
    let count = ensemble.trees.count
    if let starts = model.optional("iteration_indptr") {
      let numbers = try starts.integers()
      guard numbers.first == 0, numbers.last == count,
        zip(numbers, numbers.dropFirst()).allSatisfy({ $0 <= $1 })
      else {
        throw starts.error("rounds that do not divide \(count) trees")
      }
      return numbers
    }
    let parallel =
      try model.optional("gbtree_model_param")?.optional("num_parallel_tree")?
      .count(in: 0...Int(Int32.max)) ?? 1
    let outputs = ensemble.trees.contains { $0.valuesPerLeaf > 1 } ? 1 : ensemble.outputCount
    return Array(stride(from: 0, to: count, by: max(parallel, 1) * outputs)) + [count]
  }

  private static func readLinear(
    _ model: LocatedJSON, _ sizes: Sizes, base: [Double]
  ) throws(ReaderError) -> Linear {
    let (features, outputs) = (sizes.featureCount, sizes.outputCount)
    let weights = try model.member("weights").doubles(count: (features + 1) * outputs)
    var rows: [Double] = []
    rows.reserveCapacity(features * outputs)
    for output in 0..<outputs {
      for feature in 0..<features { rows.append(weights[feature * outputs + output]) }
    }
    // Every output gets the first base score, also where the file has one for each: XGBoost does so.
    let bias = (0..<outputs).map { output in
      Double(Float(weights[features * outputs + output]) + Float(base[0]))
    }
    return Linear(weights: rows, featureCount: features, bias: bias)
  }
}
