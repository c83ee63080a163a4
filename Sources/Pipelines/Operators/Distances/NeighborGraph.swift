// Neighbours as columns: one for each point, set where it is a neighbour.

import Tensors

/// What a column of a graph says of a neighbour; of other points it says 0.
public enum NeighborEdge: String, Hashable, Sendable, Codable {
  /// Its distance.
  case distance
  /// That it is one: 1.
  case connectivity
}

/// One column for each point, which says of the neighbours of a row, found by `NearestNeighbors`, that
/// they are some (`KNeighborsTransformer`).
public struct NeighborGraph: PipelineOperator {
  public static let name = "neighbor-graph"
  public static let meaning = "one column for each point, not 0 where it is a neighbour of the row"

  /// The number of points.
  public var pointCount: Int
  /// What is said of neighbours.
  public var edge: NeighborEdge

  /// Describes a graph of neighbours among `pointCount` points.
  public init(pointCount: Int, edge: NeighborEdge) {
    self.pointCount = pointCount
    self.edge = edge
  }

  public var kind: String { "graph of neighbours" }
  public var facts: [String] { ["\(pointCount) points", edge.rawValue] }

  public func outputType(of inputs: [TableType]) throws -> TableType {
    guard try inputs.neighbors(kind) <= pointCount else {
      throw PipelineError(at: kind, "there are more neighbours than the \(pointCount) points")
    }
    return TableType(width: pointCount, dtype: .f64)
  }
}

/// One column for each point, which says of those within a radius of a row that they are
/// (`RadiusNeighborsTransformer`).
public struct RadiusGraph: PipelineOperator {
  public static let name = "radius-graph"
  public static let meaning = "one column for each point, not 0 where it is within a radius"

  /// The distance.
  public var metric: DistanceMetric
  /// What rows are compared with.
  public var points: ReferencePoints
  /// The largest distance that counts.
  public var radius: Double
  /// What is said of points within the radius.
  public var edge: NeighborEdge

  /// Describes a graph of the points within `radius`.
  public init(
    _ metric: DistanceMetric, points: ReferencePoints, radius: Double, edge: NeighborEdge
  ) {
    self.metric = metric
    self.points = points
    self.radius = radius
    self.edge = edge
  }

  public var kind: String { "graph within a radius" }
  public var facts: [String] {
    ["radius \(radius)", "\(metric)", edge.rawValue] + points.facts
  }

  public func outputType(of inputs: [TableType]) throws -> TableType {
    _ = try points.check(inputs, for: kind)
    try metric.check(featureCount: points.featureCount, at: kind)
    return TableType(width: points.count, dtype: .f64)
  }
}
