// Partial least squares and canonical correlation.

import Pipelines

/// Translates `PLSRegression`, `PLSCanonical`, `CCA` and `PLSSVD`.
struct PartialLeastSquaresTranslator: TransformerTranslator {
  let classes = ["PLSRegression", "PLSCanonical", "CCA", "PLSSVD"].map {
    "sklearn.cross_decomposition.\($0)"
  }

  func methods(
    of estimator: Estimator, on features: Features, in context: inout TranslationContext
  ) throws -> [EstimatorMethod] {
    let result = try transform(features, by: estimator, in: &context)
    let transform = EstimatorMethod(
      "transform", result.table, columns: result.names,
      isDefault: estimator.className == "PLSSVD")
    guard estimator.className != "PLSSVD" else { return [transform] }
    return try predict(estimator, on: features, in: &context) + [transform]
  }

  /// The coefficients were a row a feature in 1.0, and private until 1.2; until 1.4 they were for scaled
  /// features.
  private func predict(
    _ estimator: Estimator, on features: Features, in context: inout TranslationContext
  ) throws -> [EstimatorMethod] {
    let isPrivate = estimator["_coef_"] != nil
    var coefficients = try estimator.matrix(isPrivate ? "_coef_" : "coef_")
    if !isPrivate && estimator.isBefore(1, 1) { coefficients = coefficients.transposed }
    guard coefficients.columns == features.count else {
      throw estimator.malformed(
        "coef_", found: "\(coefficients.columns) features", expected: "\(features.count)")
    }
    let bias = try estimator.numbers(
      estimator["intercept_"] == nil ? "_y_mean" : "intercept_", count: coefficients.rows)
    let table = try context.apply(
      ScaleColumns(
        offset: try estimator.numbers("_x_mean", count: features.count),
        divisor: estimator.isBefore(1, 5)
          ? try estimator.numbers("_x_std", count: features.count) : nil),
      to: context.doubles(features, for: estimator), from: estimator)
    let operation = Linear(
      weights: coefficients.values, featureCount: features.count, bias: bias)
    let predicted = try context.apply(operation, to: table, from: estimator)
    let isSingle = try estimator.flag("_predict_1d", default: false)
    return context.regression(predicted, isSingle: isSingle)
  }

  func transform(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    let axes = try estimator.matrix(
      estimator.className == "PLSSVD" ? "x_weights_" : "x_rotations_")
    guard axes.rows == features.count else {
      throw estimator.malformed(
        "x_rotations_", found: "\(axes.rows) features", expected: "\(features.count)")
    }
    let scaled = try context.apply(
      ScaleColumns(
        offset: try estimator.numbers("_x_mean", count: features.count),
        divisor: try estimator.numbers("_x_std", count: features.count)),
      to: context.doubles(features, for: estimator), from: estimator)
    let operation = Project(
      mean: nil, components: axes.transposed.values, featureCount: features.count,
      componentCount: axes.columns)
    let table = try context.apply(operation, to: scaled, from: estimator)
    let prefix = estimator.className.lowercased()
    return Features(
      table: table,
      columns: (0..<axes.columns).map { FeatureColumn(name: "\(prefix)\($0)") })
  }
}
