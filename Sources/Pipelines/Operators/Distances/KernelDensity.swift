// How dense the training rows are around a row.

import Tensors

/// The logarithm of the density at each row, to which each of some points gives by its distance
/// (`KernelDensity`).
public struct KernelDensity: PipelineOperator {
  public static let name = "kernel-density"
  public static let meaning = "the logarithm of the density of some points at each row"

  /// What a point gives by its distance, by scikit-learn's names.
  public enum Kernel: String, Hashable, Sendable, Codable, CaseIterable {
    case gaussian, tophat, epanechnikov, exponential, linear, cosine
  }

  /// The distance.
  public var metric: DistanceMetric
  /// The points.
  public var points: ReferencePoints
  /// The tree that is walked; in which order kernels are added up, and where adding ends, depends on it.
  public var tree: NearestNeighbors.Tree
  /// What a point gives by its distance.
  public var kernel: Kernel
  /// The distance that counts as one.
  public var bandwidth: Double
  /// The weight of each point; `nil` where all count the same.
  public var weights: [Double]?
  /// By how much the density may be wrong.
  public var absoluteTolerance: Double
  /// By what share of itself the density may be wrong.
  public var relativeTolerance: Double
  /// Whether the tree is walked by nearness, and not branch by branch.
  public var isBreadthFirst: Bool

  /// Describes a density.
  public init(
    _ metric: DistanceMetric, points: ReferencePoints, tree: NearestNeighbors.Tree, kernel: Kernel,
    bandwidth: Double, weights: [Double]? = nil, absoluteTolerance: Double = 0,
    relativeTolerance: Double = 0, isBreadthFirst: Bool = true
  ) {
    self.metric = metric
    self.points = points
    self.tree = tree
    self.kernel = kernel
    self.bandwidth = bandwidth
    self.weights = weights
    self.absoluteTolerance = absoluteTolerance
    self.relativeTolerance = relativeTolerance
    self.isBreadthFirst = isBreadthFirst
  }

  public var kind: String { "kernel density" }
  public var facts: [String] {
    [kernel.rawValue, "bandwidth \(bandwidth)", "\(metric)"] + points.facts
  }

  public func outputType(of inputs: [TableType]) throws -> TableType {
    _ = try points.check(inputs, for: kind)
    try metric.check(featureCount: points.featureCount, at: kind)
    try tree.check(points, at: kind)
    guard metric != .cosine else {
      throw PipelineError(at: kind, "angles have no density")
    }
    guard bandwidth > 0 else {
      throw PipelineError(at: kind, "the bandwidth \(bandwidth) is not above 0")
    }
    guard weights.map({ $0.count == points.count && $0.allSatisfy { $0 >= 0 } }) ?? true else {
      throw PipelineError(
        at: kind, "\(weights?.count ?? 0) weights for \(points.count) points, or one below 0")
    }
    return TableType(width: 1, dtype: .f64)
  }
}
