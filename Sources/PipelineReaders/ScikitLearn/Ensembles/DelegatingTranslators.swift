// Estimators that hand everything on to one that they hold, and what imbalanced-learn adds to chains.

import Pipelines

/// Translates estimators whose every method is that of one fitted estimator inside them.
struct DelegatingTranslator: TransformerTranslator {
  let classes = [
    "sklearn.linear_model.RANSACRegressor", "sklearn.frozen.FrozenEstimator",
    "sklearn.semi_supervised.SelfTrainingClassifier",
  ]

  func allowsMissing(_ estimator: Estimator) -> Bool { true }

  func methods(
    of estimator: Estimator, on features: Features, in context: inout TranslationContext
  ) throws -> [EstimatorMethod] {
    let methods = try context.methods(of: inner(of: estimator), on: features)
    return estimator.className == "RANSACRegressor"
      ? methods.filter { $0.name == "predict" } : methods
  }

  func transform(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    try context.transform(features, by: inner(of: estimator))
  }

  /// The fitted estimator: under several names in several versions.
  private func inner(of estimator: Estimator) throws -> Estimator {
    if estimator.className == "FrozenEstimator" { return try estimator.part("estimator") }
    let old = "base_estimator_"
    return try estimator.part(estimator.optional(old) == nil ? "estimator_" : old)
  }
}

/// Translates imbalanced-learn's samplers, which change the rows that a model is fitted on and, in a
/// chain, nothing else.
struct SamplerTranslator: TransformerTranslator {
  let classes =
    [
      "ADASYN", "BorderlineSMOTE", "KMeansSMOTE", "RandomOverSampler", "SMOTE", "SMOTEN", "SMOTENC",
      "SVMSMOTE",
    ].map { "imblearn.over_sampling.\($0)" }
    + [
      "AllKNN", "ClusterCentroids", "CondensedNearestNeighbour", "EditedNearestNeighbours",
      "InstanceHardnessThreshold", "NearMiss", "NeighbourhoodCleaningRule", "OneSidedSelection",
      "RandomUnderSampler", "RepeatedEditedNearestNeighbours", "TomekLinks",
    ].map { "imblearn.under_sampling.\($0)" }
    + ["SMOTEENN", "SMOTETomek"].map { "imblearn.combine.\($0)" } + [
      "imblearn.base.FunctionSampler"
    ]

  func allowsMissing(_ estimator: Estimator) -> Bool { true }

  func transform(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features { features }
}
