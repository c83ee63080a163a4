// CatBoost's JSON: `save_model(format='json')`.
//
// Nodes say their splits by numbers over all borders of numbers, then categories, then statistics, as
// CatBoost itself reads them.

import Archives
import Pipelines

/// Reads a model in JSON.
struct CatBoostJSONReader {
  static let format = "CatBoost JSON"
  private let root: LocatedJSON

  static func read(_ bytes: Bytes) throws(ReaderError) -> CatBoostModel {
    let document = LocatedJSON(try JSONParser.parse(bytes, format: format), format: format)
    return try CatBoostJSONReader(root: document).model()
  }

  private func model() throws(ReaderError) -> CatBoostModel {
    var model = CatBoostModel()
    for (key, value) in root.optional("model_info")?.value.object?.members ?? [] {
      model.info[key] = value
    }
    try readFeatures(into: &model)
    if let trees = root.optional("oblivious_trees") {
      try readSymmetric(trees, into: &model)
    } else {
      try readFree(try root.member("trees"), into: &model)
    }
    try readScale(into: &model)
    try readCounts(into: &model)
    return model
  }

  private func readScale(into model: inout CatBoostModel) throws(ReaderError) {
    model.bias = Array(repeating: 0, count: model.outputCount)
    guard let json = root.optional("scale_and_bias") else { return }
    let parts = try json.elements()
    guard parts.count == 2, let scale = parts[0].value.double else {
      throw json.error(json.value.kind, expected: "a scale and biases")
    }
    model.scale = scale
    // Until 0.26 there was one bias, and no list.
    if let bias = parts[1].value.double {
      model.bias = Array(repeating: bias, count: model.outputCount)
    } else if parts[1].value.elementCount != 0 {
      model.bias = try parts[1].doubles(count: model.outputCount)
    }
  }

  // MARK: Trees

  private func readSymmetric(
    _ json: LocatedJSON, into model: inout CatBoostModel
  ) throws(ReaderError) {
    for (number, tree) in try json.elements().enumerated() {
      var splits: [Int] = []
      for split in try tree.optional("splits")?.elements() ?? [] {
        splits.append(try Self.split(split))
      }
      let values = try tree.member("leaf_values").doubles()
      let leafCount = 1 << min(splits.count, 40)
      guard !values.isEmpty, values.count.isMultiple(of: leafCount) else {
        throw tree.error("\(values.count) leaf values at depth \(splits.count)")
      }
      try setOutputs(values.count / leafCount, isFirst: number == 0, tree, &model)
      model.trees.append(
        CatBoostModel.Tree(shape: .symmetric(splits: splits), leafValues: values))
    }
  }

  private func setOutputs(
    _ count: Int, isFirst: Bool, _ json: LocatedJSON, _ model: inout CatBoostModel
  ) throws(ReaderError) {
    if isFirst { model.outputCount = count }
    guard count == model.outputCount else {
      throw json.error("leaves of \(count) values", expected: "\(model.outputCount)")
    }
  }

  private static func split(_ json: LocatedJSON) throws(ReaderError) -> Int {
    try json.member("split_index").count(in: 0...Int(Int32.max))
  }

  private func readFree(_ json: LocatedJSON, into model: inout CatBoostModel) throws(ReaderError) {
    for (number, tree) in try json.elements().enumerated() {
      var values: [Double] = []
      var nodes: [CatBoostModel.Node] = []
      // Nodes wait with the place of the parent that they are linked to; left before right.
      var pending: [(json: LocatedJSON, parent: Int?, isLeft: Bool)] = [(tree, nil, false)]
      var leafCount = 0
      while let (node, parent, isLeft) = pending.popLast() {
        if let parent {
          if isLeft { nodes[parent].left = nodes.count } else { nodes[parent].right = nodes.count }
        }
        if let value = node.optional("value") {
          let leaf = if let single = value.value.double { [single] } else { try value.doubles() }
          try setOutputs(leaf.count, isFirst: number == 0 && leafCount == 0, node, &model)
          values += leaf
          nodes.append(CatBoostModel.Node(split: 0, left: nil, right: nil, leaf: leafCount))
          leafCount += 1
        } else {
          pending.append((try node.member("right"), nodes.count, false))
          pending.append((try node.member("left"), nodes.count, true))
          nodes.append(
            CatBoostModel.Node(
              split: try Self.split(try node.member("split")), left: nil, right: nil, leaf: nil))
        }
      }
      model.trees.append(CatBoostModel.Tree(shape: .free(nodes), leafValues: values))
    }
  }

  // MARK: Features

  private func readFeatures(into model: inout CatBoostModel) throws(ReaderError) {
    let features = try root.member("features_info")
    for json in try features.optional("float_features")?.elements() ?? [] {
      let treatment = try json.optional("nan_value_treatment")?.string() ?? "AsIs"
      let hasMissing = json.optional("has_nans")?.value.bool ?? false
      guard ["AsIs", "AsFalse", "AsTrue"].contains(treatment) else {
        throw json.error(
          "the treatment '\(treatment)' of missing values", expected: "AsIs, AsFalse or AsTrue")
      }
      model.numbers.append(
        CatBoostModel.NumberFeature(
          index: try Self.index(json, "feature_index"),
          flatIndex: try Self.index(json, "flat_feature_index"), name: try Self.name(json),
          borders: try Self.floats(json.optional("borders")),
          missingIsAbove: hasMissing && treatment == "AsTrue"))
    }
    for json in try features.optional("categorical_features")?.elements() ?? [] {
      let index = try Self.index(json, "feature_index")
      model.categories.append(
        CatBoostModel.CategoryFeature(
          index: index, flatIndex: try Self.index(json, "flat_feature_index"),
          name: try Self.name(json)))
      if let values = json.optional("values"), values.value.elementCount != 0 {
        model.oneHots.append(
          CatBoostModel.OneHotFeature(category: index, hashes: try values.integers()))
      }
    }
    for json in try features.optional("ctrs")?.elements() ?? [] {
      model.statistics.append(
        CatBoostModel.StatisticFeature(
          statistic: try Self.statistic(json), borders: try Self.floats(json.optional("borders"))))
    }
  }

  private static func index(_ json: LocatedJSON, _ key: String) throws(ReaderError) -> Int {
    try json.member(key).count(in: 0...Int(Int32.max))
  }

  private static func name(_ json: LocatedJSON) throws(ReaderError) -> String {
    try json.optional("feature_id")?.string() ?? ""
  }

  private static func floats(_ json: LocatedJSON?) throws(ReaderError) -> [Float] {
    guard let json, json.value.elementCount != 0 else { return [] }
    return try json.doubles().map { Float($0) }
  }

  private static func float(
    _ json: LocatedJSON, _ key: String, default standard: Float
  ) throws(ReaderError) -> Float {
    guard let member = json.optional(key) else { return standard }
    guard let number = member.value.double else {
      throw member.error(member.value.kind, expected: "a number")
    }
    return Float(number)
  }

  // MARK: Statistics

  private static func statistic(_ json: LocatedJSON) throws(ReaderError) -> CatBoostStatistic {
    CatBoostStatistic(
      base: CatBoostStatistic.Base(
        projection: try projection(json.member("elements")),
        kind: try kind(json.member("ctr_type"))),
      targetClass: try json.optional("target_border_idx")?.count(in: 0...Int(Int32.max)) ?? 0,
      priorNumerator: try float(json, "prior_numerator", default: 0),
      // CatBoost spells it so.
      priorDenominator: try float(json, "prior_denomerator", default: 1),
      shift: try float(json, "shift", default: 0), scale: try float(json, "scale", default: 1))
  }

  private static func kind(_ json: LocatedJSON) throws(ReaderError) -> CatBoostStatistic.Kind {
    let name = try json.string()
    guard let kind = CatBoostStatistic.Kind(name: name) else {
      throw json.error("the kind '\(name)' of statistics")
    }
    return kind
  }

  private static func projection(
    _ json: LocatedJSON
  ) throws(ReaderError) -> CatBoostStatistic.Projection {
    var projection = CatBoostStatistic.Projection()
    for element in try json.elements() {
      switch try element.member("combination_element").string() {
      case "cat_feature_value":
        projection.categories.append(try index(element, "cat_feature_index"))
      case "float_feature":
        projection.numbers.append(
          CatBoostStatistic.NumberCondition(
            feature: try index(element, "float_feature_index"),
            border: try float(element, "border", default: 0)))
      case "cat_feature_exact_value":
        projection.matches.append(
          CatBoostStatistic.CategoryCondition(
            feature: try index(element, "cat_feature_index"),
            hash: try element.member("value").count(in: Int(Int32.min)...Int(Int32.max))))
      case let other:
        throw element.error("'\(other)'", expected: "a category, or a condition")
      }
    }
    return projection
  }

  private func readCounts(into model: inout CatBoostModel) throws(ReaderError) {
    guard let data = root.optional("ctr_data") else { return }
    for (key, _) in data.value.object?.members ?? [] {
      let identifier = LocatedJSON(
        try JSONParser.parse(Bytes(utf8: key), format: "\(Self.format), ctr_data"),
        format: Self.format)
      let base = CatBoostStatistic.Base(
        projection: try Self.projection(identifier.member("identifier")),
        kind: try Self.kind(identifier.member("type")))
      model.counts[base] = try Self.counts(data.member(key), base.kind)
    }
  }

  private static func counts(
    _ json: LocatedJSON, _ kind: CatBoostStatistic.Kind
  ) throws(ReaderError) -> CatBoostCounts {
    let stride = try json.member("hash_stride").count(in: 2...1 << 20)
    let entries = try json.member("hash_map").elements().map(\.value)
    guard entries.count.isMultiple(of: stride) else {
      throw json.error("\(entries.count) elements of hash_map, which are not \(stride) a key")
    }
    var counts = CatBoostCounts()
    counts.width = stride - 1
    counts.denominator =
      try json.optional("counter_denominator")?.count(in: 0...Int(Int32.max)) ?? 0
    for start in Swift.stride(from: 0, to: entries.count, by: stride) {
      guard let hash = entries[start].string.flatMap({ UInt64($0) }) else {
        throw json.error("\(entries[start].kind) in hash_map", expected: "a hash in quotes")
      }
      // What stands for an empty place of the table, with the counts of another.
      if hash == .max { continue }
      counts.keys.append(hash)
      for entry in entries[start + 1..<start + stride] {
        guard let number = entry.double else {
          throw json.error("\(entry.kind) in hash_map", expected: "a number")
        }
        counts.numbers.append(number)
      }
    }
    return counts
  }
}
