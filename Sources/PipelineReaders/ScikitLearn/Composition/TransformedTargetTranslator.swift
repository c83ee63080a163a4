// Regressors of a transformed target, whose predictions are transformed back.

import Pipelines

/// Translates `TransformedTargetRegressor`.
struct TransformedTargetTranslator: EstimatorTranslator {
  let classes = ["sklearn.compose.TransformedTargetRegressor"]

  func allowsMissing(_ estimator: Estimator) -> Bool { true }

  func methods(
    of estimator: Estimator, on features: Features, in context: inout TranslationContext
  ) throws -> [EstimatorMethod] {
    let methods = try context.methods(of: estimator.part("regressor_"), on: features)
    guard let predicted = methods.first(where: { $0.name == "predict" }) else {
      throw estimator.unsupported("regressor_ does not predict; use a regressor")
    }
    let width = context.pipeline.type(of: predicted.table).width
    let features = Features(
      table: predicted.table, columns: (0..<width).map { FeatureColumn(name: "y\($0)") })
    let plain = try context.invert(features, by: estimator.part("transformer_"))
    let isSingle = try estimator.integer("_training_dim") == 1
    return context.regression(plain.table, isSingle: isSingle)
  }
}
