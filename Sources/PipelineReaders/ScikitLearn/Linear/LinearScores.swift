// The scores that linear models of every kind are made of: `coef_` and `intercept_`.

import Pipelines

extension TranslationContext {
  /// `features · coef_ᵀ + intercept_`, and whether `coef_` has one dimension.
  mutating func linearScores(
    of features: Features, by estimator: Estimator
  ) throws -> (scores: TableReference, isSingle: Bool) {
    let value = try estimator.value("coef_")
    guard case .array(let array) = value else {
      let advice = "fit it on dense data or call densify() before saving it"
      guard case .object = value else {
        throw estimator.malformed("coef_", found: value.summary, expected: "a matrix of numbers")
      }
      throw estimator.unsupported("coef_ is \(value.summary), not a plain array; \(advice)")
    }
    let weights = try estimator.matrix("coef_", columns: features.count)
    var bias = try estimator.numbers("intercept_")
    // A model without intercept keeps one zero for all its outputs.
    if bias.count == 1 { bias = Array(repeating: bias[0], count: weights.rows) }
    guard bias.count == weights.rows else {
      throw estimator.malformed(
        "intercept_", found: "\(bias.count) numbers", expected: "\(weights.rows), one an output")
    }
    var table = features.table
    if case .doubles(_, bits: 32) = array.elements {
    } else {
      table = try doubles(features, for: estimator)
    }
    let operation = Linear(weights: weights.values, featureCount: weights.columns, bias: bias)
    return (try apply(operation, to: table, from: estimator), array.shape.count < 2)
  }
}
