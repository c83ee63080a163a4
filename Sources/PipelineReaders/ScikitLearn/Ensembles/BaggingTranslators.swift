// Estimators fitted on samples of rows and columns: `BaggingClassifier`, `BaggingRegressor`.

import Pipelines

/// Translates `BaggingClassifier`, and imbalanced-learn's classifiers that are one.
struct BaggingClassifierTranslator: EstimatorTranslator {
  let classes = [
    "sklearn.ensemble.BaggingClassifier", "imblearn.ensemble.BalancedBaggingClassifier",
    "imblearn.ensemble.EasyEnsembleClassifier",
  ]

  func allowsMissing(_ estimator: Estimator) -> Bool { true }

  func methods(
    of estimator: Estimator, on features: Features, in context: inout TranslationContext
  ) throws -> [EstimatorMethod] {
    let labels = try estimator.labels()
    // The inner estimators learnt the places of the classes.
    let places = ClassLabels.integers(Array(0..<labels.count))
    let bag = try context.bag(of: estimator, on: features)
    let each = try bag.map { inner in
      guard let probabilities = inner["predict_proba"]?.table else {
        let chosen = try context.places(of: inner, among: places)
        return try context.apply(
          CountVotes(classCount: labels.count, inFavour: [1]), to: chosen, from: inner.estimator)
      }
      let decision = try context.decision(of: inner)
      let known = try context.classPlaces(of: decision, among: places, for: inner.estimator)
      return try context.spread(
        probabilities, to: known, of: labels.count, for: inner.estimator)
    }
    let mean = try context.mean(of: each, for: estimator)
    let decided = try context.decide(labels, by: mean, rule: .largest, for: estimator)
    var methods = context.predictions(decided, probabilities: mean, labels)
    if let decisions = try decisions(of: bag, labels, for: estimator, in: &context) {
      methods.append(decisions)
    }
    return methods
  }

  /// The mean of the decision functions, where every estimator has one of as many columns.
  private func decisions(
    of bag: [InnerEstimator], _ labels: ClassLabels, for estimator: Estimator,
    in context: inout TranslationContext
  ) throws -> EstimatorMethod? {
    let tables = bag.compactMap { $0["decision_function"]?.table }
    let width = labels.count == 2 ? 1 : labels.count
    guard tables.count == bag.count,
      tables.allSatisfy({ context.pipeline.type(of: $0).width == width })
    else { return nil }
    let mean = try context.mean(of: tables, for: estimator)
    return context.decisionFunction(mean, labels)
  }
}

/// Translates `BaggingRegressor`.
struct BaggingRegressorTranslator: EstimatorTranslator {
  let classes = ["sklearn.ensemble.BaggingRegressor"]

  func allowsMissing(_ estimator: Estimator) -> Bool { true }

  func methods(
    of estimator: Estimator, on features: Features, in context: inout TranslationContext
  ) throws -> [EstimatorMethod] {
    let bag = try context.bag(of: estimator, on: features)
    let predictions = try bag.map { try $0.table("predict") }
    let mean = try context.mean(of: predictions, for: estimator)
    let isSingle = bag[0]["predict"]?.suffixes == [""]
    return context.regression(mean, isSingle: isSingle)
  }
}

extension TranslationContext {
  /// The estimators of a bag, each on its own columns.
  fileprivate mutating func bag(
    of estimator: Estimator, on features: Features
  ) throws -> [InnerEstimator] {
    let parts = try estimator.parts("estimators_")
    let chosen = try estimator.list("estimators_features_")
    guard chosen.count == parts.count else {
      throw estimator.malformed(
        "estimators_features_", found: "\(chosen.count) choices of columns",
        expected: "\(parts.count), one an estimator")
    }
    return try zip(parts, chosen).enumerated().map { index, pair in
      let columns = try estimator.integers(in: pair.1, at: "estimators_features_[\(index)]")
      return try inner(pair.0, on: select(columns, of: features, for: estimator))
    }
  }
}
