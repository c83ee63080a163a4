// The columns of ranks that an ensemble's nodes compare.

import CKernels
import TensorIR

/// The columns of ranks: features, once for each way in which their nodes treat NaN and zero; features whose
/// nodes test categories hold codes.
struct RankedColumns {
  struct Column: Hashable {
    let feature: Int32
    let flags: Int32
  }

  /// The columns, in the order of their features.
  let all: [Column]
  /// The thresholds of each, ascending.
  private let thresholds: [[Double]]
  private let places: [Column: Int]

  init(_ tables: TreeTables) {
    var found: [Column: [Double]] = [:]
    for node in tables.features.indices {
      let column = Self.column(of: node, in: tables)
      if column.flags & WH_COLUMN_CODES == 0 {
        found[column, default: []].append(tables.thresholds[node])
      } else {
        found[column] = []
      }
    }
    all = found.keys.sorted { ($0.feature, $0.flags) < ($1.feature, $1.flags) }
    thresholds = all.map { column in
      var distinct: [Double] = []
      // The zeros are equal: one stands for both.
      for threshold in (found[column] ?? []).sorted() where distinct.last != threshold {
        distinct.append(threshold)
      }
      return distinct
    }
    places = Dictionary(uniqueKeysWithValues: zip(all, all.indices))
  }

  /// The most thresholds of a column.
  var largestCount: Int { thresholds.map(\.count).max() ?? 0 }

  private static func column(of node: Int, in tables: TreeTables) -> Column {
    let flags = tables.flags[node]
    let zero = flags & TreeTables.zeroIsMissing != 0 ? WH_COLUMN_ZERO_IS_MISSING : 0
    // Where NaN goes at a test of categories is in the set.
    let way =
      tables.sets[node] >= 0
      ? WH_COLUMN_CODES : flags & TreeTables.nanLeft != 0 ? WH_COLUMN_NAN_LEFT : 0
    return Column(feature: tables.features[node], flags: zero | way)
  }

  /// The column that a node tests.
  func column(of node: Int, in tables: TreeTables) -> Int {
    places[Self.column(of: node, in: tables)] ?? 0
  }

  /// The place of a node's threshold among those of `column`.
  func rank(of node: Int, in column: Int, _ tables: TreeTables) -> Int {
    let threshold = tables.thresholds[node]
    var (low, high) = (0, thresholds[column].count - 1)
    while low < high {
      let middle = (low + high) / 2
      if thresholds[column][middle] < threshold { low = middle + 1 } else { high = middle }
    }
    return low
  }

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
