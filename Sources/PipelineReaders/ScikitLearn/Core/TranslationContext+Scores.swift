// Methods that models of several families derive from scores in the same way.

import Pipelines

extension TranslationContext {
  /// `predict`, `predict_proba` and `predict_log_proba` of a classifier whose scores are the logarithms of
  /// probabilities up to a constant of the row.
  mutating func logarithmicPredictions(
    _ scores: TableReference, _ labels: ClassLabels, for estimator: Estimator
  ) throws -> [EstimatorMethod] {
    let decided = try decide(labels, by: scores, rule: .largest, for: estimator)
    let logarithms = try apply(Link(.logSoftmax), to: scores, from: estimator)
    let probabilities = try apply(Link(.exponential), to: logarithms, from: estimator)
    return predictions(decided, probabilities: probabilities, labels)
      + [EstimatorMethod("predict_log_proba", logarithms, columns: labels.names)]
  }

  /// The method `predict_log_proba`: the logarithms of probabilities.
  mutating func logarithms(
    of probabilities: TableReference, _ labels: ClassLabels, for estimator: Estimator
  ) throws -> EstimatorMethod {
    let table = try apply(ElementwiseFunction(.log), to: probabilities, from: estimator)
    return EstimatorMethod("predict_log_proba", table, columns: labels.names)
  }

  /// `predict`, `decision_function` and `score_samples` of a detector of outliers, which calls a row an
  /// inlier (1) or an outlier (-1) by its score and a threshold.
  mutating func outlierMethods(
    score: TableReference, offset: Double, rule: DecideClass.Rule = .atLeast(0),
    for estimator: Estimator
  ) throws -> [EstimatorMethod] {
    let decision = try apply(
      AffineColumns(scale: [1], shift: [-offset]), to: score, from: estimator)
    let decided = try decide(.integers([-1, 1]), by: decision, rule: rule, for: estimator)
    return [
      EstimatorMethod("predict", decided, isDefault: true),
      EstimatorMethod("decision_function", decision), EstimatorMethod("score_samples", score),
    ]
  }

  /// `predict` and `predict_proba` of several outputs, whose probabilities stand side by side.
  mutating func predictions(
    ofSeveral outputs: [ClassLabels], _ probabilities: TableReference, for estimator: Estimator
  ) throws -> [EstimatorMethod] {
    var decisions: [TableReference] = []
    var suffixes: [String] = []
    var start = 0
    for (number, labels) in outputs.enumerated() {
      let columns = try apply(
        SelectColumns(indices: Array(start..<start + labels.count)), to: probabilities,
        from: estimator)
      decisions.append(try decide(labels, by: columns, rule: .largest, for: estimator))
      suffixes += labels.names.map { "[\(number)][\($0)]" }
      start += labels.count
    }
    let decided = try apply(ConcatenateColumns(), to: decisions, from: estimator)
    return [
      EstimatorMethod(
        "predict", decided, columns: outputs.indices.map(String.init), isDefault: true),
      EstimatorMethod("predict_proba", probabilities, suffixes: suffixes, isDefault: true),
    ]
  }
}
