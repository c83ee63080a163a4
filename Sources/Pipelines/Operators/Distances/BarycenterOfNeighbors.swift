// A row as a mixture of its neighbours, somewhere else.

import Tensors

/// What is known of the neighbours of a row, mixed with the weights that make the row itself of them
/// (`LocallyLinearEmbedding`).
///
/// The inputs are the rows and their neighbours, which `NearestNeighbors` gives.
public struct BarycenterOfNeighbors: PipelineOperator {
  public static let name = "barycenter-of-neighbors"
  public static let meaning =
    "what is known of neighbours, in the mixture that comes nearest to the row itself"

  /// The points among which neighbours were found.
  public var points: ReferencePoints
  /// What is known of each point: `pointCount x outputCount`, row-major.
  public var values: [Double]
  /// The number of columns that come out.
  public var outputCount: Int
  /// How much of the squared distances of the neighbours is added to each, so that weights stay even.
  public var regularization: Double

  /// Describes a mixture.
  public init(
    points: ReferencePoints, values: [Double], outputCount: Int, regularization: Double
  ) {
    self.points = points
    self.values = values
    self.outputCount = outputCount
    self.regularization = regularization
  }

  public var kind: String { "barycentre of neighbours" }
  public var facts: [String] { ["\(outputCount) outputs"] + points.facts }

  public func outputType(of inputs: [TableType]) throws -> TableType {
    guard inputs.count == 2 else {
      throw PipelineError(at: kind, "rows and their neighbours were expected")
    }
    _ = try points.check([inputs[0]], for: kind)
    _ = try [inputs[1]].neighbors(kind)
    guard outputCount > 0, values.count % outputCount == 0,
      values.count / outputCount == points.count
    else { throw PipelineError(at: kind, "\(values.count) values for \(points.count) points") }
    // With less, weights are what rounding makes of them.
    guard regularization >= 1e-6 else {
      throw PipelineError(at: kind, "a regularization of \(regularization); 1e-6 is possible")
    }
    return TableType(width: outputCount, dtype: .f64)
  }
}
