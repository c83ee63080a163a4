// Distances to centres and training rows.

import Tensors

/// The distance of each row from every one of some points: one column a point.
public struct DistanceMatrix: PipelineOperator {
  public static let name = "distances"
  public static let meaning = "the distance of each row from every one of some points"

  /// The distance.
  public var metric: DistanceMetric
  /// What rows are compared with.
  public var points: ReferencePoints

  /// Measures the distances of rows from `points`.
  public init(_ metric: DistanceMetric, points: ReferencePoints) {
    self.metric = metric
    self.points = points
  }

  public var kind: String { "distances" }
  public var facts: [String] { ["\(metric)"] + points.facts }

  public func outputType(of inputs: [TableType]) throws -> TableType {
    let table = try points.check(inputs, for: kind)
    try metric.check(featureCount: points.featureCount, at: kind)
    return TableType(width: points.count, dtype: table.asFloats.uniformDType ?? .f64)
  }
}
