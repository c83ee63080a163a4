// Projections to principal components: `PCA` and `IncrementalPCA`.

import Pipelines

/// Translates `PCA` and `IncrementalPCA`.
struct PrincipalComponentsTranslator: InvertibleTranslator {
  let classes = ["PCA", "IncrementalPCA"].map { "sklearn.decomposition.\($0)" }

  func transform(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    let components = try estimator.matrix("components_", columns: features.count)
    let mean =
      estimator.optional("mean_") == nil
      ? nil : try estimator.numbers("mean_", count: features.count)
    let table = try context.doubles(features, for: estimator)
    let divisor = try scale(of: estimator, count: components.rows)
    // Since 1.5 the mean is projected and then subtracted, which rounds differently.
    guard let mean, !estimator.isBefore(1, 5) else {
      return try context.project(
        Features(table: table, columns: features.columns), on: components, mean: mean,
        divisor: divisor, by: estimator)
    }
    let bias = (0..<components.rows).map { row in
      -zip(components.row(row), mean).reduce(0) { $0 + $1.0 * $1.1 }
    }
    var result = try context.apply(
      Linear(weights: components.values, featureCount: features.count, bias: bias), to: table,
      from: estimator)
    if let divisor {
      result = try context.apply(
        ScaleColumns(offset: nil, divisor: divisor), to: result, from: estimator)
    }
    return Features(numbered: components.rows, table: result, by: estimator)
  }

  func invert(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    let components = try estimator.matrix("components_")
    guard components.rows == features.count else {
      throw estimator.malformed(
        "components_", found: "\(components.rows) components", expected: "\(features.count)")
    }
    let scale = try scale(of: estimator, count: components.rows)
    let weights = (0..<components.columns).flatMap { feature in
      zip(components.column(feature), scale ?? components.column(feature).map { _ in 1 }).map(*)
    }
    let table = try context.apply(
      Linear(
        weights: weights, featureCount: features.count,
        bias: estimator.numbers("mean_", count: components.columns)),
      to: context.doubles(features, for: estimator), from: estimator)
    return Features(numbered: components.columns, table: table, by: estimator)
  }

  /// What each component is divided by to have a variance of 1.
  private func scale(of estimator: Estimator, count: Int) throws -> [Double]? {
    guard try estimator.flag("whiten") else { return nil }
    return try estimator.numbers("explained_variance_", count: count).map {
      max($0.squareRoot(), .ulpOfOne)
    }
  }
}
