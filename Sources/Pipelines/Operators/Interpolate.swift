// Functions given by points.

import Tensors

/// Each column by the straight lines between points (`IsotonicRegression`).
///
/// Between neighbouring points the value is `slope · (x - x0) + y0`, where the slope is the quotient of
/// the points' differences; NaN stays NaN.
public struct Interpolate: PipelineOperator {
  public static let name = "interpolate"
  public static let meaning = "each column by the straight lines between points"

  /// What a column holds outside the range of its points.
  public enum Outside: String, Hashable, Sendable, Codable {
    /// The value of the nearest point.
    case nearest
    /// NaN.
    case missing
    /// Scoring fails, naming the column and the row.
    case refuse
  }

  /// The points of one column.
  public struct Points: Hashable, Sendable, Codable {
    /// Where the points are, ascending.
    public var x: [Double]
    /// The values there.
    public var y: [Double]

    /// Describes points.
    public init(x: [Double], y: [Double]) {
      self.x = x
      self.y = y
    }
  }

  /// The points of each column; a single point is a constant, whatever the column holds.
  public var columns: [Points]
  /// What happens outside the range of the points.
  public var outside: Outside

  /// Interpolates columns.
  public init(columns: [Points], outside: Outside) {
    self.columns = columns
    self.outside = outside
  }

  public var kind: String { "interpolate" }
  public var facts: [String] {
    ["\(columns.count) columns", "\(columns.reduce(0) { $0 + $1.x.count }) points"]
  }

  /// As many columns as come in.
  public func outputType(of inputs: [TableType]) throws -> TableType {
    let table = try inputs.numeric(kind, width: columns.count)
    for (index, points) in columns.enumerated() {
      guard !points.x.isEmpty, points.x.count == points.y.count else {
        throw PipelineError(
          at: kind, "column \(index): \(points.x.count) places but \(points.y.count) values")
      }
      guard zip(points.x, points.x.dropFirst()).allSatisfy({ $0 < $1 }) else {
        throw PipelineError(at: kind, "column \(index): the places do not ascend")
      }
    }
    return table.asFloats
  }
}
