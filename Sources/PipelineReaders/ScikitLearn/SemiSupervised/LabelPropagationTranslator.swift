// Labels that spread from labelled training rows to those around them.

import Pipelines

/// Translates `LabelPropagation` and `LabelSpreading`: what the training rows came to say, weighed by a
/// kernel or averaged over neighbours.
struct LabelPropagationTranslator: EstimatorTranslator {
  let classes = [
    "sklearn.semi_supervised.LabelPropagation", "sklearn.semi_supervised.LabelSpreading",
  ]
  let limits = [
    EstimatorLimit("kernel=<function>", "a Python function cannot be read from a file")
  ]

  func methods(
    of estimator: Estimator, on features: Features, in context: inout TranslationContext
  ) throws -> [EstimatorMethod] {
    let labels = try estimator.labels()
    let distributions = try estimator.matrix("label_distributions_", columns: labels.count)
    let sums: TableReference
    switch try estimator.value("kernel").text {
    case "rbf"?: sums = try weighed(distributions, on: features, by: estimator, in: &context)
    case "knn"?: sums = try averaged(distributions, on: features, by: estimator, in: &context)
    case let name?:
      throw estimator.malformed("kernel", found: "'\(name)'", expected: "'rbf' or 'knn'")
    case nil:
      throw estimator.unsupported("kernel is a Python function; use 'rbf' or 'knn' and fit again")
    }
    let probabilities = try context.apply(
      Link(.clipBelowAndNormalize(lower: 0)), to: sums, from: estimator)
    let decided = try context.decide(labels, by: probabilities, rule: .largest, for: estimator)
    return context.predictions(decided, probabilities: probabilities, labels)
  }

  /// The sum over all training rows, each weighed by its kernel.
  private func weighed(
    _ distributions: Matrix, on features: Features, by estimator: Estimator,
    in context: inout TranslationContext
  ) throws -> TableReference {
    let points = try estimator.points("X_", featureCount: features.count)
    guard distributions.rows == points.count else {
      throw estimator.malformed(
        "label_distributions_", found: "\(distributions.rows) rows", expected: "\(points.count)")
    }
    let kernel = KernelMatrix(.rbf(gamma: try estimator.number("gamma")), points: points)
    let kernels = try context.apply(
      kernel, to: context.doubles(features, for: estimator), from: estimator)
    let sum = Project(
      mean: nil, components: distributions.transposed.values, featureCount: points.count,
      componentCount: distributions.columns)
    return try context.apply(sum, to: kernels, from: estimator)
  }

  /// The average over the nearest training rows.
  private func averaged(
    _ distributions: Matrix, on features: Features, by estimator: Estimator,
    in context: inout TranslationContext
  ) throws -> TableReference {
    let search = try NeighborSearchReader(of: estimator.part("nn_fit"), features: features)
    guard distributions.rows == search.points.count else {
      throw estimator.malformed(
        "label_distributions_", found: "\(distributions.rows) rows",
        expected: "\(search.points.count)")
    }
    let neighbors = try search.neighbors(
      search.estimator.integer("n_neighbors"), on: features, in: &context)
    let average = AverageNeighbors(
      values: distributions.values, outputCount: distributions.columns, weighting: .uniform)
    return try context.apply(average, to: neighbors, from: estimator)
  }
}
