// Predictors that ignore the features: `DummyClassifier` and `DummyRegressor`.

import Pipelines

/// Translates `DummyClassifier` with the strategies that do not draw at random.
struct DummyClassifierTranslator: EstimatorTranslator {
  let classes = ["sklearn.dummy.DummyClassifier"]

  func allowsMissing(_ estimator: Estimator) -> Bool { true }

  func methods(
    of estimator: Estimator, on features: Features, in context: inout TranslationContext
  ) throws -> [EstimatorMethod] {
    let labels = try estimator.labels()
    let table = try context.apply(
      ConstantColumns(values: try Self.probabilities(of: estimator)), to: features.table,
      from: estimator)
    let decided = try context.decide(labels, by: table, rule: .largest, for: estimator)
    return context.predictions(decided, probabilities: table, labels)
  }

  /// The probability of each class, the same for every row.
  static func probabilities(of estimator: Estimator) throws -> [Double] {
    guard try estimator.integer("n_outputs_", default: 1) == 1 else {
      throw estimator.unsupported("several outputs; use one dummy for each")
    }
    let labels = try estimator.labels()
    let prior = try estimator.numbers("class_prior_", count: labels.count)
    let chosen: Int
    switch try estimator.text("strategy") {
    case "prior": return prior
    case "most_frequent": chosen = prior.firstIndex(of: prior.max() ?? 0) ?? 0
    case "constant":
      let constant = try estimator.labels(
        in: .list(InertSequence(Self.flattened(estimator.value("constant")))), at: "constant")
      guard let place = labels.names.firstIndex(of: constant.names[0]) else {
        throw estimator.malformed("constant", found: "no class", expected: "one of classes_")
      }
      chosen = place
    case let strategy:
      throw estimator.unsupported("strategy='\(strategy)' draws at random; use strategy='prior'")
    }
    return prior.indices.map { $0 == chosen ? 1 : 0 }
  }

  private static func flattened(_ value: InertValue) -> [InertValue] { value.sequence ?? [value] }
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
