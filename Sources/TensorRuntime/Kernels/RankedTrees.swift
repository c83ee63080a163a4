// Shallow ensembles in the form of the kernels that compare ranks of features (CKernels/trees_ranked.c).

import CKernels
import TensorIR
import Tensors

/// An ensemble whose features are replaced by their ranks among its own thresholds.
///
/// `@unchecked Sendable`: written once, when it is made.
final class RankedTrees: @unchecked Sendable {
  /// What kernels read.
  let address: UnsafeMutablePointer<wh_ranked_trees>
  private let memory: [UnsafeMutableRawPointer]

  /// The most values of leaves, those of trees that are not complete repeated.
  private static let largestTable = 1 << 24

  /// Ranks checked tables for features of `dtype`, `f32` or `f64`; `nil` where a tree is too deep, a node
  /// tests other than a threshold, or the ranks of a block of rows would take too much memory.
  init?(
    _ tables: TreeTables, leafValues: Tensor, outputCount: Int, dtype: DType, instructions: Int32
  ) {
    guard outputCount <= Int(WH_RANKED_OUTPUTS),
      tables.sets.allSatisfy({ $0 < 0 }),
      tables.flags.allSatisfy({ $0 & TreeTables.zeroIsMissing == 0 }),
      tables.thresholds.allSatisfy({ !$0.isNaN }),
      let layout = CompleteLayout(tables)
    else { return nil }
    let columns = RankedColumns(tables)
    let rankBytes = columns.largestCount <= Int(UInt8.max) ? 1 : 2
    let perLeaf = leafValues.shape[1]
    guard columns.largestCount <= Int(UInt16.max),
      columns.all.count * 64 * rankBytes <= Int(WH_RANKED_BYTES),
      layout.leaves.count * perLeaf <= Self.largestTable
    else { return nil }
    var ranks: [UInt16] = []
    var nodeColumns: [UInt16] = []
    for node in layout.nodes {
      let (column, rank) = columns.place(of: node, in: tables)
      nodeColumns.append(UInt16(column))
      ranks.append(UInt16(rank))
    }
    var memory: [UnsafeMutableRawPointer] = []
    func keep<Element: BitwiseCopyable>(_ elements: [Element]) -> UnsafeMutablePointer<Element> {
      let buffer = UnsafeMutablePointer<Element>.allocate(capacity: max(elements.count, 1))
      buffer.initialize(from: elements, count: elements.count)
      memory.append(UnsafeMutableRawPointer(buffer))
      return buffer
    }
    func kept(_ numbers: [Double], as dtype: DType) -> UnsafeRawPointer {
      dtype == .f32
        ? UnsafeRawPointer(keep(numbers.map { Float($0) })) : UnsafeRawPointer(keep(numbers))
    }
    let (searches, levels, starts) = columns.searchTables()
    let values = leafValues.doubles()
    let complete = layout.leaves.flatMap { leaf in
      values[Int(leaf) * perLeaf..<(Int(leaf) + 1) * perLeaf]
    }
    address = .allocate(capacity: 1)
    address.initialize(
      to: wh_ranked_trees(
        rank_bytes: Int32(rankBytes), instructions: instructions,
        column_count: Int64(columns.all.count),
        column_features: keep(columns.all.map { UInt32($0.feature) }),
        column_nan_left: keep(columns.all.map { $0.nanGoesLeft ? UInt8(1) : 0 }),
        column_levels: keep(levels), column_thresholds: keep(starts),
        thresholds: kept(searches, as: dtype), tree_count: Int64(tables.roots.count),
        depths: keep(layout.depths), node_offsets: keep(layout.nodeOffsets),
        node_columns: keep(nodeColumns),
        node_ranks: rankBytes == 1
          ? UnsafeRawPointer(keep(ranks.map { UInt8($0) })) : UnsafeRawPointer(keep(ranks)),
        node_positions: keep(layout.positions), leaf_offsets: keep(layout.leafOffsets),
        leaf_values: kept(complete, as: leafValues.dtype)))
    self.memory = memory
  }

  deinit {
    address.deallocate()
    for buffer in memory { buffer.deallocate() }
  }
}

/// Where the nodes and leaves of trees are in complete trees of their depths.
private struct CompleteLayout {
  /// The nodes, level by level, tree after tree.
  var nodes: [Int] = []
  /// The position of each: the root is at 1, the children of `p` are at `2p` and `2p + 1`.
  var positions: [UInt8] = []
  /// Where each tree's nodes begin, and where the last one's end.
  var nodeOffsets: [UInt32] = [0]
  /// The longest path of each tree.
  var depths: [UInt8] = []
  /// The leaf at each place of the last level of each tree.
  var leaves: [Int32] = []
  /// Where each tree's begin.
  var leafOffsets: [UInt32] = []

  /// Lays out the trees; `nil` where one is too deep.
  init?(_ tables: TreeTables) {
    for root in tables.roots {
      var level: [(source: Int32, position: Int)] = [(root, 1)]
      var ends: [(leaf: Int32, position: Int, depth: Int)] = []
      var depth = 0
      while true {
        var next: [(source: Int32, position: Int)] = []
        for (source, position) in level {
          guard source >= 0 else {
            ends.append((~source, position, depth))
            continue
          }
          guard depth < Int(WH_RANKED_DEPTH) else { return nil }
          nodes.append(Int(source))
          positions.append(UInt8(position))
          next.append((tables.children[2 * Int(source)], 2 * position))
          next.append((tables.children[2 * Int(source) + 1], 2 * position + 1))
        }
        if next.isEmpty { break }
        depth += 1
        level = next
      }
      nodeOffsets.append(UInt32(nodes.count))
      depths.append(UInt8(depth))
      leafOffsets.append(UInt32(leaves.count))
      // A leaf above the last level stands at every place below it.
      var complete = [Int32](repeating: 0, count: 1 << depth)
      for (leaf, position, own) in ends {
        let width = 1 << (depth - own)
        let first = (position - (1 << own)) * width
        for place in first..<first + width { complete[place] = leaf }
      }
      leaves += complete
    }
  }
}

/// The columns of ranks: features, those whose nodes send NaN both ways twice.
private struct RankedColumns {
  struct Column: Hashable {
    let feature: Int32
    let nanGoesLeft: Bool
  }

  /// The columns, in the order of their features.
  let all: [Column]
  /// The thresholds of each, ascending.
  private let thresholds: [[Double]]
  private let places: [Column: Int]

  init(_ tables: TreeTables) {
    var found: [Column: [Double]] = [:]
    for node in tables.features.indices {
      found[Self.column(of: node, in: tables), default: []].append(tables.thresholds[node])
    }
    all = found.keys.sorted {
      ($0.feature, $0.nanGoesLeft ? 1 : 0) < ($1.feature, $1.nanGoesLeft ? 1 : 0)
    }
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
    Column(
      feature: tables.features[node],
      nanGoesLeft: tables.flags[node] & TreeTables.nanLeft != 0)
  }

  /// The column that a node tests, and the place of its threshold there.
  func place(of node: Int, in tables: TreeTables) -> (column: Int, rank: Int) {
    let column = places[Self.column(of: node, in: tables)] ?? 0
    let threshold = tables.thresholds[node]
    var (low, high) = (0, thresholds[column].count - 1)
    while low < high {
      let middle = (low + high) / 2
      if thresholds[column][middle] < threshold { low = middle + 1 } else { high = middle }
    }
    return (column, low)
  }

  /// The thresholds for a search of a fixed number of steps: `2^levels - 1` of each column, those behind the
  /// last being infinite, above which nothing is.
  func searchTables() -> (thresholds: [Double], levels: [UInt32], starts: [UInt32]) {
    var table: [Double] = []
    var levels: [UInt32] = []
    var starts: [UInt32] = []
    for own in thresholds {
      let steps = Int.bitWidth - own.count.leadingZeroBitCount
      levels.append(UInt32(steps))
      starts.append(UInt32(table.count))
      table += own
      table += [Double](repeating: .infinity, count: (1 << steps) - 1 - own.count)
    }
    return (table, levels, starts)
  }
}
