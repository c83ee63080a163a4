// What the training rows within a radius say, averaged.

import Tensors

/// The average of what is known of the points within a radius of each row, and a last column that is 1
/// where there is none and 0 elsewhere.
public struct RadiusAverage: PipelineOperator {
  public static let name = "average-within-radius"
  public static let meaning = "the average of what is known of the points within a radius"

  /// The distance; euclidean, manhattan, Chebyshev's or one of Minkowski's.
  public var metric: DistanceMetric
  /// What rows are compared with.
  public var points: ReferencePoints
  /// The largest distance that counts.
  public var radius: Double
  /// What is known of each point: `pointCount x outputCount`, row-major.
  public var values: [Double]
  /// The number of averages.
  public var outputCount: Int
  /// What counts how much.
  public var weighting: AverageNeighbors.Weighting
  /// The averages of a row that has no point within the radius; `nil` where such a row is an error.
  public var fallback: [Double]?

  /// Averages `values`.
  public init(
    _ metric: DistanceMetric, points: ReferencePoints, radius: Double, values: [Double],
    outputCount: Int, weighting: AverageNeighbors.Weighting, fallback: [Double]?
  ) {
    self.metric = metric
    self.points = points
    self.radius = radius
    self.values = values
    self.outputCount = outputCount
    self.weighting = weighting
    self.fallback = fallback
  }

  public var kind: String { "average within a radius" }
  public var facts: [String] {
    ["radius \(radius)", "\(metric)", weighting.rawValue] + points.facts
  }

  public func outputType(of inputs: [TableType]) throws -> TableType {
    _ = try points.check(inputs, for: kind)
    try metric.check(featureCount: points.featureCount, at: kind)
    guard outputCount > 0, values.count % outputCount == 0,
      values.count / outputCount == points.count,
      fallback.map({ $0.count == outputCount }) ?? true
    else { throw PipelineError(at: kind, "\(values.count) values for \(points.count) points") }
    return TableType(width: outputCount + 1, dtype: .f64)
  }
}
