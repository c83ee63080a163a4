// What single trees and forests of trees share: they average, and they take missing values alike.

import Pipelines
import Tensors

extension Estimator {
  /// The trees of a forest, or the one tree that this is.
  func decisionTrees() throws -> [Estimator] {
    guard self["tree_"] == nil else { return [self] }
    let parts = try list("estimators_").enumerated().map {
      try part($0.element, at: "estimators_[\($0.offset)]")
    }
    guard !parts.isEmpty else {
      throw malformed("estimators_", found: "no trees", expected: "at least one")
    }
    return parts
  }

  /// Whether a tree or forest takes NaN, by the version that fitted it and its parameters.
  ///
  /// Files from before missing values were supported do not: where NaN would go is not in them.
  var treesTakeMissing: Bool {
    if optional("monotonic_cst") != nil { return false }
    let isForest = self["estimators_"] != nil
    let isRandom = className.hasPrefix("Extra")
    // Until 1.5 the criterion decided, too.
    let criterion = self["criterion"]?.text ?? ""
    let late = ["absolute_error", "mae"].contains(criterion) ? 8 : 0
    if isRandom {
      if isBefore(1, max(6, late)) { return false }
      return isForest || self["splitter"]?.text == "random"
    }
    if isBefore(1, max(isForest ? 4 : 3, late)) { return false }
    return self["splitter"]?.text != "random" || !isBefore(1, 6)
  }
}

extension TranslationContext {
  /// The average of trees, whose leaf values `appendLeaf` makes; `apply` beside it.
  mutating func forest(
    _ trees: [FittedTree], of estimator: Estimator, on features: Features, outputCount: Int,
    appendLeaf: (ArraySlice<Double>, inout [Double]) throws -> Void
  ) throws -> (average: TableReference, apply: EstimatorMethod) {
    let ensemble = TreeEnsemble(
      featureCount: features.count, outputCount: outputCount,
      trees: try trees.map { try $0.tree(valuesPerLeaf: outputCount, appendLeaf: appendLeaf) },
      comparison: .single, accumulation: .double, aggregation: trees.count == 1 ? .sum : .average,
      base: Array(repeating: 0, count: outputCount))
    return (
      try apply(ensemble, on: features, from: estimator),
      try leaves(ensemble, on: features, from: estimator)
    )
  }

  /// Appends an ensemble after checking it.
  mutating func apply(
    _ ensemble: TreeEnsemble, on features: Features, from estimator: Estimator
  ) throws -> TableReference {
    do {
      try ensemble.validate()
    } catch let error as PipelineError {
      throw error.within(estimator.place)
    }
    return try apply(ensemble, to: features.table, from: estimator)
  }

  /// The method `apply` of an ensemble.
  mutating func leaves(
    _ ensemble: TreeEnsemble, on features: Features, from estimator: Estimator
  ) throws -> EstimatorMethod {
    let table = try apply(TreeLeaves(ensemble: ensemble), to: features.table, from: estimator)
    return EstimatorMethod("apply", table, columns: ensemble.trees.indices.map(String.init))
  }
}
