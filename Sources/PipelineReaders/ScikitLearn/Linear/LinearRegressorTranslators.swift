// Linear regressors: they differ in how they are fitted, and predict alike.

import Pipelines

/// Translates the regressors whose prediction is `coef_ · x + intercept_`.
struct LinearRegressorTranslator: EstimatorTranslator {
  let classes =
    [
      "ElasticNet", "ElasticNetCV", "HuberRegressor", "Lars",
      "LarsCV", "Lasso", "LassoCV", "LassoLars", "LassoLarsCV", "LassoLarsIC", "LinearRegression",
      "MultiTaskElasticNet", "MultiTaskElasticNetCV", "MultiTaskLasso", "MultiTaskLassoCV",
      "OrthogonalMatchingPursuit", "OrthogonalMatchingPursuitCV", "PassiveAggressiveRegressor",
      "QuantileRegressor", "Ridge", "RidgeCV", "SGDRegressor", "TheilSenRegressor",
    ].map { "sklearn.linear_model.\($0)" } + ["sklearn.svm.LinearSVR"]

  func methods(
    of estimator: Estimator, on features: Features, in context: inout TranslationContext
  ) throws -> [EstimatorMethod] {
    let (scores, isSingle) = try context.linearScores(of: features, by: estimator)
    return context.regression(scores, isSingle: isSingle)
  }
}

/// Translates the regressors that know how sure they are: `predict_std` is what `predict` gives with
/// `return_std=True`.
struct BayesianRegressorTranslator: EstimatorTranslator {
  let classes = ["ARDRegression", "BayesianRidge"].map { "sklearn.linear_model.\($0)" }

  func methods(
    of estimator: Estimator, on features: Features, in context: inout TranslationContext
  ) throws -> [EstimatorMethod] {
    let (scores, isSingle) = try context.linearScores(of: features, by: estimator)
    let deviation = try deviation(of: estimator, on: features, in: &context)
    return context.regression(scores, isSingle: isSingle)
      + [EstimatorMethod("predict_std", deviation)]
  }

  private func deviation(
    of estimator: Estimator, on features: Features, in context: inout TranslationContext
  ) throws -> TableReference {
    var table = try context.doubles(features, for: estimator)
    if let scaling = try scaling(of: estimator, count: features.count) {
      table = try context.apply(scaling, to: table, from: estimator)
    }
    var used = Array(0..<features.count)
    if estimator.className == "ARDRegression" {
      // The covariance is that of the columns that were found relevant.
      let threshold = try estimator.number("threshold_lambda")
      let precisions = try estimator.numbers("lambda_", count: features.count)
      used = used.filter { precisions[$0] < threshold }
    }
    let precision = try estimator.number("alpha_")
    let noise = 1 / precision
    let covariance = try estimator.numbers("sigma_", count: used.count * used.count)
    guard !used.isEmpty else {
      return try context.apply(
        ConstantColumns(values: [noise.squareRoot()]), to: table, from: estimator)
    }
    if used.count < features.count {
      table = try context.apply(SelectColumns(indices: used), to: table, from: estimator)
    }
    let operation = LinearDeviation(
      offset: nil, covariance: covariance, featureCount: used.count, noise: noise)
    return try context.apply(operation, to: table, from: estimator)
  }

  /// What is done to the columns before: until 1.1 they were normalised where the user asked for it, and
  /// since 1.9 they are centred.
  private func scaling(of estimator: Estimator, count: Int) throws -> ScaleColumns? {
    if !estimator.isBefore(1, 9) {
      return ScaleColumns(offset: try offsets(of: estimator, count: count), divisor: nil)
    }
    guard estimator["_normalize"] != nil, try estimator.flag("_normalize") else { return nil }
    return ScaleColumns(
      offset: try offsets(of: estimator, count: count),
      divisor: try estimator.numbers("X_scale_", count: count))
  }

  /// The means of the columns; one zero stands for all of a model without intercept.
  private func offsets(of estimator: Estimator, count: Int) throws -> [Double] {
    let offsets = try estimator.numbers("X_offset_")
    if offsets.count == 1 { return Array(repeating: offsets[0], count: count) }
    return try estimator.numbers("X_offset_", count: count)
  }
}

/// Translates the regressors with a link: Poisson, gamma and Tweedie.
struct GeneralizedLinearTranslator: EstimatorTranslator {
  let classes = ["GammaRegressor", "PoissonRegressor", "TweedieRegressor"].map {
    "sklearn.linear_model.\($0)"
  }

  func methods(
    of estimator: Estimator, on features: Features, in context: inout TranslationContext
  ) throws -> [EstimatorMethod] {
    var (scores, isSingle) = try context.linearScores(of: features, by: estimator)
    if try isLogarithmic(estimator) {
      scores = try context.apply(Link(.exponential), to: scores, from: estimator)
    }
    return context.regression(scores, isSingle: isSingle)
  }

  private func isLogarithmic(_ estimator: Estimator) throws -> Bool {
    guard estimator.className == "TweedieRegressor" else { return true }
    switch try estimator.text("link") {
    case "log": return true
    case "identity": return false
    case "auto": return try estimator.number("power") > 0
    case let link:
      throw estimator.malformed("link", found: "'\(link)'", expected: "'auto', 'log' or 'identity'")
    }
  }
}
