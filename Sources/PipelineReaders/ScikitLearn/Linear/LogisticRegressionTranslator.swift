// Logistic regression: one model of all classes, or one model a class in older files.

import Pipelines

/// Translates `LogisticRegression` and `LogisticRegressionCV`.
struct LogisticRegressionTranslator: EstimatorTranslator {
  let classes = ["LogisticRegression", "LogisticRegressionCV"].map { "sklearn.linear_model.\($0)" }

  func methods(
    of estimator: Estimator, on features: Features, in context: inout TranslationContext
  ) throws -> [EstimatorMethod] {
    let labels = try estimator.labels()
    let (scores, _) = try context.linearScores(of: features, by: estimator)
    let probabilities: TableReference
    if try isOneVersusRest(estimator, labels) {
      probabilities = try context.oneVersusRest(scores, link: .logistic(slope: 1), for: estimator)
    } else {
      let isSingle = context.pipeline.type(of: scores).width == 1
      probabilities = try context.apply(
        Link(isSingle ? .softmaxOfSignedPair : .softmax), to: scores, from: estimator)
    }
    let decided = try context.decide(labels, by: scores, for: estimator)
    return context.predictions(decided, probabilities: probabilities, labels)
      + [context.decisionFunction(scores, labels)]
  }

  /// Whether probabilities are sigmoids that are normalised, and not a softmax.
  ///
  /// The parameter `multi_class` decided until 1.7; since then the number of classes does.
  private func isOneVersusRest(_ estimator: Estimator, _ labels: ClassLabels) throws -> Bool {
    switch try estimator.text("multi_class", default: "auto") {
    case "ovr", "warn": return true
    case "multinomial": return false
    case "auto", "deprecated":
      let solver = try estimator.text("solver")
      return labels.count <= 2 || solver == "liblinear"
        || (solver == "newton-cholesky" && estimator.isBefore(1, 6))
    case let value:
      throw estimator.malformed(
        "multi_class", found: "'\(value)'", expected: "'auto', 'ovr' or 'multinomial'")
    }
  }
}

extension TranslationContext {
  /// Probabilities of independent models of each class: of two classes from the one score of the
  /// second, of more normalised to sum 1.
  mutating func oneVersusRest(
    _ scores: TableReference, link: Link.Function, for estimator: Estimator
  ) throws -> TableReference {
    let each = try apply(Link(link), to: scores, from: estimator)
    if pipeline.type(of: scores).width == 1 { return try complement(each, for: estimator) }
    return try apply(Link(.normalizeSum), to: each, from: estimator)
  }
}
