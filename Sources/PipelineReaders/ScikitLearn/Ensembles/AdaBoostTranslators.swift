// Boosting by weights: `AdaBoostClassifier`, `AdaBoostRegressor`.

import Pipelines
import Tensors

/// Translates `AdaBoostClassifier`, by both of its algorithms, and imbalanced-learn's `RUSBoost`.
struct AdaBoostClassifierTranslator: EstimatorTranslator {
  let classes = [
    "sklearn.ensemble.AdaBoostClassifier", "imblearn.ensemble.RUSBoostClassifier",
  ]

  func methods(
    of estimator: Estimator, on features: Features, in context: inout TranslationContext
  ) throws -> [EstimatorMethod] {
    let labels = try estimator.labels()
    let boosted = try context.inner(list: "estimators_", of: estimator, on: features)
    let weights = try estimator.boostingWeights(count: boosted.count)
    if labels.count == 1 {
      let one = try context.apply(
        ConstantColumns(values: [1]), to: features.table, from: estimator)
      let decided = try context.decide(labels, by: one, rule: .largest, for: estimator)
      return context.predictions(decided, probabilities: one, labels)
    }
    let isReal = try estimator.text("algorithm", default: "SAMME") == "SAMME.R"
    let sum =
      isReal
      ? try sumOfLogarithms(of: boosted, labels, for: estimator, in: &context)
      : try votes(of: boosted, weights, labels, for: estimator, in: &context)
    var decision = try context.apply(
      Link(.divide(by: weights.reduce(0, +))), to: sum, from: estimator)
    let probabilities: TableReference
    if labels.count == 2 {
      decision = try context.apply(
        Linear(weights: [-1, 1], featureCount: 2, bias: [0]), to: decision, from: estimator)
      let half = try context.apply(Link(.divide(by: 2)), to: decision, from: estimator)
      probabilities = try context.apply(Link(.softmaxOfSignedPair), to: half, from: estimator)
    } else {
      let share = try context.apply(
        Link(.divide(by: Double(labels.count - 1))), to: decision, from: estimator)
      probabilities = try context.apply(Link(.softmax), to: share, from: estimator)
    }
    let decided = try context.decide(labels, by: decision, for: estimator)
    return context.predictions(decided, probabilities: probabilities, labels)
      + [context.decisionFunction(decision, labels)]
  }

  /// SAMME: each estimator votes for a class, and since 1.3 against the others.
  private func votes(
    of boosted: [InnerEstimator], _ weights: [Double], _ labels: ClassLabels,
    for estimator: Estimator, in context: inout TranslationContext
  ) throws -> TableReference {
    let places = try boosted.map { try context.places(of: $0, among: labels) }
    // imbalanced-learn's objects do not say which scikit-learn saved them, but the inner ones do.
    let isOld = (estimator.version == nil ? boosted[0].estimator : estimator).isBefore(1, 3)
    let votes = CountVotes(
      classCount: labels.count, inFavour: weights,
      against: isOld ? nil : weights.map { -1 / Double(labels.count - 1) * $0 })
    return try context.apply(votes, to: context.join(places, for: estimator), from: estimator)
  }

  /// SAMME.R: the centred logarithms of the estimators' probabilities.
  private func sumOfLogarithms(
    of boosted: [InnerEstimator], _ labels: ClassLabels, for estimator: Estimator,
    in context: inout TranslationContext
  ) throws -> TableReference {
    let logarithms = try boosted.map { inner in
      let table = try inner.table("predict_proba")
      let type = context.pipeline.type(of: table)
      guard type.width == labels.count else {
        throw inner.estimator.malformed(
          "predict_proba", found: "\(type.width) columns", expected: "\(labels.count), one a class")
      }
      let smallest = type.uniformDType == .f32 ? Double(Float.ulpOfOne) : Double.ulpOfOne
      return try context.apply(
        InverseLink(.centeredLog, clip: smallest...Double.greatestFiniteMagnitude), to: table,
        from: inner.estimator)
    }
    let factors = [Double](repeating: Double(labels.count - 1), count: logarithms.count)
    return try context.apply(AddTables(weights: factors), to: logarithms, from: estimator)
  }
}

/// Translates `AdaBoostRegressor`: the weighted median of the predictions.
struct AdaBoostRegressorTranslator: EstimatorTranslator {
  let classes = ["sklearn.ensemble.AdaBoostRegressor"]

  func methods(
    of estimator: Estimator, on features: Features, in context: inout TranslationContext
  ) throws -> [EstimatorMethod] {
    let boosted = try context.inner(list: "estimators_", of: estimator, on: features)
    let weights = try estimator.boostingWeights(count: boosted.count)
    let predictions = try context.join(
      boosted.map { try $0.table("predict") }, for: estimator)
    let median = try context.apply(
      WeightedMedian(weights: weights), to: predictions, from: estimator)
    return context.regression(median, isSingle: true)
  }
}

extension Estimator {
  /// The weights of boosted estimators; the array may have room for more.
  fileprivate func boostingWeights(count: Int) throws -> [Double] {
    let weights = try numbers("estimator_weights_")
    guard weights.count >= count else {
      throw malformed(
        "estimator_weights_", found: "\(weights.count) weights",
        expected: "\(count), one an estimator")
    }
    return Array(weights[..<count])
  }
}
