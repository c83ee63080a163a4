// The methods that classifiers share: labels from scores, and probabilities by class.

import Pipelines
import Tensors

extension TranslationContext {
  /// `features` as doubles: numpy's product of 32-bit features and 64-bit weights is one of 64 bits.
  mutating func doubles(
    _ features: Features, for estimator: Estimator
  ) throws -> TableReference {
    guard pipeline.type(of: features.table).uniformDType == .f32 else { return features.table }
    return try apply(CastColumns(to: .f64), to: features.table, from: estimator)
  }

  /// The probabilities of both classes from that of the second.
  mutating func complement(
    _ probability: TableReference, for estimator: Estimator
  ) throws -> TableReference {
    try apply(Link(.complement), to: probability, from: estimator)
  }

  /// The class that `scores` decide for: with one column, the second of two where it is above 0,
  /// otherwise that of the first largest.
  mutating func decide(
    _ labels: ClassLabels, by scores: TableReference, rule: DecideClass.Rule? = nil,
    for estimator: Estimator
  ) throws -> TableReference {
    let isSingle = pipeline.type(of: scores).width == 1 && labels.count == 2
    let rule = rule ?? (isSingle ? .above(0) : .largest)
    return try apply(DecideClass(labels: labels, rule: rule), to: scores, from: estimator)
  }

  /// The method `decision_function`: one column for two classes, otherwise one a class.
  func decisionFunction(_ scores: TableReference, _ labels: ClassLabels) -> EstimatorMethod {
    if pipeline.type(of: scores).width == 1 { return EstimatorMethod("decision_function", scores) }
    return EstimatorMethod("decision_function", scores, columns: labels.names)
  }

  /// The methods `predict` and, where there are probabilities, `predict_proba`.
  func predictions(
    _ classes: TableReference, probabilities: TableReference? = nil, _ labels: ClassLabels
  ) -> [EstimatorMethod] {
    var methods = [EstimatorMethod("predict", classes, isDefault: true)]
    if let probabilities {
      methods.append(
        EstimatorMethod(
          "predict_proba", probabilities, columns: labels.names, isDefault: true))
    }
    return methods
  }

  /// The method `predict` of a regressor: one column, or several that are numbered.
  func regression(_ values: TableReference, isSingle: Bool) -> [EstimatorMethod] {
    if isSingle { return [EstimatorMethod("predict", values, isDefault: true)] }
    let numbers = (0..<pipeline.type(of: values).width).map(String.init)
    return [EstimatorMethod("predict", values, columns: numbers, isDefault: true)]
  }
}
