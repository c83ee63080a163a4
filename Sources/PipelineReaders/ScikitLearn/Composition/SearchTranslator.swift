// Searches over parameters, which predict with the best estimator that they found.

import Pipelines

/// Translates `GridSearchCV` and its kin.
struct SearchTranslator: TransformerTranslator {
  let classes = [
    "GridSearchCV", "RandomizedSearchCV", "HalvingGridSearchCV", "HalvingRandomSearchCV",
  ].map { "sklearn.model_selection.\($0)" }

  func allowsMissing(_ estimator: Estimator) -> Bool { true }

  func methods(
    of estimator: Estimator, on features: Features, in context: inout TranslationContext
  ) throws -> [EstimatorMethod] {
    try context.methods(of: estimator.part("best_estimator_"), on: features)
  }

  func transform(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    try context.transform(features, by: estimator.part("best_estimator_"))
  }
}
