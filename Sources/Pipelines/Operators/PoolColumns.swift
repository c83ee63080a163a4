// Groups of columns, each pooled into one.

import Tensors

/// One number for each of some groups of columns (`FeatureAgglomeration`).
public struct PoolColumns: PipelineOperator {
  public static let name = "pool"
  public static let meaning = "one number for each of some groups of columns"

  /// What becomes of the numbers of a group; NaN where one of them is.
  public enum Statistic: String, Hashable, Sendable, Codable {
    case mean, sum, product, max, min, median
  }

  /// The columns of each group.
  public var groups: [[Int]]
  /// What becomes of a group.
  public var statistic: Statistic

  /// Pools groups of columns.
  public init(groups: [[Int]], statistic: Statistic) {
    self.groups = groups
    self.statistic = statistic
  }

  public var kind: String { "pool columns" }
  public var facts: [String] { ["\(groups.count) groups", statistic.rawValue] }

  public func outputType(of inputs: [TableType]) throws -> TableType {
    let table = try inputs.numeric(kind)
    guard
      groups.allSatisfy({ !$0.isEmpty && $0.allSatisfy(table.columns.indices.contains) })
    else {
      throw PipelineError(
        at: kind, "a group is empty, or has a column that is not in a table of \(table.width)")
    }
    return TableType(width: groups.count, dtype: table.asFloats.uniformDType ?? .f64)
  }
}
