// Ensembles of decision trees.

import PipelineCompiler
import Pipelines
import TensorIR
import Tensors

enum ClassicalTrees {
  static var rules: [String: OperatorRule] {
    [
      "TreeEnsembleRegressor": tensor(regress),
      "TreeEnsembleClassifier": tensors(classify),
      "TreeEnsemble": tensor(ensemble),
    ]
  }

  private static func regress(_ c: NodeContext) throws -> ValueID {
    let count = c.node.int("n_targets", 1)
    guard (1...1 << 20).contains(count) else { throw c.node.error("\(count) targets") }
    let x = try c.rows(0)
    let width = try c.width(x)
    let trees = try c.trees(columns: width) {
      try GraphTrees(listed: c.node, prefix: "target", targetCount: count, featureCount: width)
    }
    let aggregation = try TreeSums.Aggregation(c.node.text("aggregate_function") ?? "SUM", c.node)
    let isDouble = c.dtype(x) == .f64
    let sums = try TreeSums(c, x, trees, targetCount: count, isDouble: isDouble)
    let base = try c.node.numbers("base_values") ?? []
    let transform = try PostTransform(c.node)
    let isBased = base.count == count
    var scores = try sums.scores(aggregation, base: isBased ? base : [])
    // Of several targets, one that no leaf of a row has a weight for is 0, whatever its base value.
    if isBased, count > 1, let reached = try sums.reached() {
      guard transform == .none else {
        throw c.node.unsupported("a transform of targets with base values and without weights")
      }
      scores = try c.b.select(reached, scores, c.number(0, like: scores))
    }
    return try c.b.cast(transformed(c, scores, transform, targetCount: count), .f32)
  }

  /// Version 5, whose result has the input's type.
  private static func ensemble(_ c: NodeContext) throws -> ValueID {
    let count = c.node.int("n_targets", 1)
    guard (1...1 << 20).contains(count) else { throw c.node.error("\(count) targets") }
    let x = try c.rows(0)
    let width = try c.width(x)
    let trees = try c.trees(columns: width) {
      try GraphTrees(numbered: c.node, targetCount: count, featureCount: width)
    }
    let names = ["AVERAGE", "SUM", "MIN", "MAX"]
    let number = c.node.int("aggregate_function", 1)
    guard names.indices.contains(number) else { throw c.node.error("the aggregate \(number)") }
    let sums = try TreeSums(c, x, trees, targetCount: count, isDouble: c.dtype(x) == .f64)
    let scores = try sums.scores(TreeSums.Aggregation(names[number], c.node), base: [])
    let transforms: [PostTransform] = [.none, .softmax, .logistic, .softmaxZero, .probit]
    let transform = c.node.int("post_transform", 0)
    guard transforms.indices.contains(transform) else {
      throw c.node.error("the transform \(transform)")
    }
    return try transformed(c, scores, transforms[transform], targetCount: count)
  }

  /// Of one target only the probit is taken, as in the reference implementation.
  private static func transformed(
    _ c: NodeContext, _ scores: ValueID, _ transform: PostTransform, targetCount: Int
  ) throws -> ValueID {
    targetCount > 1 || transform == .probit ? try transform.apply(c, scores) : scores
  }

  private static func classify(_ c: NodeContext) throws -> [ValueID] {
    let labels = try GraphLabels(c.node)
    guard labels.count > 0 else { throw c.node.error("no class labels") }
    let x = try c.rows(0)
    let width = try c.width(x)
    let trees = try c.trees(columns: width) {
      try GraphTrees(
        listed: c.node, prefix: "class", targetCount: labels.count, featureCount: width)
    }
    let sums = try TreeSums(
      c, x, trees, targetCount: labels.count, isDouble: c.dtype(x) == .f64)
    let decision = TreeDecision(
      c: c, labels: labels, transform: try PostTransform(c.node), sums: sums,
      base: try c.node.numbers("base_values") ?? [],
      isPositive: (try c.node.numbers("class_weights") ?? []).allSatisfy { $0 >= 0 },
      classIDs: Set(c.node.ints("class_ids") ?? []))
    let (label, scores) = try decision.results()
    return [label, try c.b.cast(scores, .f32)]
  }
}
