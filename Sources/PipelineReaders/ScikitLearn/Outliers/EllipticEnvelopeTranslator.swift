// Outliers by their distance from a robust normal distribution.

import Pipelines

/// Translates `EllipticEnvelope` and the covariance estimators, whose one answer for new rows is the
/// squared Mahalanobis distance.
struct EllipticEnvelopeTranslator: EstimatorTranslator {
  let classes = [
    "EllipticEnvelope", "EmpiricalCovariance", "GraphicalLasso", "GraphicalLassoCV", "LedoitWolf",
    "MinCovDet", "OAS", "ShrunkCovariance",
  ].map { "sklearn.covariance.\($0)" }
  let limits = [
    EstimatorLimit("store_precision=False", "the inverse of the covariance is not in the file")
  ]

  func methods(
    of estimator: Estimator, on features: Features, in context: inout TranslationContext
  ) throws -> [EstimatorMethod] {
    guard try estimator.flag("store_precision", default: true) else {
      throw estimator.unsupported(
        "store_precision=False leaves out the inverse covariance; fit with store_precision=True")
    }
    let size = features.count * features.count
    let isEnvelope = estimator.className == "EllipticEnvelope"
    let operation = QuadraticScores(
      means: try estimator.numbers("location_", count: features.count),
      scale: .precisions(matrices: [try estimator.numbers("precision_", count: size)]),
      offsets: [0],
      weight: isEnvelope ? -1 : 1, featureCount: features.count)
    let score = try context.apply(
      operation, to: context.doubles(features, for: estimator), from: estimator)
    guard isEnvelope else {
      return [EstimatorMethod("mahalanobis", score, isDefault: true)]
    }
    let distance = try context.apply(Link(.negate), to: score, from: estimator)
    return try context.outlierMethods(
      score: score, offset: estimator.number("offset_"), for: estimator)
      + [EstimatorMethod("mahalanobis", distance)]
  }
}
