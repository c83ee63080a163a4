// How sparse the surroundings of a row are compared with those of its neighbours.

import Tensors

/// The negative mean ratio of the densities of a row's neighbours to its own density.
public struct LocalOutlierFactor: PipelineOperator {
  public static let name = "local-outlier-factor"
  public static let meaning = "minus the density around a row's neighbours over that around the row"

  /// The distance of each point from the farthest of its own neighbours.
  public var reaches: [Double]
  /// The density around each point.
  public var densities: [Double]

  /// Compares densities.
  public init(reaches: [Double], densities: [Double]) {
    self.reaches = reaches
    self.densities = densities
  }

  public var kind: String { "local outlier factor" }
  public var facts: [String] { ["\(densities.count) points"] }

  public func outputType(of inputs: [TableType]) throws -> TableType {
    _ = try inputs.neighbors(kind)
    guard reaches.count == densities.count, !reaches.isEmpty else {
      throw PipelineError(at: kind, "\(reaches.count) reaches for \(densities.count) densities")
    }
    return TableType(width: 1, dtype: .f64)
  }
}
