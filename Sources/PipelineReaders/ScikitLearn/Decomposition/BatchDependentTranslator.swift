// Decompositions that solve for all rows at once, so that a row's result depends on the other rows.

import Pipelines

/// Names what is refused, and why.
struct BatchDependentTranslator: TransformerTranslator {
  private static let reasons: [(name: String, reason: String)] = [
    ("MiniBatchNMF", "its solver starts as the mean of all rows and stops when all change little"),
    ("DictionaryLearning", "it solves a lasso or pursuit for each row"),
    ("MiniBatchDictionaryLearning", "it solves a lasso or pursuit for each row"),
    ("SparseCoder", "it solves a lasso or pursuit for each row"),
  ]

  var classes: [String] { Self.reasons.map { "sklearn.decomposition.\($0.name)" } }
  var limits: [EstimatorLimit] {
    Self.reasons.map { EstimatorLimit("\($0.name).transform", $0.reason) }
  }

  func transform(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    let reason = Self.reasons.first { $0.name == estimator.className }?.reason ?? ""
    throw estimator.unsupported(
      "\(reason), which cannot be repeated exactly; use TruncatedSVD, PCA or FactorAnalysis")
  }
}
