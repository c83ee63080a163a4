// The rows of a training table that a model keeps.

/// Some points that rows are compared with.
public struct ReferencePoints: Hashable, Sendable, Codable {
  /// The coordinates, point after point.
  public var values: [Double]
  /// The number of coordinates of each point, which is that of input columns.
  public var featureCount: Int

  /// Describes points.
  public init(values: [Double], featureCount: Int) {
    self.values = values
    self.featureCount = featureCount
  }

  /// The number of points.
  public var count: Int { featureCount > 0 ? values.count / featureCount : 0 }

  /// What a person would want to see.
  var facts: [String] { ["\(count) points", "\(featureCount) features"] }

  /// Checks that the points are there and fit `table`.
  func check(_ inputs: [TableType], for kind: String) throws -> TableType {
    guard featureCount > 0, count > 0, count * featureCount == values.count else {
      throw PipelineError(
        at: kind, "\(values.count) coordinates are no points of \(featureCount) features")
    }
    return try inputs.numeric(kind, width: featureCount)
  }
}
