// Predictors that ignore the features: `DummyClassifier` and `DummyRegressor`.

import Pipelines

/// Translates `DummyClassifier` with the strategies that do not draw at random.
struct DummyClassifierTranslator: EstimatorTranslator {
  let classes = ["sklearn.dummy.DummyClassifier"]

  let limits = [
    EstimatorLimit("strategy='stratified'", "classes and probabilities are drawn at random"),
    EstimatorLimit("predict with strategy='uniform'", "classes are drawn at random"),
  ]

  func allowsMissing(_ estimator: Estimator) -> Bool { true }

  func methods(
    of estimator: Estimator, on features: Features, in context: inout TranslationContext
  ) throws -> [EstimatorMethod] {
    let outputs = try Self.outputs(of: estimator)
    let isDrawn = try estimator.text("strategy") == "uniform"
    let tables = try outputs.map { output in
      try context.apply(
        ConstantColumns(values: output.probabilities), to: features.table, from: estimator)
    }
    let isSingle = try estimator.integer("n_outputs_", default: 1) == 1
    let suffixes = outputs.enumerated().flatMap { index, output in
      output.labels.names.map { isSingle ? "[\($0)]" : "[\(index)][\($0)]" }
    }
    let joined = try context.join(tables, for: estimator)
    let probabilities = EstimatorMethod(
      "predict_proba", joined, suffixes: suffixes, isDefault: true)
    if isDrawn { return [probabilities] }
    let decisions = try zip(outputs, tables).map { output, table in
      try context.decide(output.labels, by: table, rule: .largest, for: estimator)
    }
    let names = isSingle ? [""] : outputs.indices.map { "[\($0)]" }
    return [
      EstimatorMethod(
        "predict", try context.join(decisions, for: estimator), suffixes: names, isDefault: true),
      probabilities,
    ]
  }

  /// The probability of each class of a dummy of one target, the same for every row.
  static func probabilities(of estimator: Estimator) throws -> [Double] {
    let outputs = try outputs(of: estimator)
    guard outputs.count == 1 else {
      throw estimator.unsupported("several outputs where one is needed; use one dummy for each")
    }
    return outputs[0].probabilities
  }

  /// The classes of each target and their probabilities.
  private static func outputs(
    of estimator: Estimator
  ) throws -> [(labels: ClassLabels, probabilities: [Double])] {
    let count = try estimator.integer("n_outputs_", default: 1)
    if count == 1 {
      let constant = estimator["constant"].map { $0.sequence?.first ?? $0 }
      return [try output(of: estimator, "classes_", "class_prior_", constant)]
    }
    let labels = try estimator.list("classes_")
    let priors = try estimator.list("class_prior_")
    let constants = estimator.optional("constant")?.sequence ?? []
    guard labels.count == count, priors.count == count else {
      throw estimator.malformed(
        "classes_", found: "\(labels.count) targets", expected: "\(count)")
    }
    return try labels.indices.map { index in
      // A constant of several targets may be a column.
      let constant =
        constants.indices.contains(index)
        ? constants[index].sequence?.first ?? constants[index] : nil
      return try output(
        of: estimator, labels: estimator.labels(in: labels[index], at: "classes_[\(index)]"),
        prior: estimator.numbers(in: priors[index], at: "class_prior_[\(index)]"), constant)
    }
  }

  private static func output(
    of estimator: Estimator, _ labels: String, _ prior: String, _ constant: InertValue?
  ) throws -> (labels: ClassLabels, probabilities: [Double]) {
    try output(
      of: estimator, labels: estimator.labels(labels), prior: estimator.numbers(prior), constant)
  }

  private static func output(
    of estimator: Estimator, labels: ClassLabels, prior: [Double], _ constant: InertValue?
  ) throws -> (labels: ClassLabels, probabilities: [Double]) {
    guard prior.count == labels.count else {
      throw estimator.malformed(
        "class_prior_", found: "\(prior.count) numbers", expected: "\(labels.count)")
    }
    let chosen: Int
    switch try estimator.text("strategy") {
    case "prior": return (labels, prior)
    case "uniform":
      return (labels, prior.map { _ in 1 / Double(prior.count) })
    case "most_frequent": chosen = prior.firstIndex(of: prior.max() ?? 0) ?? 0
    case "constant":
      let value = try estimator.labels(
        in: .list(InertSequence([constant ?? InertValue.none])), at: "constant")
      guard let place = value.places(among: labels)?.first else {
        throw estimator.malformed("constant", found: "no class", expected: "one of classes_")
      }
      chosen = place
    case let strategy:
      throw estimator.unsupported("strategy='\(strategy)' draws at random; use strategy='prior'")
    }
    return (labels, prior.indices.map { $0 == chosen ? 1 : 0 })
  }
}

/// Translates `DummyRegressor`.
struct DummyRegressorTranslator: EstimatorTranslator {
  let classes = ["sklearn.dummy.DummyRegressor"]

  func allowsMissing(_ estimator: Estimator) -> Bool { true }

  func methods(
    of estimator: Estimator, on features: Features, in context: inout TranslationContext
  ) throws -> [EstimatorMethod] {
    let values = try estimator.numbers("constant_")
    let table = try context.apply(
      ConstantColumns(values: values), to: features.table, from: estimator)
    return context.regression(table, isSingle: values.count == 1)
  }
}
