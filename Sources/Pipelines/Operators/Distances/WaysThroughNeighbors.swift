// Distances by way of neighbours.

import Tensors

/// The length of the shortest way from a row to each point: to one of its neighbours, which
/// `NearestNeighbors` gives, and from there along a graph of the points (`Isomap`).
public struct WaysThroughNeighbors: PipelineOperator {
  public static let name = "ways-through-neighbors"
  public static let meaning = "the shortest way to each point by way of a neighbour of the row"

  /// The length of the shortest way between each two points: `pointCount x pointCount`, row-major.
  public var lengths: [Double]
  /// The number of points.
  public var pointCount: Int

  /// Describes ways among `pointCount` points.
  public init(lengths: [Double], pointCount: Int) {
    self.lengths = lengths
    self.pointCount = pointCount
  }

  public var kind: String { "ways through neighbours" }
  public var facts: [String] { ["\(pointCount) points"] }

  public func outputType(of inputs: [TableType]) throws -> TableType {
    guard try inputs.neighbors(kind) <= pointCount, lengths.count % pointCount == 0,
      lengths.count / pointCount == pointCount
    else {
      throw PipelineError(at: kind, "\(lengths.count) lengths of ways among \(pointCount) points")
    }
    return TableType(width: pointCount, dtype: .f64)
  }
}
