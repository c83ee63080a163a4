// Naive Bayes: joint log-likelihoods, and what follows from them.

import Glibc
import Pipelines

extension TranslationContext {
  /// The methods of a naive Bayes classifier from its joint log-likelihoods.
  fileprivate mutating func bayes(
    _ likelihoods: TableReference, _ labels: ClassLabels, for estimator: Estimator
  ) throws -> [EstimatorMethod] {
    try logarithmicPredictions(likelihoods, labels, for: estimator)
      + [EstimatorMethod("predict_joint_log_proba", likelihoods, columns: labels.names)]
  }
}

/// Translates `GaussianNB`.
struct GaussianBayesTranslator: EstimatorTranslator {
  let classes = ["sklearn.naive_bayes.GaussianNB"]

  func methods(
    of estimator: Estimator, on features: Features, in context: inout TranslationContext
  ) throws -> [EstimatorMethod] {
    let labels = try estimator.labels()
    let width = features.count
    let count = labels.count * width
    let means = try estimator.numbers("theta_", count: count)
    // Before 1.0 variances were called sigma_.
    let variances = try estimator.numbers(
      estimator["var_"] == nil ? "sigma_" : "var_", count: count)
    let priors = try estimator.numbers("class_prior_", count: labels.count)
    let offsets = priors.enumerated().map { place, prior in
      let logarithms = variances[place * width..<(place + 1) * width].map { log(2 * .pi * $0) }
      return log(prior) - 0.5 * logarithms.reduce(0, +)
    }
    let operation = QuadraticScores(
      means: means, scale: .variances(values: variances), offsets: offsets, weight: -0.5,
      featureCount: width)
    let table = try context.doubles(features, for: estimator)
    return try context.bayes(
      context.apply(operation, to: table, from: estimator), labels, for: estimator)
  }
}

/// Translates `MultinomialNB`, `ComplementNB` and `BernoulliNB`, which are linear in the counts.
struct CountBayesTranslator: EstimatorTranslator {
  let classes = ["MultinomialNB", "ComplementNB", "BernoulliNB"].map { "sklearn.naive_bayes.\($0)" }

  func methods(
    of estimator: Estimator, on features: Features, in context: inout TranslationContext
  ) throws -> [EstimatorMethod] {
    let labels = try estimator.labels()
    let width = features.count
    var weights = try estimator.numbers("feature_log_prob_", count: labels.count * width)
    var bias = try estimator.numbers("class_log_prior_", count: labels.count)
    var table = try context.doubles(features, for: estimator)
    switch estimator.className {
    case "ComplementNB" where labels.count > 1:
      bias = Array(repeating: 0, count: labels.count)
    case "BernoulliNB":
      if estimator.optional("binarize") != nil {
        let threshold = try estimator.number("binarize")
        table = try context.apply(
          Link(.step(threshold: threshold)), to: table, from: estimator)
      }
      let absent = weights.map { log(1 - exp($0)) }
      weights = zip(weights, absent).map { $0 - $1 }
      for place in bias.indices {
        bias[place] += absent[place * width..<(place + 1) * width].reduce(0, +)
      }
    default: break
    }
    let operation = Linear(weights: weights, featureCount: width, bias: bias)
    return try context.bayes(
      context.apply(operation, to: table, from: estimator), labels, for: estimator)
  }
}

/// Translates `CategoricalNB`, which looks categories up.
struct CategoricalBayesTranslator: EstimatorTranslator {
  let classes = ["sklearn.naive_bayes.CategoricalNB"]

  func methods(
    of estimator: Estimator, on features: Features, in context: inout TranslationContext
  ) throws -> [EstimatorMethod] {
    let labels = try estimator.labels()
    let tables = try estimator.list("feature_log_prob_").enumerated().map { place, value in
      let name = "feature_log_prob_[\(place)]"
      let cells = try estimator.numbers(in: value, at: name)
      guard !cells.isEmpty, cells.count % labels.count == 0 else {
        throw estimator.malformed(
          name, found: "\(cells.count) numbers",
          expected: "some for each of \(labels.count) classes")
      }
      let columns = cells.count / labels.count
      return Matrix(rows: labels.count, columns: columns, values: cells).transposed.values
    }
    let operation = CategoryScores(
      tables: tables, base: try estimator.numbers("class_log_prior_", count: labels.count))
    return try context.bayes(
      context.apply(operation, to: features.table, from: estimator), labels, for: estimator)
  }
}
