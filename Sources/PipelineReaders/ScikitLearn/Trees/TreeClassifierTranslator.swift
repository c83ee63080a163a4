// Classification trees and forests: the mean of the leaves' distributions, for each output.

import Pipelines
import Tensors

/// Translates decision trees and forests that classify.
struct TreeClassifierTranslator: EstimatorTranslator {
  let classes = [
    "sklearn.tree.DecisionTreeClassifier", "sklearn.tree.ExtraTreeClassifier",
    "sklearn.ensemble.RandomForestClassifier", "sklearn.ensemble.ExtraTreesClassifier",
    "imblearn.ensemble.BalancedRandomForestClassifier",
  ]

  func allowsMissing(_ estimator: Estimator) -> Bool { estimator.treesTakeMissing }

  func methods(
    of estimator: Estimator, on features: Features, in context: inout TranslationContext
  ) throws -> [EstimatorMethod] {
    let (outputs, isSingle) = try outputs(of: estimator)
    let parts = try estimator.decisionTrees()
    let trees = try parts.map(FittedTree.init(of:))
    let widest = outputs.map(\.count).max() ?? 0
    for (tree, part) in zip(trees, parts)
    where tree.outputCount != outputs.count || tree.classCount != widest {
      throw part.malformed(
        "tree_.values", found: "\(tree.outputCount) outputs of \(tree.classCount) classes",
        expected: "\(outputs.count) of \(widest)")
    }
    let (average, leaves) = try context.forest(
      trees, of: estimator, on: features, outputCount: outputs.map(\.count).reduce(0, +),
      appendLeaf: { $1 += Self.distributions($0, of: outputs, stride: widest) })
    if isSingle {
      let decided = try context.decide(outputs[0], by: average, rule: .largest, for: estimator)
      return context.predictions(decided, probabilities: average, outputs[0]) + [leaves]
    }
    return try context.predictions(ofSeveral: outputs, average, for: estimator) + [leaves]
  }

  /// The classes of each output, and whether the target had one dimension.
  private func outputs(of estimator: Estimator) throws -> ([ClassLabels], isSingle: Bool) {
    let value = try estimator.value("classes_")
    guard try estimator.integer("n_outputs_", default: 1) > 1, let each = value.sequence else {
      return ([try estimator.labels(in: value, at: "classes_")], true)
    }
    let outputs = try each.enumerated().map {
      try estimator.labels(in: $0.element, at: "classes_[\($0.offset)]")
    }
    guard !outputs.isEmpty else { throw estimator.malformed("classes_", found: "no classes") }
    return (outputs, false)
  }

  /// The share of each class in a leaf, output by output.
  ///
  /// Files hold weighted counts until 1.2, and since then shares, which stay as they are.
  private static func distributions(
    _ values: ArraySlice<Double>, of outputs: [ClassLabels], stride: Int
  ) -> [Double] {
    var result: [Double] = []
    for (index, output) in outputs.enumerated() {
      let start = values.startIndex + index * stride
      let weights = values[start..<start + output.count]
      let sum = weights.reduce(0, +)
      let isShare = abs(sum - 1) < 1e-9
      result += isShare || sum == 0 ? Array(weights) : weights.map { $0 / sum }
    }
    return result
  }
}
