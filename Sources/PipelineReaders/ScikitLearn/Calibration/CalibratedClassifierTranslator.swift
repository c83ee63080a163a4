// Probabilities put right: `CalibratedClassifierCV`.

import Pipelines
import Tensors

/// Translates `CalibratedClassifierCV`: the mean of calibrated classifiers.
struct CalibratedClassifierTranslator: EstimatorTranslator {
  let classes = ["sklearn.calibration.CalibratedClassifierCV"]

  func allowsMissing(_ estimator: Estimator) -> Bool { true }

  func methods(
    of estimator: Estimator, on features: Features, in context: inout TranslationContext
  ) throws -> [EstimatorMethod] {
    let labels = try estimator.labels()
    let calibrated = try estimator.parts("calibrated_classifiers_").map { part in
      try probabilities(of: part, labels, on: features, in: &context)
    }
    let mean = try context.mean(of: calibrated, for: estimator)
    let decided = try context.decide(labels, by: mean, rule: .largest, for: estimator)
    return context.predictions(decided, probabilities: mean, labels)
  }

  /// What one classifier with its calibrators says.
  private func probabilities(
    of part: Estimator, _ labels: ClassLabels, on features: Features,
    in context: inout TranslationContext
  ) throws -> TableReference {
    let name = part.optional("estimator") == nil ? "base_estimator" : "estimator"
    let inner = try context.inner(part.part(name), on: features)
    let decision = inner["decision_function"]?.table
    var scores = try decision ?? inner.table("predict_proba")
    let isBinaryProbability = decision == nil && context.pipeline.type(of: scores).width == 2
    let calibrators = try part.parts(
      part.optional("calibrators") == nil ? "calibrators_" : "calibrators")
    if try part.text("method", default: "sigmoid") == "temperature" {
      let betas = try calibrators.map { try $0.number("beta_") }
      return try temperature(
        betas[0], scores, isProbability: decision == nil, for: part, in: &context)
    }
    if isBinaryProbability {
      scores = try context.apply(SelectColumns(indices: [1]), to: scores, from: part)
    }
    scores = try context.apply(CastColumns(to: .f64), to: scores, from: part)
    let inside = try context.classPlaces(
      of: context.decision(of: inner), among: labels, for: inner.estimator)
    return try calibrate(scores, calibrators, inside, labels, for: part, in: &context)
  }

  /// Each column of scores calibrated, and put where its class is.
  private func calibrate(
    _ scores: TableReference, _ calibrators: [Estimator], _ inside: [Int], _ labels: ClassLabels,
    for part: Estimator, in context: inout TranslationContext
  ) throws -> TableReference {
    let width = context.pipeline.type(of: scores).width
    let count = min(width, calibrators.count, inside.count)
    let each = try (0..<count).map { index in
      let column = try context.apply(SelectColumns(indices: [index]), to: scores, from: part)
      return try calibrators[index].calibrate(column, in: &context)
    }
    guard !each.isEmpty else { throw part.malformed("calibrators", found: "no calibrators") }
    if labels.count == 2 {
      // The one column is the second class's.
      return try context.complement(each[0], for: part)
    }
    let placed = try context.spread(
      context.join(each, for: part), to: Array(inside[..<count]), of: labels.count, for: part)
    return try context.apply(Link(.normalizeSum), to: placed, from: part)
  }

  /// `softmax(beta · logits)`, where the logits of probabilities are their logarithms.
  private func temperature(
    _ beta: Double, _ scores: TableReference, isProbability: Bool, for part: Estimator,
    in context: inout TranslationContext
  ) throws -> TableReference {
    var logits = try context.apply(CastColumns(to: .f64), to: scores, from: part)
    if isProbability {
      let width = context.pipeline.type(of: logits).width
      logits = try context.apply(
        AffineColumns(
          scale: Array(repeating: 1, count: width),
          shift: Array(repeating: Self.smallestProbability, count: width)),
        to: logits, from: part)
      logits = try context.apply(ElementwiseFunction(.log), to: logits, from: part)
    } else if context.pipeline.type(of: logits).width == 1 {
      let negative = try context.apply(Link(.negate), to: logits, from: part)
      logits = try context.apply(ConcatenateColumns(), to: negative, logits, from: part)
    }
    let width = context.pipeline.type(of: logits).width
    let scaled = try context.apply(
      AffineColumns(scale: Array(repeating: beta, count: width), shift: nil), to: logits,
      from: part)
    return try context.apply(Link(.softmax), to: scaled, from: part)
  }

  /// What is added to probabilities before their logarithm.
  private static let smallestProbability = 1e-12
}

extension Estimator {
  /// Appends what a calibrator makes of one column of scores.
  fileprivate func calibrate(
    _ scores: TableReference, in context: inout TranslationContext
  ) throws -> TableReference {
    switch className {
    case "IsotonicRegression":
      return try context.isotonic(scores, by: self)
    case "_SigmoidCalibration":
      let line = AffineColumns(scale: [try number("a_")], shift: [try number("b_")])
      let value = try context.apply(line, to: scores, from: self)
      return try context.apply(Link(.logistic(slope: -1)), to: value, from: self)
    default:
      throw unsupported("a calibrator of this class; use isotonic, sigmoid or temperature")
    }
  }
}
