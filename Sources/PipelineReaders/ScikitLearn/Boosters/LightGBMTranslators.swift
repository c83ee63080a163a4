// LightGBM's scikit-learn estimators: a booster, and what the wrapper does around it.

import Pipelines
import Tensors

/// Translates LightGBM's regressors and rankers.
struct LightGBMRegressorTranslator: EstimatorTranslator {
  let classes = ["LGBMRegressor", "LGBMRanker"].map { "lightgbm.sklearn.\($0)" }

  func allowsMissing(_ estimator: Estimator) -> Bool { true }

  func inputColumns(of estimator: Estimator, _ models: BoosterModels) throws -> [InputColumn]? {
    try models.lightgbm(of: estimator).wrapperColumns(of: estimator)
  }

  func methods(
    of estimator: Estimator, on features: Features, in context: inout TranslationContext
  ) throws -> [EstimatorMethod] {
    let boosted = try LightGBMScores(of: estimator, on: features, in: &context)
    let isSingle = boosted.model.outputCount == 1
    return context.regression(boosted.predictions, isSingle: isSingle)
      + boosted.otherMethods(in: context)
  }
}

/// Translates LightGBM's classifier.
struct LightGBMClassifierTranslator: EstimatorTranslator {
  let classes = ["lightgbm.sklearn.LGBMClassifier"]

  func allowsMissing(_ estimator: Estimator) -> Bool { true }

  func inputColumns(of estimator: Estimator, _ models: BoosterModels) throws -> [InputColumn]? {
    try models.lightgbm(of: estimator).wrapperColumns(of: estimator)
  }

  func methods(
    of estimator: Estimator, on features: Features, in context: inout TranslationContext
  ) throws -> [EstimatorMethod] {
    let labels =
      estimator.optional("_classes") != nil
      ? try estimator.labels("_classes") : try estimator.part("_le").labels()
    let boosted = try LightGBMScores(of: estimator, on: features, in: &context)
    let width = boosted.model.outputCount
    // After code of the user's for an objective, all methods give the scores.
    if let objective = estimator.optional("_objective"), objective.text == nil {
      let isSingle = width == 1
      let scores = context.regression(boosted.predictions, isSingle: isSingle)
      let probabilities = scores.map {
        EstimatorMethod(
          "predict_proba", $0.table, suffixes: $0.suffixes, isDefault: $0.isDefault)
      }
      let decision =
        scores
        .filter { _ in Self.hasDecisionFunction(estimator) }
        .map { EstimatorMethod("decision_function", $0.table, suffixes: $0.suffixes) }
      return scores + probabilities + decision + boosted.otherMethods(in: context)
    }
    guard width == (labels.count == 2 ? 1 : labels.count) else {
      throw estimator.malformed(
        "_Booster", found: "a model of \(width) classes", expected: "\(labels.count) classes")
    }
    let probabilities =
      width == 1
      ? try context.complement(boosted.predictions, for: estimator) : boosted.predictions
    let decided = try context.decide(labels, by: probabilities, rule: .largest, for: estimator)
    let decision =
      Self.hasDecisionFunction(estimator) ? [context.decisionFunction(boosted.scores, labels)] : []
    return context.predictions(decided, probabilities: probabilities, labels) + decision
      + boosted.otherMethods(in: context)
  }

  /// Whether the release of LightGBM that wrote the file had the method.
  ///
  /// Those from 4.7 have it, which are the ones that keep whether features had names. Estimators around
  /// it, such as calibrators, were fitted on what it gives where it is there, and otherwise on
  /// probabilities.
  private static func hasDecisionFunction(_ estimator: Estimator) -> Bool {
    estimator.optional("_fitted_with_feature_names") != nil
  }
}

/// A booster in the pipeline, as the wrapper uses it.
private struct LightGBMScores {
  /// The booster.
  let model: LightGBMModel
  /// What it sums up.
  let scores: TableReference
  /// What its objective makes of the scores.
  let predictions: TableReference
  /// The leaves of the trees; `nil` without trees.
  let leaves: TableReference?

  /// The methods that are `predict` with `raw_score` and `pred_leaf`.
  func otherMethods(in context: TranslationContext) -> [EstimatorMethod] {
    let width = model.outputCount
    let raw =
      width == 1
      ? EstimatorMethod("raw", scores)
      : EstimatorMethod("raw", scores, columns: (0..<width).map(String.init))
    guard let leaves else { return [raw] }
    let trees = (0..<context.pipeline.type(of: leaves).width).map(String.init)
    return [raw] + ["apply", "leaf"].map { EstimatorMethod($0, leaves, columns: trees) }
  }

  init(
    of estimator: Estimator, on features: Features, in context: inout TranslationContext
  ) throws {
    let model = try context.boosters.lightgbm(of: estimator)
    guard model.features.count == features.count else {
      throw estimator.malformed(
        "_Booster", found: "\(model.features.count) features", expected: "\(features.count)")
    }
    self.model = model
    try context.require(model.features.map(\.dtype), of: features, by: estimator)
    // Early stopping keeps all rounds in the file; the wrapper uses those up to the best.
    let best = try estimator.part("_Booster").optional("best_iteration")?.integer ?? 0
    let rounds =
      try estimator.roundLimit("num_iteration").map { 0..<$0 } ?? (best > 0 ? 0..<best : nil)
    let origin = estimator.origin
    let table = try context.extend {
      try model.codes(of: features.table, into: &$0, origin: origin)
    }
    let scores = try context.extend {
      try model.rawScores(of: table, iterations: rounds, into: &$0, origin: origin)
    }
    self.scores = scores
    predictions = try context.extend {
      try model.predictions(fromRawScores: scores, iterations: rounds, into: &$0, origin: origin)
    }
    leaves = try context.extend {
      try model.leaves(of: table, iterations: rounds, into: &$0, origin: origin)
    }
  }
}

extension LightGBMModel {
  /// The input columns, unnamed where the model was fitted on an array: LightGBM then made up names.
  fileprivate func wrapperColumns(of estimator: Estimator) throws -> [InputColumn] {
    let madeUp = features.indices.allSatisfy { features[$0].name == "Column_\($0)" }
    return features.map { feature in
      var column = feature.inputColumn
      if madeUp { column.name = nil }
      return column
    }
  }
}
