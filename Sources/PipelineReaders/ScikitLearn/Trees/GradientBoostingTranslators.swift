// `GradientBoosting*`: an initial score, and regression trees that add to it.

import Pipelines
import Tensors

/// Translates `GradientBoostingRegressor`: whatever the loss was, predictions are the scores.
struct GradientBoostingRegressorTranslator: EstimatorTranslator {
  let classes = ["sklearn.ensemble.GradientBoostingRegressor"]

  func methods(
    of estimator: Estimator, on features: Features, in context: inout TranslationContext
  ) throws -> [EstimatorMethod] {
    let boosted = try GradientBoosting(of: estimator, on: features, link: nil, in: &context)
    return context.regression(boosted.scores, isSingle: true) + [boosted.leaves]
  }
}

/// Translates `GradientBoostingClassifier`.
struct GradientBoostingClassifierTranslator: EstimatorTranslator {
  let classes = ["sklearn.ensemble.GradientBoostingClassifier"]

  func methods(
    of estimator: Estimator, on features: Features, in context: inout TranslationContext
  ) throws -> [EstimatorMethod] {
    let labels = try estimator.labels()
    let isBinary = labels.count == 2
    let loss = try estimator.text("loss")
    let isExponential = loss == "exponential"
    guard isExponential || loss == "log_loss" || loss == "deviance" else {
      throw estimator.malformed("loss", found: "'\(loss)'", expected: "'log_loss' or 'exponential'")
    }
    // Since 1.4 the losses are those of histogram boosting, whose softmax is a centred one.
    let inverse: InverseLink.Function =
      isBinary
      ? .logit(scale: isExponential ? 0.5 : 1) : estimator.isBefore(1, 4) ? .log : .centeredLog
    let boosted = try GradientBoosting(of: estimator, on: features, link: inverse, in: &context)
    guard context.pipeline.type(of: boosted.scores).width == (isBinary ? 1 : labels.count) else {
      throw estimator.malformed(
        "estimators_", found: "trees of \(context.pipeline.type(of: boosted.scores).width) classes",
        expected: "\(labels.count) classes")
    }
    var probabilities = try context.apply(
      Link(isBinary ? .logistic(slope: isExponential ? 2 : 1) : .softmax), to: boosted.scores,
      from: estimator)
    if isBinary { probabilities = try context.complement(probabilities, for: estimator) }
    // Older versions decided by the probabilities, of which equal ones mean the first class.
    let isDecidedByProbability = isBinary && !isExponential && estimator.isBefore(1, 4)
    let decided = try context.decide(
      labels, by: isDecidedByProbability ? probabilities : boosted.scores,
      rule: isBinary && !isDecidedByProbability ? .atLeast(0) : .largest, for: estimator)
    return context.predictions(decided, probabilities: probabilities, labels)
      + [context.decisionFunction(boosted.scores, labels), boosted.leaves]
  }
}

/// The scores of a gradient boosting model in the pipeline.
private struct GradientBoosting {
  /// A column for two classes or a regression, otherwise a column a class.
  let scores: TableReference
  /// The method `apply`.
  let leaves: EstimatorMethod

  /// Appends the model; `link` turns the initial estimator's probabilities into scores.
  init(
    of estimator: Estimator, on features: Features, link: InverseLink.Function?,
    in context: inout TranslationContext
  ) throws {
    guard case .array(let array) = try estimator.value("estimators_"), array.shape.count == 2,
      case .objects(let stages) = array.elements, !stages.isEmpty,
      stages.count == array.shape[0] * array.shape[1]
    else { throw estimator.malformed("estimators_", found: "no array of stages x classes") }
    let width = array.shape[1]
    let rate = try estimator.number("learning_rate")
    let trees = try stages.enumerated().map { index, stage in
      let place = "estimators_[\(index / width), \(index % width)]"
      let tree = try FittedTree(of: estimator.part(stage, at: place))
      return try tree.tree(valuesPerLeaf: 1, output: index % width) { values, leaf in
        leaf += values.lazy.map { rate * $0 }
      }
    }
    let initial = try InitialScore(of: estimator, on: features, link: link, in: &context)
    let base = initial.constant ?? Array(repeating: 0, count: width)
    guard base.count == width else {
      throw estimator.malformed("init_", found: "\(base.count) scores", expected: "\(width)")
    }
    let ensemble = TreeEnsemble(
      featureCount: features.count, outputCount: width, trees: trees, comparison: .single,
      accumulation: .double, base: base)
    var scores = try context.apply(ensemble, on: features, from: estimator)
    if let table = initial.table {
      scores = try context.apply(AddTables(), to: table, scores, from: estimator)
    }
    self.scores = scores
    leaves = try context.leaves(ensemble, on: features, from: estimator)
  }
}
