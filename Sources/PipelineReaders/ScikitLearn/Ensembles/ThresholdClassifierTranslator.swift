// Classifiers with a threshold of their own: `FixedThresholdClassifier`, `TunedThresholdClassifierCV`.

import Pipelines

/// Translates classifiers of two classes that decide by a threshold.
struct ThresholdClassifierTranslator: EstimatorTranslator {
  let classes = ["FixedThresholdClassifier", "TunedThresholdClassifierCV"].map {
    "sklearn.model_selection.\($0)"
  }

  let limits = [
    EstimatorLimit(
      "scoring by a function of the user's",
      "which class its pos_label is by default is not in the file; give make_scorer a pos_label")
  ]

  func allowsMissing(_ estimator: Estimator) -> Bool { true }

  func methods(
    of estimator: Estimator, on features: Features, in context: inout TranslationContext
  ) throws -> [EstimatorMethod] {
    let name = estimator.optional("estimator_") == nil ? "estimator" : "estimator_"
    let inner = try context.inner(estimator.part(name), on: features)
    let labels = try context.decision(of: inner).operation.labels
    guard labels.count == 2 else {
      throw estimator.malformed(
        "classes_", found: "\(labels.count) classes", expected: "two classes")
    }
    let positive = try positivePlace(of: estimator, among: labels)
    let (scores, standard) = try self.scores(
      of: inner, positive: positive ?? 1, for: estimator, in: &context)
    let isTuned = estimator.className == "TunedThresholdClassifierCV"
    let threshold = isTuned ? "best_threshold_" : "threshold"
    let decided = try context.decide(
      labels.selecting(positive == 0 ? [1, 0] : [0, 1]), by: scores,
      rule: .atLeast(
        estimator[threshold]?.text == "auto" ? standard : estimator.number(threshold)),
      for: estimator)
    let rest = ["predict_proba", "predict_log_proba", "decision_function"]
    return [EstimatorMethod("predict", decided, isDefault: true)]
      + inner.methods.filter { rest.contains($0.name) }
  }

  /// The score that is compared, with the threshold that is usual for it.
  private func scores(
    of inner: InnerEstimator, positive: Int, for estimator: Estimator,
    in context: inout TranslationContext
  ) throws -> (table: TableReference, threshold: Double) {
    let name: String
    switch try estimator.text("response_method") {
    case "auto": name = inner["predict_proba"] == nil ? "decision_function" : "predict_proba"
    case let method: name = method
    }
    let table = try inner.table(name)
    guard context.pipeline.type(of: table).width == (name == "predict_proba" ? 2 : 1) else {
      throw inner.estimator.unsupported("\(name) of a classifier of two classes is needed here")
    }
    if name == "predict_proba" {
      return (
        try context.apply(SelectColumns(indices: [positive]), to: table, from: estimator), 0.5
      )
    }
    if positive == 1 { return (table, 0) }
    return (try context.apply(Link(.negate), to: table, from: estimator), 0)
  }

  /// The place of the class that scores speak for; `nil` where none was said, which means the second.
  private func positivePlace(
    of estimator: Estimator, among labels: ClassLabels
  ) throws -> Int? {
    guard let value = try positiveLabel(of: estimator), !value.isNone else { return nil }
    let label = try estimator.labels(in: .list(InertSequence([value])), at: "pos_label")
    guard let place = label.places(among: labels)?.first else {
      throw estimator.malformed(
        "pos_label", found: value.summary, expected: "one of \(labels.names)")
    }
    return place
  }

  /// What `pos_label` is; of a tuned classifier its metric's, by the metric's default where it is not
  /// given.
  private func positiveLabel(of estimator: Estimator) throws -> InertValue? {
    if estimator.className == "FixedThresholdClassifier" { return estimator["pos_label"] }
    let scorer = try estimator.part("_curve_scorer")
    if case .dictionary(let arguments)? = scorer["_kwargs"], let given = arguments["pos_label"] {
      return given
    }
    guard case .global(let function)? = scorer["_score_func"],
      function.module.hasPrefix("sklearn.metrics")
    else {
      throw scorer.unsupported(
        "the score is a function of the user's, whose default pos_label is not in the file; give "
          + "make_scorer a pos_label and fit again")
    }
    let metricsOfClassOne = [
      "average_precision_score", "f1_score", "fbeta_score", "jaccard_score", "precision_score",
      "recall_score",
    ]
    return metricsOfClassOne.contains(function.name) ? .int(1) : nil
  }
}
