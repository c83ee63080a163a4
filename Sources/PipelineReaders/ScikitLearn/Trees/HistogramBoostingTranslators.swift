// `HistGradientBoosting*`: boosted trees over doubles, with missing values and categories.

import Pipelines
import Tensors

/// Translates `HistGradientBoostingRegressor`.
struct HistogramBoostingRegressorTranslator: EstimatorTranslator {
  let classes = ["sklearn.ensemble.HistGradientBoostingRegressor"]

  func allowsMissing(_ estimator: Estimator) -> Bool { true }

  func methods(
    of estimator: Estimator, on features: Features, in context: inout TranslationContext
  ) throws -> [EstimatorMethod] {
    var scores = try context.histogramScores(of: estimator, on: features)
    switch try estimator.text("loss") {
    case "poisson", "gamma":
      scores = try context.apply(Link(.exponential), to: scores, from: estimator)
    case "squared_error", "least_squares", "absolute_error", "least_absolute_deviation", "quantile":
      break
    case let loss:
      throw estimator.unsupported(
        "loss='\(loss)'; use squared_error, absolute_error, quantile, poisson or gamma")
    }
    return context.regression(scores, isSingle: true)
  }
}

/// Translates `HistGradientBoostingClassifier`.
struct HistogramBoostingClassifierTranslator: EstimatorTranslator {
  let classes = ["sklearn.ensemble.HistGradientBoostingClassifier"]

  func allowsMissing(_ estimator: Estimator) -> Bool { true }

  func methods(
    of estimator: Estimator, on features: Features, in context: inout TranslationContext
  ) throws -> [EstimatorMethod] {
    let labels = try estimator.labels()
    let loss = try estimator.text("loss")
    guard ["log_loss", "auto", "binary_crossentropy", "categorical_crossentropy"].contains(loss)
    else { throw estimator.unsupported("loss='\(loss)'; use log_loss") }
    let scores = try context.histogramScores(of: estimator, on: features)
    let isBinary = context.pipeline.type(of: scores).width == 1
    var probabilities = try context.apply(
      Link(isBinary ? .logistic(slope: 1) : .softmax), to: scores, from: estimator)
    if isBinary { probabilities = try context.complement(probabilities, for: estimator) }
    // Older versions decided by the probabilities, and newer ones by the scores.
    let decided =
      estimator.isBefore(1, 6)
      ? try context.decide(labels, by: probabilities, rule: .largest, for: estimator)
      : try context.decide(labels, by: scores, for: estimator)
    return context.predictions(decided, probabilities: probabilities, labels)
      + [context.decisionFunction(scores, labels)]
  }
}

extension TranslationContext {
  /// The raw scores of a histogram boosting model: a column, or one a class.
  fileprivate mutating func histogramScores(
    of estimator: Estimator, on features: Features
  ) throws -> TableReference {
    // Categories of texts are codes to the trees, and their columns come first.
    var features = features
    if estimator.optional("_preprocessor") != nil {
      features = try transform(features, by: estimator.part("_preprocessor"))
    }
    let rounds = try estimator.list("_predictors").enumerated().map { index, round in
      guard let trees = round.sequence, !trees.isEmpty else {
        throw estimator.malformed("_predictors[\(index)]", found: "no trees")
      }
      return try trees.enumerated().map {
        try estimator.part($0.element, at: "_predictors[\(index)][\($0.offset)]")
      }
    }
    let base = try estimator.numbers("_baseline_prediction")
    guard !base.isEmpty, rounds.allSatisfy({ $0.count == base.count }) else {
      throw estimator.malformed(
        "_predictors", found: "rounds of another number of trees",
        expected: "\(base.count) trees in each of \(rounds.count) rounds")
    }
    let known = try KnownCategories(of: estimator, featureCount: features.count)
    features.table = try known.normalize(features, for: estimator, in: &self)
    var sets = HistogramTree.CategorySets()
    var trees: [Tree] = []
    for round in rounds {
      for (output, part) in round.enumerated() {
        trees.append(try HistogramTree(of: part).tree(output: output, sets: &sets))
      }
    }
    let ensemble = TreeEnsemble(
      featureCount: features.count, outputCount: base.count, trees: trees, categorySets: sets.sets,
      comparison: .double, accumulation: .double, base: base)
    return try apply(ensemble, on: features, from: estimator)
  }
}

/// The codes of categories that a histogram boosting model was fitted on.
private struct KnownCategories {
  /// By feature; absent for features of numbers.
  private var codes: [Int: [Double]] = [:]

  init(of estimator: Estimator, featureCount: Int) throws {
    // Since 1.4 features may be in another order for the trees than for the user.
    let name =
      estimator.optional("_is_categorical_remapped") == nil
      ? "is_categorical_" : "_is_categorical_remapped"
    guard estimator.optional(name) != nil else { return }
    let mask = try estimator.flags(name)
    guard mask.count == featureCount else {
      throw estimator.malformed(name, found: "\(mask.count) features", expected: "\(featureCount)")
    }
    guard mask.contains(true) else { return }
    let mapper = try estimator.part("_bin_mapper")
    let thresholds = try mapper.list("bin_thresholds_")
    guard thresholds.count == featureCount else {
      throw mapper.malformed(
        "bin_thresholds_", found: "\(thresholds.count) features", expected: "\(featureCount)")
    }
    for index in mask.indices where mask[index] {
      codes[index] = try mapper.numbers(in: thresholds[index], at: "bin_thresholds_[\(index)]")
    }
  }

  /// The features with every unknown code missing, which is how the trees treat it.
  ///
  /// A code that is no whole number counts as unknown.
  func normalize(
    _ features: Features, for estimator: Estimator, in context: inout TranslationContext
  ) throws -> TableReference {
    let indices = codes.keys.sorted()
    if indices.isEmpty { return features.table }
    let tables = indices.map { index in
      let known = codes[index] ?? []
      return CategoryTable(
        categories: known.map(CellValue.number) + [.missing], codes: known + [nil],
        unknown: .treatAs(.nan))
    }
    let encoded = try context.apply(
      OrdinalEncode(columns: tables),
      to: try context.select(indices, of: features, for: estimator).table, from: estimator)
    let others = features.columns.indices.filter { codes[$0] == nil }
    if others.isEmpty { return encoded }
    let numbers = try context.select(others, of: features, for: estimator)
    let joined = try context.apply(
      ConcatenateColumns(), to: encoded, numbers.table, from: estimator)
    var places = [Int](repeating: 0, count: features.count)
    for (place, index) in (indices + others).enumerated() { places[index] = place }
    if places == Array(places.indices) { return joined }
    return try context.apply(SelectColumns(indices: places), to: joined, from: estimator)
  }
}
