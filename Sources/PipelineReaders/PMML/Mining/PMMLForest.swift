// Segments that are all trees, as one ensemble.

import Pipelines

/// Joins the trees of a segmentation where their combination is a sum of leaves.
struct PMMLForest {
  let context: PMMLModelContext
  let segmentation: PMMLElement
  let method: String

  /// The result of the joined trees; `nil` where they have to be combined one by one.
  func result(_ segments: [PMMLMiningModel.Segment]) throws -> PMMLResult? {
    guard segments.allSatisfy({ isPlain($0) }), !context.element.asksForSegments else { return nil }
    let weights = segments.map(\.weight)
    let treatment = segmentation["missingPredictionTreatment"] ?? "continue"
    let features = PMMLTreeFeatures(scope: context.scope)
    let models = segments.map(\.model)
    if context.isClassification {
      let scores = try PMMLScores(of: models, values: context.targetValues)
      return try classification(models, weights, scores, features, treatment)
    }
    guard ["sum", "average", "weightedSum", "weightedAverage"].contains(method),
      treatment != "skipSegment"
    else { return nil }
    let isWeighted = method.hasPrefix("weighted")
    let trees = try zip(models, weights).map { model, weight in
      try tree(model, features) { leaf in
        guard case .node(let node, _) = leaf, node["score"] != nil else { return [.nan] }
        let score = try node.requiredDouble("score")
        return [isWeighted ? score * weight : score]
      }
    }
    let isSingle = context.element["mathContext"] == "float"
    let sums = try context.columns.applyEnsemble(
      trees, features: features, width: 1, aggregation: method == "average" ? .average : .sum,
      precision: isSingle ? .single : .double)
    var sum = sums[0]
    if method == "weightedAverage" {
      sum = .apply(.divide, sum, .number(weights.reduce(0, +)))
    }
    return context.regression(sum)
  }

  /// Whether a segment always holds and is a tree that sees the same fields as the whole model.
  private func isPlain(_ segment: PMMLMiningModel.Segment) -> Bool {
    segment.predicate.name == "True" && segment.model.name == "TreeModel"
      && PMMLTreeReader.reads(segment.model) && segment.model.child("Output") == nil
      && segment.model.child("Targets") == nil
      && segment.model.child("LocalTransformations") == nil
      && (segment.model.child("MiningSchema")?.children.allSatisfy { $0.isUntreated } ?? true)
  }

  private func tree(
    _ model: PMMLElement, _ features: PMMLTreeFeatures,
    _ values: @escaping (PMMLTreeReader.Leaf) throws -> [Double]
  ) throws -> Tree {
    var reader = try PMMLTreeReader(model, features: features, values: values)
    return try reader.read()
  }

  private func classification(
    _ models: [PMMLElement], _ weights: [Double], _ scores: PMMLScores,
    _ features: PMMLTreeFeatures, _ treatment: String
  ) throws -> PMMLResult? {
    let count = scores.categories.count
    let isVote = method == "majorityVote" || method == "weightedMajorityVote"
    guard isVote || ["average", "weightedAverage"].contains(method) else { return nil }
    guard treatment != "skipSegment" else { return nil }
    let isWeighted = method.hasPrefix("weighted")
    // No prediction is a vote too, unless it makes the result missing.
    let countsMissing = isVote && treatment == "continue"
    let width = countsMissing ? count + 1 : count
    var none = [Double](repeating: countsMissing ? 0 : .nan, count: width)
    if countsMissing { none[count] = 1 }
    let trees = try zip(models, weights).map { model, weight in
      try tree(model, features) { leaf in
        var values = none
        if case .node(let node, _) = leaf {
          if !isVote {
            values = try scores.probabilities(of: node)
          } else if let winner = try scores.winner(of: node) {
            values = Array(repeating: 0, count: width)
            values[winner] = 1
          }
        }
        return isWeighted ? values.map { $0 * weight } : values
      }
    }
    let sums = try context.columns.applyEnsemble(
      trees, features: features, width: width, aggregation: isWeighted ? .sum : .average,
      precision: .double)
    let total = weights.reduce(0, +)
    let shares = isWeighted ? sums.map { Expression.apply(.divide, $0, .number(total)) } : sums
    guard countsMissing else { return try context.classification(scores.categories, shares) }
    return try context.vote(scores.categories, Array(shares.dropLast()), missing: shares[count])
  }
}

extension PMMLElement {
  /// Whether an output field shows what a segment gives.
  var asksForSegments: Bool {
    child("Output")?.children.contains { $0["segmentId"] != nil } ?? false
  }

  /// Whether a mining field takes values as they are.
  var isUntreated: Bool {
    self["missingValueReplacement"] == nil && (self["outliers"] ?? "asIs") == "asIs"
      && self["missingValueTreatment"] != "returnInvalid"
  }
}
