// A LightGBM model as its file describes it, before it becomes part of a pipeline.

import Pipelines
import Tensors

/// A trained LightGBM booster.
///
/// Read one with `LightGBMModel.read`, then append it to a pipeline: `codes` for columns of pandas
/// categories, `rawScores` or `leaves`, and `predictions`.
public struct LightGBMModel: Sendable {
  /// The trees; their sum is the raw score.
  public var ensemble: TreeEnsemble
  /// The objective.
  public var objective: LightGBMObjective
  /// Whether predictions come from the average of the rounds and not from their sum (`boosting=rf`).
  public var isAverage: Bool
  /// The features, in order.
  public var features: [BoosterFeature]
  /// The version of the text format: `v4`.
  public var version: String
  /// The training parameters that the file lists.
  public var parameters: [String: String]
  /// What a user should know of the file.
  public var warnings: [String]

  /// The number of raw scores: 1, or the number of classes; also the number of trees of a round.
  public var outputCount: Int { ensemble.outputCount }

  /// The number of boosting rounds.
  public var iterationCount: Int { ensemble.trees.count / outputCount }

  /// The trees of some boosting rounds, of all for `nil`.
  public func ensemble(iterations: Range<Int>? = nil) -> TreeEnsemble {
    guard let iterations else { return ensemble }
    let range = iterations.clamped(to: 0..<iterationCount)
    var part = ensemble
    part.trees = Array(
      ensemble.trees[range.lowerBound * outputCount..<range.upperBound * outputCount])
    return part
  }
}

extension LightGBMModel {
  /// Appends what turns `table`, a column a feature, into numbers: pandas categories become their codes,
  /// and unseen ones are missing.
  public func codes(
    of table: TableReference, into pipeline: inout Pipeline, origin: [String] = []
  ) throws -> TableReference {
    try BoosterFeature.encode(
      features, of: table, unknown: .treatAs(.nan), into: &pipeline, origin: origin)
  }

  /// Appends the trees and returns their raw scores, `outputCount` columns of `f64`.
  ///
  /// - Parameters:
  ///   - features: a column of numbers a feature, NaN where one is missing.
  ///   - iterations: the boosting rounds to use; `nil` for all.
  public func rawScores(
    of features: TableReference, iterations: Range<Int>? = nil, into pipeline: inout Pipeline,
    origin: [String] = []
  ) throws -> TableReference {
    try pipeline.apply(ensemble(iterations: iterations), to: [features], origin: origin)
  }

  /// Appends the leaves that the trees send rows to, a column a tree; `nil` without trees.
  public func leaves(
    of features: TableReference, iterations: Range<Int>? = nil, into pipeline: inout Pipeline,
    origin: [String] = []
  ) throws -> TableReference? {
    let part = ensemble(iterations: iterations)
    if part.trees.isEmpty { return nil }
    return try pipeline.apply(TreeLeaves(ensemble: part), to: [features], origin: origin)
  }

  /// Appends what turns raw scores into what `Booster.predict` returns: values or probabilities.
  ///
  /// - Parameter iterations: the boosting rounds that the scores are of; `nil` for all.
  public func predictions(
    fromRawScores scores: TableReference, iterations: Range<Int>? = nil,
    into pipeline: inout Pipeline, origin: [String] = []
  ) throws -> TableReference {
    var values = scores
    let rounds = iterations?.clamped(to: 0..<iterationCount).count ?? iterationCount
    if isAverage, rounds > 0 {
      values = try pipeline.apply(Link(.divide(by: Double(rounds))), to: [values], origin: origin)
    }
    guard let link = objective.link else { return values }
    return try pipeline.apply(Link(link), to: [values], origin: origin)
  }
}
