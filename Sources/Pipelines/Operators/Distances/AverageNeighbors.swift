// What the neighbours of a row say, averaged.

import Tensors

/// The average of what is known of the neighbours of a row, which `NearestNeighbors` gives.
public struct AverageNeighbors: PipelineOperator {
  public static let name = "average-neighbors"
  public static let meaning = "the average of what is known of the neighbours of each row"

  /// What counts how much.
  public enum Weighting: String, Hashable, Sendable, Codable {
    /// Every neighbour counts the same.
    case uniform
    /// A neighbour counts by the inverse of its distance; those at distance 0, where there are any,
    /// count alone.
    case inverseDistance
  }

  /// What is known of each point: `pointCount x outputCount`, row-major.
  public var values: [Double]
  /// The number of columns that come out.
  public var outputCount: Int
  /// What counts how much.
  public var weighting: Weighting

  /// Averages `values`.
  public init(values: [Double], outputCount: Int, weighting: Weighting) {
    self.values = values
    self.outputCount = outputCount
    self.weighting = weighting
  }

  public var kind: String { "average of neighbours" }
  public var facts: [String] { ["\(outputCount) outputs", weighting.rawValue] }

  public func outputType(of inputs: [TableType]) throws -> TableType {
    _ = try inputs.neighbors(kind)
    guard outputCount > 0, !values.isEmpty, values.count % outputCount == 0 else {
      throw PipelineError(at: kind, "\(values.count) values of \(outputCount) outputs")
    }
    return TableType(width: outputCount, dtype: .f64)
  }
}

extension [TableType] {
  /// The number of neighbours in a table of distances and places.
  func neighbors(_ kind: String) throws -> Int {
    let table = try numeric(kind)
    let count = table.width / 2
    guard table.width > 0, table.width == 2 * count,
      table.columns.prefix(count).allSatisfy({ $0.dtype == .f64 }),
      table.columns.suffix(count).allSatisfy({ $0.dtype == .i64 })
    else { throw PipelineError(at: kind, "distances and places of neighbours were expected") }
    return count
  }
}
