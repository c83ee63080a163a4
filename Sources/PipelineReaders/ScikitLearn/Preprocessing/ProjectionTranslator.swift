// Projections to fewer columns: `PCA` and its kin.

import Pipelines

/// Translates `PCA`, `IncrementalPCA` and `TruncatedSVD`.
struct ProjectionTranslator: TransformerTranslator {
  let classes = ["PCA", "IncrementalPCA", "TruncatedSVD"].map { "sklearn.decomposition.\($0)" }

  func transform(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    let components = try estimator.matrix("components_", columns: features.count)
    var mean: [Double]?
    var divisor: [Double]?
    if estimator.className != "TruncatedSVD" {
      if estimator.optional("mean_") != nil {
        mean = try estimator.numbers("mean_", count: features.count)
      }
      if try estimator.flag("whiten") {
        divisor = try estimator.numbers("explained_variance_", count: components.rows).map {
          max($0.squareRoot(), .ulpOfOne)
        }
      }
    }
    let operation = Project(
      mean: mean, components: components.values, featureCount: features.count,
      componentCount: components.rows, divisor: divisor)
    let table = try context.apply(
      operation, to: context.doubles(features, for: estimator), from: estimator)
    let prefix = estimator.className.lowercased()
    return Features(
      table: table,
      columns: (0..<components.rows).map { FeatureColumn(name: "\(prefix)\($0)") })
  }
}
