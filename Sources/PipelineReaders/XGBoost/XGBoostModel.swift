// An XGBoost model as its file describes it, before it becomes part of a pipeline.

import Pipelines
import Tensors

/// A trained XGBoost booster.
///
/// Read one with `XGBoostModel.read`, then append it to a pipeline: `codes` for columns of categories,
/// `margins` or `leaves`, and `predictions`.
public struct XGBoostModel: Sendable {
  /// What is summed up to the margins.
  public enum Booster: Sendable {
    /// Trees (`gbtree` and `dart`): base scores and weights of dropped-out trees are in it.
    case trees(TreeEnsemble)
    /// A linear model (`gblinear`).
    case linear(Linear)
  }

  /// What is summed up to the margins.
  public var booster: Booster
  /// The objective.
  public var objective: XGBoostObjective
  /// The features, in order.
  public var features: [BoosterFeature]
  /// The first tree of each boosting round, and the number of trees at the end; empty for a linear
  /// model.
  public var iterationStarts: [Int]
  /// The best round of early stopping: `Booster.predict` uses all rounds nevertheless, scikit-learn's
  /// wrappers use the rounds up to and including it.
  public var bestIteration: Int?
  /// The attributes that the file carries.
  public var attributes: [String: String]
  /// The version of XGBoost that wrote the file.
  public var version: [Int]
  /// What a user should know of the file.
  public var warnings: [String]

  /// The number of margins: 1, the number of classes, of targets or of quantiles.
  public var outputCount: Int {
    switch booster {
    case .trees(let ensemble): ensemble.outputCount
    case .linear(let linear): linear.bias.count
    }
  }

  /// The number of boosting rounds; `nil` for a linear model.
  public var iterationCount: Int? {
    iterationStarts.isEmpty ? nil : iterationStarts.count - 1
  }

  /// The boosting rounds up to and including the best one; `nil` where training did not stop early.
  public var bestIterations: Range<Int>? {
    guard let bestIteration, let iterationCount else { return nil }
    return 0..<min(max(bestIteration, -1), iterationCount - 1) + 1
  }

  /// The trees of some boosting rounds, of all for `nil`; `nil` for a linear model.
  public func ensemble(iterations: Range<Int>? = nil) -> TreeEnsemble? {
    guard case .trees(var ensemble) = booster else { return nil }
    if let iterations, let last = iterationStarts.indices.last {
      let range = iterations.clamped(to: 0..<last)
      ensemble.trees = Array(
        ensemble.trees[iterationStarts[range.lowerBound]..<iterationStarts[range.upperBound]])
    }
    return ensemble
  }
}

extension XGBoostModel {
  /// Appends what turns `table`, a column a feature, into numbers.
  ///
  /// Only models of XGBoost 3.1 and newer know the categories of their columns, and refuse unseen ones.
  public func codes(
    of table: TableReference, into pipeline: inout Pipeline, origin: [String] = []
  ) throws -> TableReference {
    let encoded = try BoosterFeature.encode(
      features, of: table, unknown: .refuse, into: &pipeline, origin: origin)
    let coded = features.indices.filter { features[$0].values == .codes }
    // A negative code is no category, also one above -1, which truncation would make the first one.
    return try pipeline.replaceColumns(coded, of: encoded, origin: origin) { pipeline, codes in
      let single = try pipeline.apply(CastColumns(to: .f32), to: [codes], origin: origin)
      return try pipeline.apply(ElementwiseFunction(.floor), to: [single], origin: origin)
    }
  }

  /// Appends the booster and returns its margins, `outputCount` columns of `f32`.
  ///
  /// - Parameters:
  ///   - features: a column of numbers a feature, NaN where one is missing.
  ///   - iterations: the boosting rounds to use; `nil` for all.
  public func margins(
    of features: TableReference, iterations: Range<Int>? = nil, into pipeline: inout Pipeline,
    origin: [String] = []
  ) throws -> TableReference {
    if let ensemble = ensemble(iterations: iterations) {
      return try pipeline.apply(ensemble, to: [features], origin: origin)
    }
    guard case .linear(let linear) = booster else { return features }
    // A missing feature adds nothing to a linear model.
    let numbers = try pipeline.apply(CastColumns(to: .f32), to: [features], origin: origin)
    let filled = try pipeline.apply(
      FillMissing(
        marker: .missing, values: Array(repeating: .number(0), count: linear.featureCount)),
      to: [numbers], origin: origin)
    return try pipeline.apply(linear, to: [filled], origin: origin)
  }

  /// Appends the leaves that the trees send rows to, a column a tree; `nil` without trees.
  public func leaves(
    of features: TableReference, iterations: Range<Int>? = nil, into pipeline: inout Pipeline,
    origin: [String] = []
  ) throws -> TableReference? {
    guard let ensemble = ensemble(iterations: iterations), !ensemble.trees.isEmpty else {
      return nil
    }
    return try pipeline.apply(TreeLeaves(ensemble: ensemble), to: [features], origin: origin)
  }

  /// Appends what turns margins into what `Booster.predict` returns: values, probabilities, or for
  /// `multi:softmax` class numbers.
  public func predictions(
    fromMargins margins: TableReference, into pipeline: inout Pipeline, origin: [String] = []
  ) throws -> TableReference {
    if objective.transform == .classNumber {
      let numbers = ClassLabels.doubles((0..<outputCount).map(Double.init))
      return try pipeline.apply(
        DecideClass(labels: numbers, rule: .largest), to: [margins], origin: origin)
    }
    guard let link = objective.link else { return margins }
    return try pipeline.apply(Link(link), to: [margins], origin: origin)
  }
}
