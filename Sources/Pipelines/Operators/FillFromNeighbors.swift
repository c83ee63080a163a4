// Missing values filled in from similar rows, or from another table.

import Tensors

/// Each missing cell replaced by the mean of its column in the nearest training rows that have it
/// (`KNNImputer`).
///
/// The distance of two rows is that of the cells that both have, made longer as if all were there:
/// `sqrt(columns / present · Σ (x - y)²)`. Rows without a common cell are no neighbours, and a cell
/// without neighbours gets the mean of its column. Of rows that are equally near the first count.
public struct FillFromNeighbors: PipelineOperator {
  public static let name = "impute-neighbors"
  public static let meaning =
    "each missing cell replaced by the mean of its column in the nearest training rows"

  /// How much each neighbour counts.
  public enum Weighting: String, Hashable, Sendable, Codable {
    /// All alike.
    case uniform
    /// By the reciprocal of the distance; where some are at no distance, only those.
    case distance
  }

  /// Which cells are missing.
  public var marker: MissingMarker
  /// The training rows, NaN where a cell is missing.
  public var rows: [[Double]]
  /// The number of columns.
  public var columnCount: Int
  /// How many neighbours there are at most.
  public var neighborCount: Int
  /// How much each counts.
  public var weighting: Weighting

  /// Fills cells from the nearest of `rows`.
  public init(
    marker: MissingMarker, rows: [[Double]], columnCount: Int, neighborCount: Int,
    weighting: Weighting
  ) {
    self.marker = marker
    self.rows = rows
    self.columnCount = columnCount
    self.neighborCount = neighborCount
    self.weighting = weighting
  }

  /// What a cell of a column gets where no training row is comparable: the mean of those that have
  /// the column, a number; the others count as 0 in the order of the sum.
  package func average(of column: Int) -> Double {
    let cells = rows.map { $0[column] }
    return cells.map { $0.isNaN ? 0 : $0 }.pairwiseSum
      / Double(cells.count(where: { !$0.isNaN }))
  }

  public var kind: String { "impute from neighbours" }
  public var facts: [String] {
    ["\(columnCount) columns", "\(rows.count) training rows", "\(neighborCount) neighbours"]
  }

  public func outputType(of inputs: [TableType]) throws -> TableType {
    let table = try inputs.numeric(kind, width: columnCount)
    guard neighborCount > 0, !rows.isEmpty, rows.allSatisfy({ $0.count == columnCount }) else {
      throw PipelineError(
        at: kind, "training rows of \(columnCount) cells and a neighbour or more were expected")
    }
    return table.asFloats
  }
}

/// Each missing cell of a table replaced by the cell of another table at its place.
public struct FillFromTable: PipelineOperator {
  public static let name = "impute-from"
  public static let meaning = "each missing cell of a table replaced by that of another table"

  /// Which cells are missing.
  public var marker: MissingMarker

  /// Fills cells that `marker` matches.
  public init(marker: MissingMarker) { self.marker = marker }

  public var kind: String { "impute from a table" }

  /// The first table is the one with missing cells.
  public func outputType(of inputs: [TableType]) throws -> TableType {
    guard inputs.count == 2, inputs[0].width == inputs[1].width else {
      throw PipelineError(at: kind, "two tables of equal width were expected")
    }
    let table = try [inputs[0]].numeric(kind)
    _ = try [inputs[1]].numeric(kind)
    return table.asFloats
  }
}
