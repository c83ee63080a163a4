// Regression trees and forests: the mean of the leaves.

import Pipelines

/// Translates decision trees and forests that regress.
struct TreeRegressorTranslator: EstimatorTranslator {
  let classes = [
    "sklearn.tree.DecisionTreeRegressor", "sklearn.tree.ExtraTreeRegressor",
    "sklearn.ensemble.RandomForestRegressor", "sklearn.ensemble.ExtraTreesRegressor",
  ]

  func allowsMissing(_ estimator: Estimator) -> Bool { estimator.treesTakeMissing }

  func methods(
    of estimator: Estimator, on features: Features, in context: inout TranslationContext
  ) throws -> [EstimatorMethod] {
    let parts = try estimator.decisionTrees()
    let trees = try parts.map(FittedTree.init(of:))
    let outputCount = trees[0].outputCount
    for (tree, part) in zip(trees, parts)
    where tree.outputCount != outputCount || tree.classCount != 1 {
      throw part.malformed(
        "tree_.values", found: "\(tree.outputCount) outputs of \(tree.classCount) values",
        expected: "\(outputCount) of one")
    }
    let (average, leaves) = try context.forest(
      trees, of: estimator, on: features, outputCount: outputCount, appendLeaf: { $1 += $0 })
    return context.regression(average, isSingle: outputCount == 1) + [leaves]
  }
}
