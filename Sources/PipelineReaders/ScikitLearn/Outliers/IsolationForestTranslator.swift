// Outliers by how few divisions isolate them.

import Glibc
import Pipelines

/// Translates `IsolationForest`: the depths of the leaves that a row reaches, summed.
struct IsolationForestTranslator: EstimatorTranslator {
  let classes = ["sklearn.ensemble.IsolationForest"]

  func allowsMissing(_ estimator: Estimator) -> Bool { !estimator.isBefore(1, 6) }

  func methods(
    of estimator: Estimator, on features: Features, in context: inout TranslationContext
  ) throws -> [EstimatorMethod] {
    let parts = try estimator.decisionTrees()
    let subsets = try estimator.list("estimators_features_")
    guard subsets.count == parts.count else {
      throw estimator.malformed(
        "estimators_features_", found: "\(subsets.count) lists", expected: "\(parts.count)")
    }
    let trees = try zip(parts, subsets).enumerated().map { place, pair in
      let columns = try estimator.integers(in: pair.1, at: "estimators_features_[\(place)]")
      return try tree(pair.0, columns: columns)
    }
    let ensemble = TreeEnsemble(
      featureCount: features.count, outputCount: 1, trees: trees, comparison: .single,
      accumulation: .double, aggregation: .sum, base: [0])
    let depths = try context.apply(ensemble, on: features, from: estimator)
    let samples = try estimator.number(
      estimator["_max_samples"] == nil ? "max_samples_" : "_max_samples")
    let usual = Double(trees.count) * Self.averagePath(samples)
    // One training row has no depth: every score is then that of the usual depth.
    var share = try context.apply(
      Link(.divide(by: -(usual == 0 ? 1 : usual))), to: depths, from: estimator)
    if usual == 0 {
      share = try context.apply(
        AffineColumns(scale: [0], shift: [-1]), to: share, from: estimator)
    }
    let power = try context.apply(ElementwiseFunction(.exp2), to: share, from: estimator)
    let score = try context.apply(Link(.negate), to: power, from: estimator)
    return try context.outlierMethods(
      score: score, offset: estimator.number("offset_"), for: estimator)
  }

  /// A tree whose leaves hold how deep a row lies in them, and would lie if they were divided on.
  private func tree(_ part: Estimator, columns: [Int]) throws -> Tree {
    let fitted = try FittedTree(of: part)
    let samples = try fitted.sampleCounts()
    var tree = try fitted.tree(valuesPerLeaf: 1) { _, leaf in leaf.append(0) }
    var depths = [Int](repeating: 0, count: tree.nodes.count)
    for (place, node) in tree.nodes.enumerated() {
      for child in [node.left, node.right] {
        if child >= 0 {
          depths[child] = depths[place] + 1
        } else {
          let leaf = ~child
          let depth = Double(depths[place] + 2)
          tree.leafValues[leaf] =
            depth + Self.averagePath(samples[tree.leafIdentifiers[leaf]]) - 1
        }
      }
      guard columns.indices.contains(node.feature) else {
        throw part.malformed(
          "tree_.nodes['feature']", found: "\(node.feature)",
          expected: "one of the \(columns.count) features of the tree")
      }
      tree.nodes[place].feature = columns[node.feature]
    }
    if tree.nodes.isEmpty { tree.leafValues[0] = Self.averagePath(samples[0]) }
    return tree
  }

  /// The average depth at which a row ends among `count` others.
  private static func averagePath(_ count: Double) -> Double {
    if count <= 1 { return 0 }
    if count == 2 { return 1 }
    let eulerGamma = 0.577215664901532860606512090082
    return 2 * (log(count - 1) + eulerGamma) - 2 * (count - 1) / count
  }
}
