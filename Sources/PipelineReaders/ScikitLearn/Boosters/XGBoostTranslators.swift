// XGBoost's scikit-learn estimators: a booster, and what the wrapper does around it.

import Pipelines
import Tensors

/// Translates XGBoost's regressors and rankers.
struct XGBoostRegressorTranslator: EstimatorTranslator {
  let classes = ["XGBRegressor", "XGBRFRegressor", "XGBRanker"].map { "xgboost.sklearn.\($0)" }

  func allowsMissing(_ estimator: Estimator) -> Bool { true }

  func inputColumns(of estimator: Estimator, _ models: BoosterModels) throws -> [InputColumn]? {
    try models.xgboost(of: estimator).features.map(\.inputColumn)
  }

  func methods(
    of estimator: Estimator, on features: Features, in context: inout TranslationContext
  ) throws -> [EstimatorMethod] {
    let boosted = try XGBoostScores(of: estimator, on: features, in: &context)
    let isSingle = context.pipeline.type(of: boosted.predictions).width == 1
    return context.regression(boosted.predictions, isSingle: isSingle) + boosted.otherMethods
  }
}

/// Translates XGBoost's classifiers.
struct XGBoostClassifierTranslator: EstimatorTranslator {
  let classes = ["XGBClassifier", "XGBRFClassifier"].map { "xgboost.sklearn.\($0)" }

  func allowsMissing(_ estimator: Estimator) -> Bool { true }

  func inputColumns(of estimator: Estimator, _ models: BoosterModels) throws -> [InputColumn]? {
    try models.xgboost(of: estimator).features.map(\.inputColumn)
  }

  func methods(
    of estimator: Estimator, on features: Features, in context: inout TranslationContext
  ) throws -> [EstimatorMethod] {
    let labels = try labels(of: estimator)
    let boosted = try XGBoostScores(of: estimator, on: features, in: &context)
    let width = boosted.model.outputCount
    if width > 1, labels.count == 2 {
      return try labelled(boosted, width, of: estimator, in: &context) + boosted.otherMethods
    }
    guard width == (labels.count == 2 ? 1 : labels.count) else {
      throw estimator.malformed(
        "_Booster", found: "a model of \(width) classes", expected: "\(labels.count) classes")
    }
    if width == 1 {
      let decided = try context.decide(
        labels, by: boosted.predictions, rule: .above(0.5), for: estimator)
      let probabilities = try context.complement(boosted.predictions, for: estimator)
      return context.predictions(decided, probabilities: probabilities, labels)
        + boosted.otherMethods
    }
    // A model that predicts class numbers gives its margins for probabilities.
    let isNumber = boosted.model.objective.transform == .classNumber
    let probabilities =
      isNumber
      ? try context.apply(Link(.softmax), to: boosted.margins, from: estimator)
      : boosted.predictions
    let decided = try context.decide(
      labels, by: isNumber ? boosted.margins : probabilities, rule: .largest, for: estimator)
    return context.predictions(decided, probabilities: probabilities, labels) + boosted.otherMethods
  }

  /// The classes: by a label encoder in old files, then by an attribute, then by their number.
  private func labels(of estimator: Estimator) throws -> ClassLabels {
    if estimator.optional("_le") != nil { return try estimator.part("_le").labels() }
    if estimator.optional("classes_") != nil { return try estimator.labels() }
    let count = try estimator.integer("n_classes_")
    guard (2...1 << 20).contains(count) else {
      throw estimator.malformed("n_classes_", found: "\(count)", expected: "2 or more")
    }
    return .integers(Array(0..<count))
  }

  /// The methods of a model that decides for or against each of several labels.
  private func labelled(
    _ boosted: XGBoostScores, _ width: Int, of estimator: Estimator,
    in context: inout TranslationContext
  ) throws -> [EstimatorMethod] {
    let decisions = try (0..<width).map { index in
      let column = try context.apply(
        SelectColumns(indices: [index]), to: boosted.predictions, from: estimator)
      return try context.decide(.doubles([0, 1]), by: column, rule: .above(0.5), for: estimator)
    }
    let decided = try context.apply(ConcatenateColumns(), to: decisions, from: estimator)
    let numbers = (0..<width).map(String.init)
    return [
      EstimatorMethod("predict", decided, columns: numbers, isDefault: true),
      EstimatorMethod("predict_proba", boosted.predictions, columns: numbers, isDefault: true),
    ]
  }
}

/// A booster in the pipeline, as the wrapper uses it.
private struct XGBoostScores {
  /// The booster.
  let model: XGBoostModel
  /// What it sums up.
  let margins: TableReference
  /// What its objective makes of the margins.
  let predictions: TableReference
  /// The methods `margin` (`output_margin`) and, unless the booster is linear, `apply` and `leaf`.
  let otherMethods: [EstimatorMethod]

  init(
    of estimator: Estimator, on features: Features, in context: inout TranslationContext
  ) throws {
    var model = try context.boosters.xgboost(of: estimator)
    guard model.features.count == features.count else {
      throw estimator.malformed(
        "_Booster", found: "\(model.features.count) features", expected: "\(features.count)")
    }
    // What the codes stand for may be known to an earlier step only.
    for (index, column) in features.columns.enumerated()
    where model.features[index].values == .codes {
      if let categories = column.categories {
        model.features[index].values = .categories(categories)
      }
    }
    self.model = model
    let table = try Self.numbers(features, model, of: estimator, in: &context)
    // Early stopping keeps all rounds in the file; the wrapper uses those up to the best.
    let rounds =
      try estimator.roundLimit("ntree_limit").map { 0..<$0 }
      ?? model.bestIteration.flatMap { $0 >= 0 && $0 < Int.max ? 0..<$0 + 1 : nil }
    let origin = estimator.origin
    let margins = try context.extend {
      try model.margins(of: table, iterations: rounds, into: &$0, origin: origin)
    }
    self.margins = margins
    predictions = try context.extend {
      try model.predictions(fromMargins: margins, into: &$0, origin: origin)
    }
    let leaves = try context.extend {
      try model.leaves(of: table, iterations: rounds, into: &$0, origin: origin)
    }
    let numbers = (0..<model.outputCount).map(String.init)
    var methods = [
      model.outputCount == 1
        ? EstimatorMethod("margin", margins) : EstimatorMethod("margin", margins, columns: numbers)
    ]
    if let leaves {
      let trees = (0..<context.pipeline.type(of: leaves).width).map(String.init)
      methods += ["apply", "leaf"].map { EstimatorMethod($0, leaves, columns: trees) }
    }
    otherMethods = methods
  }

  /// The features as numbers, with NaN for what the wrapper takes for missing.
  private static func numbers(
    _ features: Features, _ model: XGBoostModel, of estimator: Estimator,
    in context: inout TranslationContext
  ) throws -> TableReference {
    try context.require(model.features.map(\.dtype), of: features, by: estimator)
    var table = try context.extend {
      try model.codes(of: features.table, into: &$0, origin: estimator.origin)
    }
    let missing = [CellValue](repeating: .missing, count: features.count)
    // A zero is not in a sparse matrix, and what is not in it is missing.
    if features.isSparse {
      guard !context.storesSomeZeros else {
        throw estimator.unsupported(
          "hashes of opposite signs leave zeros among the entries of a sparse matrix, which are no "
            + "missing values to XGBoost, while other zeros are; use alternate_sign=False")
      }
      let values = features.columns.map { $0.storesZeros ? CellValue.number(0) : .missing }
      table = try context.apply(
        FillMissing(marker: .number(0), values: values), to: table, from: estimator)
    }
    guard let marker = estimator.optional("missing") else { return table }
    guard let number = marker.number else {
      throw estimator.malformed("missing", found: marker.summary, expected: "a number")
    }
    if number.isNaN { return table }
    table = try context.apply(CastColumns(to: .f32), to: table, from: estimator)
    return try context.apply(
      FillMissing(marker: .number(Double(Float(number))), values: missing), to: table,
      from: estimator)
  }
}
