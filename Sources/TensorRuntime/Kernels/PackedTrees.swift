// Decision trees packed for the traversal kernels.

import CKernels
import TensorIR
import Tensors

/// The nodes of an ensemble in the kernels' form: siblings side by side, leaves leading to themselves.
///
/// `@unchecked Sendable`: written once, when it is made.
final class PackedTrees: @unchecked Sendable {
  /// What kernels read.
  let address: UnsafeMutablePointer<wh_trees>
  private let nodes: UnsafeMutableRawPointer
  private let numbers: [UnsafeMutablePointer<UInt32>]

  /// Packs checked tables for features of `dtype`, `f32` or `f64`.
  init(_ tables: TreeTables, dtype: DType) {
    var layout = Layout()
    for root in tables.roots { layout.append(tree: root, of: tables) }
    let count = layout.sources.count
    if dtype == .f32 {
      nodes = Self.pack(layout, tables) { threshold, set, feature, left in
        wh_node32(
          threshold: set.map { Float(bitPattern: $0) } ?? Float(threshold), feature: feature,
          left: left)
      }
    } else {
      nodes = Self.pack(layout, tables) { threshold, set, feature, left in
        wh_node64(
          threshold: set.map { Double(bitPattern: UInt64($0)) } ?? threshold, feature: feature,
          left: left)
      }
    }
    numbers = [
      layout.sources.map { $0 < 0 ? UInt32(~$0) : 0 }, layout.roots, layout.depths,
      tables.setOffsets.map { UInt32($0) }, tables.setWords.map { UInt32(bitPattern: $0) },
    ].map { values in
      let buffer = UnsafeMutablePointer<UInt32>.allocate(capacity: max(values.count, 1))
      buffer.initialize(from: values, count: values.count)
      return buffer
    }
    let isSpecial =
      tables.sets.contains { $0 >= 0 }
      || tables.flags.contains { $0 & TreeTables.zeroIsMissing != 0 }
    address = .allocate(capacity: 1)
    address.initialize(
      to: wh_trees(
        nodes: nodes, leaf_of_node: numbers[0], roots: numbers[1], depths: numbers[2],
        tree_count: Int64(tables.roots.count), set_offsets: numbers[3], set_words: numbers[4],
        has_special_nodes: isSpecial ? 1 : 0))
    precondition(count <= Int(UInt32.max))
  }

  deinit {
    address.deallocate()
    nodes.deallocate()
    for buffer in numbers { buffer.deallocate() }
  }

  /// Where each node and leaf goes: breadth first, so that the levels that every row visits are
  /// neighbours, and children are pairs.
  private struct Layout {
    /// What is at each place: a node of the tables, or `~leaf`.
    var sources: [Int32] = []
    /// The place of the left child, and of a leaf its own.
    var lefts: [UInt32] = []
    var roots: [UInt32] = []
    var depths: [UInt32] = []

    mutating func append(tree root: Int32, of tables: TreeTables) {
      let first = sources.count
      roots.append(UInt32(first))
      sources.append(root)
      var levels = [0]
      var place = first
      while place < sources.count {
        let source = sources[place]
        if source < 0 {
          lefts.append(UInt32(place))
        } else {
          lefts.append(UInt32(sources.count))
          sources.append(tables.children[2 * Int(source)])
          sources.append(tables.children[2 * Int(source) + 1])
          let level = levels[place - first] + 1
          levels += [level, level]
        }
        place += 1
      }
      depths.append(UInt32(levels.max() ?? 0))
    }
  }

  private static func pack<Node>(
    _ layout: Layout, _ tables: TreeTables,
    _ make: (_ threshold: Double, _ set: UInt32?, _ feature: UInt32, _ left: UInt32) -> Node
  ) -> UnsafeMutableRawPointer {
    let nodes = UnsafeMutablePointer<Node>.allocate(capacity: max(layout.sources.count, 1))
    for (place, source) in layout.sources.enumerated() {
      let left = layout.lefts[place]
      guard source >= 0 else {
        (nodes + place).initialize(to: make(.infinity, nil, UInt32(WH_NAN_LEFT), left))
        continue
      }
      let node = Int(source)
      let flags = tables.flags[node]
      var feature = UInt32(tables.features[node])
      if flags & TreeTables.nanLeft != 0 { feature |= UInt32(WH_NAN_LEFT) }
      if flags & TreeTables.zeroIsMissing != 0 { feature |= UInt32(WH_ZERO_IS_MISSING) }
      let set = tables.sets[node] >= 0 ? UInt32(tables.sets[node]) : nil
      if set != nil { feature |= UInt32(WH_CATEGORY) }
      (nodes + place).initialize(to: make(tables.thresholds[node], set, feature, left))
    }
    return UnsafeMutableRawPointer(nodes)
  }
}

/// How the leaves of packed trees are summed, in the kernels' form.
///
/// `@unchecked Sendable`: written once, when it is made.
final class PackedLeafSums: @unchecked Sendable {
  /// What kernels read.
  let address: UnsafeMutablePointer<wh_leaf_sums>
  private let tensors: [Tensor]

  /// Points at constants, which it keeps alive.
  init(leafValues: Tensor, treeOutputs: Tensor, base: Tensor, average: Bool) {
    tensors = [leafValues, treeOutputs, base]
    address = .allocate(capacity: 1)
    address.initialize(
      to: wh_leaf_sums(
        leaf_values: leafValues.withUnsafeBytes { $0.baseAddress },
        values_per_leaf: Int64(leafValues.shape[1]),
        tree_outputs: treeOutputs.withElements(of: Int32.self) { $0.baseAddress },
        base: base.withUnsafeBytes { $0.baseAddress }, output_count: Int64(base.count),
        average: average ? 1 : 0))
  }

  deinit { address.deallocate() }
}
