// Classes told apart by several binary estimators: `OneVsOneClassifier`, `OutputCodeClassifier`.

import Pipelines

/// Translates `OneVsOneClassifier`.
struct OneVersusOneTranslator: EstimatorTranslator {
  let classes = ["sklearn.multiclass.OneVsOneClassifier"]

  let limits = [
    EstimatorLimit("precomputed kernels", "each estimator takes columns for rows of its own")
  ]

  func allowsMissing(_ estimator: Estimator) -> Bool { true }

  func methods(
    of estimator: Estimator, on features: Features, in context: inout TranslationContext
  ) throws -> [EstimatorMethod] {
    guard estimator.optional("pairwise_indices_") == nil else {
      throw estimator.unsupported(
        "estimators with a precomputed kernel; fit it with a kernel by name")
    }
    let labels = try estimator.labels()
    let inner = try context.inner(list: "estimators_", of: estimator, on: features)
    let places = try inner.map { try context.places(of: $0, among: .integers([0, 1])) }
    let scores = try inner.map { try context.binaryScore(of: $0) }
    var votes = try context.apply(
      PairwiseClasses(classCount: labels.count, standing: .scores),
      to: context.join(scores.map(\.table), for: estimator),
      context.join(places, for: estimator), from: estimator)
    guard labels.count == 2 else {
      let decided = try context.decide(labels, by: votes, for: estimator)
      return context.predictions(decided, labels) + [context.decisionFunction(votes, labels)]
    }
    votes = try context.apply(SelectColumns(indices: [1]), to: votes, from: estimator)
    let threshold = estimator.isBefore(1, 1) ? 0 : scores[0].threshold
    let decided = try context.decide(
      labels, by: votes, rule: .above(threshold), for: estimator)
    return context.predictions(decided, labels) + [context.decisionFunction(votes, labels)]
  }
}

/// Translates `OutputCodeClassifier`: the class whose code is nearest.
struct OutputCodeTranslator: EstimatorTranslator {
  let classes = ["sklearn.multiclass.OutputCodeClassifier"]

  func allowsMissing(_ estimator: Estimator) -> Bool { true }

  func methods(
    of estimator: Estimator, on features: Features, in context: inout TranslationContext
  ) throws -> [EstimatorMethod] {
    let labels = try estimator.labels()
    let inner = try context.inner(list: "estimators_", of: estimator, on: features)
    let codes = try estimator.matrix("code_book_", columns: inner.count)
    let scores = try inner.map { try context.binaryScore(of: $0).table }
    let table = try context.join(scores, for: estimator)
    // The nearest code c of a row y has the largest 2 y·c - c·c: what is left of the distance is the
    // row's own.
    let nearness = Linear(
      weights: codes.values.map { 2 * $0 }, featureCount: codes.columns,
      bias: (0..<codes.rows).map { row in -codes.row(row).reduce(0) { $0 + $1 * $1 } })
    let wide = try context.apply(CastColumns(to: .f64), to: table, from: estimator)
    let near = try context.apply(nearness, to: wide, from: estimator)
    let decided = try context.decide(labels, by: near, rule: .largest, for: estimator)
    return context.predictions(decided, labels)
  }
}
