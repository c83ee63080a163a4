// Linear regressors: they differ in how they are fitted, and predict alike.

import Pipelines

/// Translates the regressors whose prediction is `coef_ · x + intercept_`.
struct LinearRegressorTranslator: EstimatorTranslator {
  let classes =
    [
      "ARDRegression", "BayesianRidge", "ElasticNet", "ElasticNetCV", "HuberRegressor", "Lars",
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
