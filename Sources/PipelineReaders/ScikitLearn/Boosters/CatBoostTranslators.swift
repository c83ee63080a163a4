// CatBoost's estimators in pickles: a serialised model among the parameters.

import Pipelines
import Tensors

/// Translates CatBoost's estimators.
struct CatBoostTranslator: EstimatorTranslator {
  let classes = [
    "CatBoostClassifier", "CatBoostRegressor", "CatBoostRanker", "CatBoost",
  ].map { "catboost.core.\($0)" }

  let limits = [
    EstimatorLimit(
      "text_features, embedding_features", "their dictionaries and estimators are not read"),
    EstimatorLimit(
      "floating-point numbers as categories", "CatBoost itself takes only text and whole numbers"),
  ]

  func allowsMissing(_ estimator: Estimator) -> Bool { true }

  func inputColumns(of estimator: Estimator, _ models: BoosterModels) throws -> [InputColumn]? {
    try models.catboost(of: estimator).inputColumns()
  }

  func methods(
    of estimator: Estimator, on features: Features, in context: inout TranslationContext
  ) throws -> [EstimatorMethod] {
    let model = try context.boosters.catboost(of: estimator)
    guard model.columnCount == features.count else {
      throw estimator.malformed(
        "__model", found: "\(model.columnCount) features", expected: "\(features.count)")
    }
    try requireColumns(of: model, features, by: estimator, in: &context)
    let use: CatBoostUse =
      switch estimator.className {
      case "CatBoostClassifier": .classifier
      case "CatBoostRegressor": .regressor
      default: .plain
      }
    let origin = estimator.origin
    return try context.extend { pipeline in
      let scores = try CatBoostScores(model, of: features.table, into: &pipeline, origin: origin)
      return try scores.methods(as: use, into: &pipeline)
    }
  }

  /// Asks for text where the model has categories, unless integers or truth values come there.
  private func requireColumns(
    of model: CatBoostModel, _ features: Features, by estimator: Estimator,
    in context: inout TranslationContext
  ) throws {
    var types = [DType?](repeating: nil, count: features.count)
    for feature in model.numbers { types[feature.flatIndex] = .f64 }
    let found = context.types(of: features)
    for feature in model.categories where ![.i64, .bool].contains(found[feature.flatIndex]) {
      types[feature.flatIndex] = .string
    }
    try context.require(types, of: features, by: estimator)
    for feature in model.categories {
      let column = features.columns[feature.flatIndex]
      context.forbidMissing(in: Features(table: features.table, columns: [column]))
    }
  }
}
