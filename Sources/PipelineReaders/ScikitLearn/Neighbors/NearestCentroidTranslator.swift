// The class whose centre is nearest.

import Glibc
import Pipelines

/// Translates `NearestCentroid`.
struct NearestCentroidTranslator: EstimatorTranslator {
  let classes = ["sklearn.neighbors.NearestCentroid"]

  func methods(
    of estimator: Estimator, on features: Features, in context: inout TranslationContext
  ) throws -> [EstimatorMethod] {
    let labels = try estimator.labels()
    let metric = try estimator.distanceMetric("metric", featureCount: features.count)
    let centres = try estimator.points("centroids_", featureCount: features.count)
    guard centres.count == labels.count else {
      throw estimator.malformed(
        "centroids_", found: "\(centres.count) centres", expected: "\(labels.count), one a class")
    }
    let table = try context.doubles(features, for: estimator)
    let distances = try context.apply(
      DistanceMatrix(metric, points: centres), to: table, from: estimator)
    let nearness = try context.apply(Link(.negate), to: distances, from: estimator)
    var decided = try context.decide(labels, by: nearness, rule: .largest, for: estimator)
    // Prior probabilities came with 1.6.
    guard estimator.optional("class_prior_") != nil else {
      return context.predictions(decided, labels)
    }
    let priors = try estimator.numbers("class_prior_", count: labels.count)
    let scores = try scores(
      estimator, metric, centres, priors: priors, on: table, in: &context)
    let even = 1 / Double(labels.count)
    if priors.contains(where: { ($0 - even).magnitude > 1e-8 + 1e-5 * even }) {
      decided = try context.decide(labels, by: scores, rule: .largest, for: estimator)
    }
    guard metric == .euclidean else { return context.predictions(decided, labels) }
    var methods = try context.logarithmicPredictions(scores, labels, for: estimator)
    methods[0].table = decided
    return methods + [try context.pairedDecision(scores, labels, for: estimator)]
  }

  /// The discriminant scores, in the scale of the deviations within classes.
  private func scores(
    _ estimator: Estimator, _ metric: DistanceMetric, _ centres: ReferencePoints,
    priors: [Double], on table: TableReference, in context: inout TranslationContext
  ) throws -> TableReference {
    let width = centres.featureCount
    let deviations = try estimator.numbers("within_class_std_dev_", count: width).map {
      $0 == 0 ? 1 : $0
    }
    let scaled = try context.apply(
      ScaleColumns(offset: nil, divisor: deviations), to: table, from: estimator)
    let values = centres.values.enumerated().map { $1 / deviations[$0 % width] }
    let distances = try context.apply(
      DistanceMatrix(metric, points: ReferencePoints(values: values, featureCount: width)),
      to: scaled, from: estimator)
    let squares = try context.apply(ElementwiseFunction(.square), to: distances, from: estimator)
    return try context.apply(
      AffineColumns(
        scale: Array(repeating: -1, count: priors.count), shift: priors.map { 2 * log($0) }),
      to: squares, from: estimator)
  }
}

extension TranslationContext {
  /// The method `decision_function` of scores of which two classes show their difference.
  mutating func pairedDecision(
    _ scores: TableReference, _ labels: ClassLabels, for estimator: Estimator
  ) throws -> EstimatorMethod {
    guard labels.count == 2 else { return decisionFunction(scores, labels) }
    let difference = try apply(Link(.differenceOfPair), to: scores, from: estimator)
    return EstimatorMethod("decision_function", difference)
  }
}
