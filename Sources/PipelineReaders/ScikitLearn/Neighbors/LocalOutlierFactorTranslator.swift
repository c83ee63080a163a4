// Outliers by the density of their neighbours.

import Pipelines

/// Translates `LocalOutlierFactor` with `novelty=True`.
struct LocalOutlierFactorTranslator: EstimatorTranslator {
  let classes = ["sklearn.neighbors.LocalOutlierFactor"]
  let limits =
    NeighborSearchReader.limits + [
      EstimatorLimit("novelty=False", "such a model has no answers for new rows")
    ]

  func methods(
    of estimator: Estimator, on features: Features, in context: inout TranslationContext
  ) throws -> [EstimatorMethod] {
    guard try estimator.flag("novelty") else {
      throw estimator.unsupported(
        "novelty=False has no answers for new rows; fit with novelty=True")
    }
    let search = try NeighborSearchReader(of: estimator, features: features)
    let count = try estimator.integer("n_neighbors_")
    let neighbors = try search.neighbors(count, on: features, in: &context)
    let fitted = try estimator.matrix("_distances_fit_X_")
    guard fitted.rows == search.points.count, fitted.columns >= count else {
      throw estimator.malformed(
        "_distances_fit_X_", found: "\(fitted.rows) x \(fitted.columns) distances",
        expected: "\(count) for each of \(search.points.count) training rows")
    }
    let operation = LocalOutlierFactor(
      reaches: (0..<fitted.rows).map { fitted.values[$0 * fitted.columns + count - 1] },
      densities: try estimator.numbers("_lrd", count: fitted.rows))
    let score = try context.apply(operation, to: neighbors, from: estimator)
    let offset = try estimator.number("offset_")
    return try context.outlierMethods(score: score, offset: offset, for: estimator)
      + [search.method(neighbors, count: count)]
  }
}
