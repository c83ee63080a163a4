// Ensembles in the form of the kernels that compare ranks of features (CKernels/trees_ranked.c).

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

  /// Whether single rows go by ranks, so that no other form of the trees is needed.
  var walksRows: Bool { address.pointee.walks_rows != 0 }

  /// The most values of leaves, those of trees that are not complete repeated.
  private static let largestTable = 1 << 24

  /// Ranks checked tables for features of `dtype`, `f32` or `f64`; `nil` where a tree has no form by ranks, a
  /// set has a code that a byte does not hold, or the ranks of a block of rows would take too much memory.
  init?(
    _ tables: TreeTables, leafValues: Tensor, outputCount: Int, dtype: DType, instructions: Int32
  ) {
    guard outputCount <= Int(WH_RANKED_OUTPUTS), tables.thresholds.allSatisfy({ !$0.isNaN }),
      let columns = RankedColumns(tables)
    else { return nil }
    let rankBytes = columns.largestCount <= Int(UInt8.max) ? 1 : 2
    let perLeaf = leafValues.shape[1]
    guard columns.all.count * Int(WH_RANKED_ROWS) * rankBytes <= Int(WH_RANKED_BYTES),
      let layout = RankedLayout(
        tables, columns: columns, rankBytes: rankBytes, instructions: instructions),
      layout.leaves.count * perLeaf <= Self.largestTable
    else { return nil }
    var memory: [UnsafeMutableRawPointer] = []
    func keep<Element: BitwiseCopyable>(_ elements: [Element]) -> UnsafeMutablePointer<Element> {
      // Trees begin at the lines of the cache where their parts have a line's size.
      let raw = UnsafeMutableRawPointer.allocate(
        byteCount: max(elements.count * MemoryLayout<Element>.stride, 1), alignment: 64)
      memory.append(raw)
      let buffer = raw.bindMemory(to: Element.self, capacity: max(elements.count, 1))
      buffer.initialize(from: elements, count: elements.count)
      return buffer
    }
    func kept(_ numbers: [Double], as dtype: DType) -> UnsafeRawPointer {
      dtype == .f32
        ? UnsafeRawPointer(keep(numbers.map { Float($0) })) : UnsafeRawPointer(keep(numbers))
    }
    func keptRanks(_ ranks: [UInt16]) -> UnsafeRawPointer {
      rankBytes == 1
        ? UnsafeRawPointer(keep(ranks.map { UInt8(truncatingIfNeeded: $0) }))
        : UnsafeRawPointer(keep(ranks))
    }
    let (searches, levels, starts) = columns.searchTables()
    let values = leafValues.doubles()
    var leaves: [Double] = []
    leaves.reserveCapacity(layout.leaves.count * perLeaf)
    for leaf in layout.leaves {
      for place in Int(leaf) * perLeaf..<(Int(leaf) + 1) * perLeaf { leaves.append(values[place]) }
    }
    address = .allocate(capacity: 1)
    address.initialize(
      to: wh_ranked_trees(
        rank_bytes: Int32(rankBytes), instructions: instructions,
        column_count: Int64(columns.all.count),
        column_features: keep(columns.all.map { UInt32($0.feature) }),
        column_flags: keep(columns.all.map { UInt8($0.flags) }),
        column_levels: keep(levels), column_thresholds: keep(starts),
        thresholds: kept(searches, as: dtype), tree_count: Int64(tables.roots.count),
        trees: keep(layout.trees), node_columns: keep(layout.nodeColumns),
        node_ranks: keptRanks(layout.nodeRanks), node_slots: keep(layout.nodeSlots),
        member_columns: keep(layout.memberColumns), member_sets: keep(layout.memberSets),
        member_slots: keep(layout.memberSlots), walk_nodes: keep(layout.walkNodes),
        children: keep(layout.children), leaf_values: kept(leaves, as: leafValues.dtype),
        diagram_leaves: Int32(layout.diagramLeaves),
        walks_rows: layout.memberColumns.isEmpty ? 1 : 0))
    self.memory = memory
  }

  deinit {
    address.deallocate()
    for buffer in memory { buffer.deallocate() }
  }
}
