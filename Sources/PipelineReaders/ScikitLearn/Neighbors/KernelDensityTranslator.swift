// The density of the training rows: `KernelDensity`.

import Pipelines

/// Translates `KernelDensity`.
struct KernelDensityTranslator: EstimatorTranslator {
  let classes = ["sklearn.neighbors.KernelDensity"]
  let limits = [
    EstimatorLimit("metric=<function>", "a Python function cannot be read from a file"),
    EstimatorLimit(
      "metric='haversine' and metrics of truth values", "they are not built; use another metric"),
  ]

  func methods(
    of estimator: Estimator, on features: Features, in context: inout TranslationContext
  ) throws -> [EstimatorMethod] {
    let tree = try estimator.part("tree_")
    // (data, order, nodes, bounds, six counts, distance, weights)
    guard case .tuple(let state) = tree.object.state, let data = state.elements.first else {
      throw tree.malformed("state", found: "no tables", expected: "those of a fitted tree")
    }
    let points = ReferencePoints(
      values: try tree.numbers(in: data, at: "data"), featureCount: features.count)
    let weights = state.elements.count > 12 ? state.elements[12] : .none
    let name = try estimator.text("kernel")
    guard let kernel = KernelDensity.Kernel(rawValue: name) else {
      throw estimator.malformed(
        "kernel", found: "'\(name)'",
        expected: KernelDensity.Kernel.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", "))
    }
    let operation = KernelDensity(
      try estimator.distanceMetric(
        "metric", parameters: "metric_params", featureCount: features.count),
      points: points,
      tree: try tree.searchTree(kind(of: state)),
      kernel: kernel,
      bandwidth: try estimator.number(
        estimator["bandwidth_"] == nil ? "bandwidth" : "bandwidth_"),
      weights: weights.isNone
        ? nil : try tree.numbers(in: weights, at: "sample_weight", count: points.count),
      absoluteTolerance: try estimator.number("atol"),
      relativeTolerance: try estimator.number("rtol"),
      isBreadthFirst: try estimator.flag("breadth_first"))
    let density = try context.apply(
      operation, to: context.doubles(features, for: estimator), from: estimator)
    return [EstimatorMethod("score_samples", density, isDefault: true)]
  }

  /// A box has two corners, a ball one centre.
  private func kind(of state: InertSequence) -> NearestNeighbors.Tree.Kind {
    guard state.elements.count > 3, case .array(let bounds) = state.elements[3] else {
      return .balls
    }
    return bounds.shape.first == 2 ? .boxes : .balls
  }
}
