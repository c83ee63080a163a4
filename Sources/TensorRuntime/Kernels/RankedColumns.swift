// The columns of ranks that an ensemble's nodes compare.

import CKernels
import TensorIR

/// The columns of ranks: features, once for each way in which their nodes treat NaN and zero; features whose
/// nodes test categories hold codes.
struct RankedColumns {
  struct Column {
    let feature: Int32
    let flags: Int32
  }

  /// The columns, in the order of their features.
  private(set) var all: [Column] = []
  /// The column that each node tests.
  private(set) var columnOfNode: [UInt16]
  /// The place of each node's threshold among those of its column.
  private(set) var rankOfNode: [UInt16]
  /// The thresholds of each column, ascending.
  private var thresholds: [[Double]] = []

  /// The most columns, and the most thresholds of one.
  private static let most = Int(UInt16.max)
  /// The flags of a column are below this.
  private static let flagCount = 8

  /// Finds the columns of checked tables; `nil` where there are more, or one has more thresholds, than two bytes
  /// number.
  init?(_ tables: TreeTables) {
    columnOfNode = [UInt16](repeating: 0, count: tables.features.count)
    rankOfNode = columnOfNode
    guard let nodes = group(tables) else { return nil }
    for (column, own) in nodes.enumerated() where all[column].flags & WH_COLUMN_CODES == 0 {
      guard rank(own, tables) else { return nil }
    }
  }

  /// Numbers the columns, and gives the nodes of each.
  private mutating func group(_ tables: TreeTables) -> [[Int32]]? {
    let keys = tables.features.indices.map { node in
      Int(tables.features[node]) * Self.flagCount + Int(Self.flags(of: node, in: tables))
    }
    // A table by keys is faster than hashing where features are as few as columns can be useful.
    guard let largest = keys.max() else { return [] }
    guard largest < Self.most * Self.flagCount else { return nil }
    var numbers = [Int32](repeating: -1, count: largest + 1)
    for key in keys { numbers[key] = 0 }
    for key in numbers.indices where numbers[key] == 0 {
      numbers[key] = Int32(all.count)
      all.append(
        Column(feature: Int32(key / Self.flagCount), flags: Int32(key % Self.flagCount)))
    }
    guard all.count <= Self.most else { return nil }
    thresholds = [[Double]](repeating: [], count: all.count)
    var nodes = [[Int32]](repeating: [], count: all.count)
    for (node, key) in keys.enumerated() {
      columnOfNode[node] = UInt16(numbers[key])
      nodes[Int(numbers[key])].append(Int32(node))
    }
    return nodes
  }

  /// Ranks the thresholds of nodes of one column.
  private mutating func rank(_ nodes: [Int32], _ tables: TreeTables) -> Bool {
    var ordered = nodes.map { (threshold: tables.thresholds[Int($0)], node: $0) }
    ordered.sort { $0.threshold < $1.threshold }
    var distinct: [Double] = []
    for (threshold, node) in ordered {
      // The zeros are equal: one stands for both.
      if distinct.last != threshold { distinct.append(threshold) }
      guard distinct.count <= Self.most else { return false }
      rankOfNode[Int(node)] = UInt16(distinct.count - 1)
    }
    thresholds[Int(columnOfNode[Int(nodes[0])])] = distinct
    return true
  }

  private static func flags(of node: Int, in tables: TreeTables) -> Int32 {
    let flags = tables.flags[node]
    let zero = flags & TreeTables.zeroIsMissing != 0 ? WH_COLUMN_ZERO_IS_MISSING : 0
    // Where NaN goes at a test of categories is in the set.
    let way =
      tables.sets[node] >= 0
      ? WH_COLUMN_CODES : flags & TreeTables.nanLeft != 0 ? WH_COLUMN_NAN_LEFT : 0
    return zero | way
  }

  /// The most thresholds of a column.
  var largestCount: Int { thresholds.map(\.count).max() ?? 0 }

  /// The thresholds for a search of a fixed number of steps: `2^levels - 1` of each column as a complete tree,
  /// the root at 1 and the children of `p` at `2p` and `2p + 1`; those behind the last threshold are infinite,
  /// above which nothing is.
  func searchTables() -> (thresholds: [Double], levels: [UInt32], starts: [UInt32]) {
    var table: [Double] = []
    var levels: [UInt32] = []
    var starts: [UInt32] = []
    for own in thresholds {
      let steps = Int.bitWidth - own.count.leadingZeroBitCount
      levels.append(UInt32(steps))
      starts.append(UInt32(table.count))
      // A vector of the table can always be read.
      var tree = [Double](repeating: .infinity, count: max(1 << steps, 16))
      for level in 0..<steps {
        let width = 1 << (steps - level)
        for place in 0..<1 << level {
          let rank = place * width + width / 2 - 1
          if rank < own.count { tree[(1 << level) + place] = own[rank] }
        }
      }
      table += tree
    }
    return (table, levels, starts)
  }
}
