// A CatBoost model in a pipeline, and the methods of CatBoost's Python classes.

import Glibc
import Pipelines
import Tensors

/// Which of CatBoost's Python classes a model is used as.
enum CatBoostUse: Sendable {
  /// `CatBoostClassifier`: `predict` gives classes.
  case classifier
  /// `CatBoostRegressor`: `predict` gives values.
  case regressor
  /// `CatBoost` and `CatBoostRanker`: `predict` gives raw scores.
  case plain

  /// The use that fits a file that does not say.
  init(of model: CatBoostModel) {
    self = model.objective.isClassification ? .classifier : .regressor
  }
}

/// A model in a pipeline.
struct CatBoostScores {
  let model: CatBoostModel
  /// The raw scores.
  let raw: TableReference
  /// The leaves of the trees.
  let leaves: TableReference?
  private let origin: [String]

  /// Appends `model` on `table`, a column a feature.
  init(
    _ model: CatBoostModel, of table: TableReference, into pipeline: inout Pipeline,
    origin: [String]
  ) throws {
    self.model = model
    self.origin = origin
    let ensemble = try model.ensemble()
    guard !ensemble.trees.isEmpty else {
      raw = try pipeline.apply(
        ConstantColumns(values: model.bias), to: [table], origin: origin)
      leaves = nil
      return
    }
    let features = try model.features(of: table, into: &pipeline, origin: origin)
    let sums = try pipeline.apply(ensemble, to: [features], origin: origin)
    leaves = try pipeline.apply(TreeLeaves(ensemble: ensemble), to: [features], origin: origin)
    if model.scale == 1, model.bias.allSatisfy({ $0 == 0 }) {
      raw = sums
    } else {
      raw = try pipeline.apply(
        AffineColumns(
          scale: Array(repeating: model.scale, count: model.outputCount), shift: model.bias),
        to: [sums], origin: origin)
    }
  }

  /// The methods of a Python class, the first of which are given where none is asked for.
  func methods(as use: CatBoostUse, into pipeline: inout Pipeline) throws -> [EstimatorMethod] {
    var methods: [EstimatorMethod]
    switch use {
    case .classifier: methods = try classifierMethods(&pipeline)
    case .regressor: methods = try regressorMethods(&pipeline)
    case .plain: methods = [numbered("predict", raw, pipeline, isDefault: true)]
    }
    if let leaves {
      let numbers = (0..<model.trees.count).map(String.init)
      methods.append(EstimatorMethod("leaf", leaves, columns: numbers))
    }
    return methods
  }

  private func apply(
    _ operation: any PipelineOperator, _ tables: TableReference..., into pipeline: inout Pipeline
  ) throws -> TableReference {
    try pipeline.apply(operation, to: tables, origin: origin)
  }

  private func numbered(
    _ name: String, _ table: TableReference, _ pipeline: Pipeline, isDefault: Bool = false
  ) -> EstimatorMethod {
    let width = pipeline.type(of: table).width
    if width == 1 { return EstimatorMethod(name, table, isDefault: isDefault) }
    return EstimatorMethod(
      name, table, columns: (0..<width).map(String.init), isDefault: isDefault)
  }

  // MARK: Regression

  private func regressorMethods(_ pipeline: inout Pipeline) throws -> [EstimatorMethod] {
    var values = raw
    switch model.objective.transform {
    case .exponential: values = try apply(Link(.exponential), raw, into: &pipeline)
    case .meanAndVariance where model.outputCount == 2:
      let mean = try apply(SelectColumns(indices: [0]), raw, into: &pipeline)
      let logarithm = try apply(SelectColumns(indices: [1]), raw, into: &pipeline)
      let doubled = try apply(AffineColumns(scale: [2], shift: nil), logarithm, into: &pipeline)
      let variance = try apply(Link(.exponential), doubled, into: &pipeline)
      values = try apply(ConcatenateColumns(), mean, variance, into: &pipeline)
    default: break
    }
    var methods = [
      numbered("predict", values, pipeline, isDefault: true), numbered("raw", raw, pipeline),
    ]
    if model.outputCount == 1 {
      let exponential = try apply(Link(.exponential), raw, into: &pipeline)
      methods.append(EstimatorMethod("exponent", exponential))
    }
    return methods
  }

  // MARK: Classification

  private func classifierMethods(_ pipeline: inout Pipeline) throws -> [EstimatorMethod] {
    if model.objective.transform == .labels { return try labelMethods(&pipeline) }
    let labels = try model.classLabels()
    let names = labels.labels.names
    if model.outputCount == 1 {
      let probability = try apply(Link(.logistic(slope: 1)), raw, into: &pipeline)
      let both = try apply(Link(.complement), probability, into: &pipeline)
      let decided = try apply(
        DecideClass(labels: labels.labels, rule: .above(model.decisionThreshold)), raw,
        into: &pipeline)
      let opposite = try apply(Link(.negate), raw, into: &pipeline)
      let pair = try apply(ConcatenateColumns(), opposite, raw, into: &pipeline)
      let logarithms = try logarithmOfLogistic(pair, &pipeline)
      return [
        EstimatorMethod("predict", decided, isDefault: true),
        EstimatorMethod("predict_proba", both, columns: names, isDefault: true),
        EstimatorMethod("predict_log_proba", logarithms, columns: names),
        EstimatorMethod("raw", raw),
      ]
    }
    let scores = try byLabel(labels, &pipeline)
    let decided = try apply(
      DecideClass(labels: labels.labels, rule: .largest), scores, into: &pipeline)
    let isOneVersusAll = model.objective.transform == .classes(isOneVersusAll: true)
    let probabilities = try apply(
      Link(isOneVersusAll ? .logistic(slope: 1) : .softmax), scores, into: &pipeline)
    let logarithms =
      isOneVersusAll
      ? try logarithmOfLogistic(scores, &pipeline)
      : try apply(Link(.logSoftmax), scores, into: &pipeline)
    return [
      EstimatorMethod("predict", decided, isDefault: true),
      EstimatorMethod("predict_proba", probabilities, columns: names, isDefault: true),
      EstimatorMethod("predict_log_proba", logarithms, columns: names),
      EstimatorMethod("raw", scores, columns: names.indices.map(String.init)),
    ]
  }

  /// The scores in the order of the labels; a class that training did not see has none.
  private func byLabel(
    _ labels: CatBoostLabels, _ pipeline: inout Pipeline
  ) throws -> TableReference {
    let count = labels.labels.count
    if labels.places == Array(0..<count) { return raw }
    let rest = Array(repeating: -Double.infinity, count: count - labels.places.count)
    var order = [Int](repeating: labels.places.count, count: count)
    for (score, place) in labels.places.enumerated() { order[place] = score }
    guard !rest.isEmpty else {
      return try apply(SelectColumns(indices: order), raw, into: &pipeline)
    }
    let none = try apply(ConstantColumns(values: rest), raw, into: &pipeline)
    let joined = try apply(ConcatenateColumns(), raw, none, into: &pipeline)
    return try apply(SelectColumns(indices: order), joined, into: &pipeline)
  }

  /// `log(1 / (1 + exp(-x)))` in each column.
  private func logarithmOfLogistic(
    _ scores: TableReference, _ pipeline: inout Pipeline
  ) throws -> TableReference {
    let opposite = try apply(Link(.negate), scores, into: &pipeline)
    let positive = try apply(Link(.softplus), opposite, into: &pipeline)
    return try apply(Link(.negate), positive, into: &pipeline)
  }

  private func labelMethods(_ pipeline: inout Pipeline) throws -> [EstimatorMethod] {
    let decisions = try (0..<model.outputCount).map { index in
      let score = try apply(SelectColumns(indices: [index]), raw, into: &pipeline)
      return try apply(
        DecideClass(labels: .integers([0, 1]), rule: .above(model.decisionThreshold)), score,
        into: &pipeline)
    }
    let decided = try pipeline.apply(ConcatenateColumns(), to: decisions, origin: origin)
    let probabilities = try apply(Link(.logistic(slope: 1)), raw, into: &pipeline)
    let names = try model.classLabels().labels.names
    return [
      EstimatorMethod(
        "predict", decided, columns: decisions.indices.map(String.init), isDefault: true),
      EstimatorMethod("predict_proba", probabilities, columns: names, isDefault: true),
      EstimatorMethod(
        "predict_log_proba", try logarithmOfLogistic(raw, &pipeline), columns: names),
      numbered("raw", raw, pipeline),
    ]
  }
}

extension CatBoostModel {
  /// The raw score above which the second class is decided for.
  fileprivate var decisionThreshold: Double {
    let probability =
      info["binclass_probability_threshold"].flatMap { $0.double ?? $0.string.flatMap(Double.init) }
    guard let probability, probability >= 0, probability <= 1 else { return 0 }
    return -log(1 / probability - 1)
  }
}
