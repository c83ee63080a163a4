// One binary estimator for each class or label: `OneVsRestClassifier`.

import Pipelines

/// Translates `OneVsRestClassifier`.
struct OneVersusRestTranslator: EstimatorTranslator {
  let classes = ["sklearn.multiclass.OneVsRestClassifier"]

  func allowsMissing(_ estimator: Estimator) -> Bool { true }

  func methods(
    of estimator: Estimator, on features: Features, in context: inout TranslationContext
  ) throws -> [EstimatorMethod] {
    let labels = try estimator.labels()
    let kind = try estimator.part("label_binarizer_").text("y_type_")
    let inner = try context.inner(list: "estimators_", of: estimator, on: features)
    let isSingle = inner.count == 1
    guard isSingle || inner.count == labels.count else {
      throw estimator.malformed(
        "estimators_", found: "\(inner.count) estimators", expected: "\(labels.count)")
    }
    let scores = try inner.map { try context.binaryScore(of: $0) }
    // A class that every row had, or none, is no classifier to scikit-learn.
    let threshold =
      inner[0].estimator.className == "_ConstantPredictor" ? 0.5 : scores[0].threshold
    let binary = BinaryEstimators(inner: inner, estimator: estimator)
    guard kind.hasPrefix("multilabel") else {
      guard kind == "multiclass" || isSingle else {
        throw estimator.malformed(
          "label_binarizer_.y_type_", found: "'\(kind)'", expected: "'binary' or 'multiclass'")
      }
      var methods = [EstimatorMethod]()
      if kind == "multiclass" {
        let decided = try decide(
          labels, by: scores.map(\.table), for: estimator, in: &context)
        methods = context.predictions(decided, labels)
      } else if labels.count == 1 {
        // Fitted on one class, which is what it predicts.
        let decided = try context.decide(
          labels, by: scores[0].table, rule: .largest, for: estimator)
        return context.predictions(decided, labels)
      } else {
        let decided = try context.decide(
          labels, by: scores[0].table, rule: .above(threshold), for: estimator)
        methods = context.predictions(decided, labels)
      }
      if let probabilities = try binary.probabilities(in: &context) {
        let complete =
          isSingle ? try context.complement(probabilities, for: estimator) : probabilities
        let normal = try context.apply(
          Link(.normalizeNonzeroSum), to: complete, from: estimator)
        methods.append(
          EstimatorMethod("predict_proba", normal, columns: labels.names, isDefault: true))
      }
      if let decisions = try binary.decisions(in: &context) {
        methods.append(context.decisionFunction(decisions, labels))
      }
      return methods
    }
    let decisions = try scores.map {
      try context.decide(
        .integers([0, 1]), by: $0.table, rule: .above(threshold), for: estimator)
    }
    var methods = [
      EstimatorMethod(
        "predict", try context.join(decisions, for: estimator),
        columns: inner.indices.map(String.init), isDefault: true)
    ]
    if let probabilities = try binary.probabilities(in: &context) {
      let complete =
        isSingle ? try context.complement(probabilities, for: estimator) : probabilities
      methods.append(
        EstimatorMethod(
          "predict_proba", complete, columns: isSingle ? ["0", "1"] : labels.names,
          isDefault: true))
    }
    if let decisions = try binary.decisions(in: &context) {
      methods.append(context.decisionFunction(decisions, labels))
    }
    return methods
  }

  /// The class of the largest score; of equal ones the last until 1.7, and the first since then.
  private func decide(
    _ labels: ClassLabels, by scores: [TableReference], for estimator: Estimator,
    in context: inout TranslationContext
  ) throws -> TableReference {
    let isLast = estimator.isBefore(1, 8)
    let table = try context.join(isLast ? scores.reversed() : scores, for: estimator)
    let order = Array(0..<labels.count)
    return try context.decide(
      labels.selecting(isLast ? order.reversed() : order), by: table, rule: .largest,
      for: estimator)
  }
}

/// The binary estimators of one against the rest, whose methods stand side by side.
private struct BinaryEstimators {
  let inner: [InnerEstimator]
  let estimator: Estimator

  /// The probability of each class by its own estimator; `nil` where an estimator has none.
  func probabilities(in context: inout TranslationContext) throws -> TableReference? {
    guard inner.allSatisfy({ $0["predict_proba"] != nil }) else { return nil }
    let columns = try inner.map { part in
      let table = try part.table("predict_proba")
      guard context.pipeline.type(of: table).width == 2 else {
        throw part.estimator.unsupported("a classifier of two classes is needed here")
      }
      return try context.apply(SelectColumns(indices: [1]), to: table, from: part.estimator)
    }
    return try context.join(columns, for: estimator)
  }

  /// The decision function of each class; `nil` where an estimator has none.
  func decisions(in context: inout TranslationContext) throws -> TableReference? {
    guard inner.allSatisfy({ $0["decision_function"] != nil }) else { return nil }
    return try context.join(
      inner.map { try $0.table("decision_function") }, for: estimator)
  }
}

/// Translates what stands in for the estimator of a class that every row had, or none.
struct ConstantPredictorTranslator: EstimatorTranslator {
  let classes = ["sklearn.multiclass._ConstantPredictor"]

  func allowsMissing(_ estimator: Estimator) -> Bool { true }

  func methods(
    of estimator: Estimator, on features: Features, in context: inout TranslationContext
  ) throws -> [EstimatorMethod] {
    let value = try estimator.numbers("y_", count: 1)[0]
    let constant = try context.apply(
      ConstantColumns(values: [value]), to: features.table, from: estimator)
    let probabilities = try context.apply(
      ConstantColumns(values: [1 - value, value]), to: features.table, from: estimator)
    return [
      EstimatorMethod("predict", constant, isDefault: true),
      EstimatorMethod("decision_function", constant),
      EstimatorMethod("predict_proba", probabilities, columns: ["0", "1"]),
    ]
  }
}
