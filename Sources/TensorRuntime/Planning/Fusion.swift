// Which element-wise steps become one loop.

import CKernels
import TensorIR
import Tensors

/// A maximal chain of element-wise steps over one shape.
struct FusedGroup {
  /// The steps, by their place in the graph, ascending.
  var nodes: [Int]
  /// The shape of every result.
  let shape: Shape
  /// At which axes the shape can be cut into rows and columns so that every operand is full, a
  /// scalar, a row or a column.
  var cuts: CutSet
  /// The values that come from outside.
  var inputs: Set<Int>
}

/// The axes at which a shape can be cut, as bits.
typealias CutSet = UInt64

/// Finds the groups of a graph.
struct Fusion {
  private(set) var groups: [FusedGroup?] = []
  /// The group of each step; `nil` for the others.
  private(set) var groupOfNode: [Int?]

  init(_ graph: PlanGraph, _ aliases: Aliases, isEnabled: Bool) {
    groupOfNode = Array(repeating: nil, count: graph.nodes.count)
    var definingNode: [Int: Int] = [:]
    var isSealed: [Bool] = []
    for (index, node) in graph.nodes.enumerated() {
      for result in node.results { definingNode[result] = index }
      let producers = node.operands.compactMap { definingNode[$0] }.compactMap { groupOfNode[$0] }
      if aliases.isAlias[index] || ElementwiseTiles.tile(for: node, in: graph) == nil {
        for group in producers { isSealed[group] = true }
        continue
      }
      guard let single = Self.group(of: index, node, graph) else {
        for group in producers { isSealed[group] = true }
        continue
      }
      var merged = single
      var absorbed: [Int] = []
      for group in Set(producers).sorted() where isEnabled && !isSealed[group] {
        guard let other = groups[group], other.shape == merged.shape else { continue }
        guard let union = Self.union(other, merged, graph) else { continue }
        merged = union
        absorbed.append(group)
      }
      let place = groups.count
      for group in producers where !absorbed.contains(group) { isSealed[group] = true }
      for group in absorbed { groups[group] = nil }
      groups.append(merged)
      isSealed.append(false)
      for member in merged.nodes { groupOfNode[member] = place }
    }
  }

  private static func group(of index: Int, _ node: GraphNode, _ graph: PlanGraph) -> FusedGroup? {
    guard let shape = graph.values[node.results[0]].planned?.shape, shape.rank < 60 else {
      return nil
    }
    var cuts: CutSet = .max
    for operand in node.operands {
      guard let type = graph.values[operand].planned else { return nil }
      cuts &= OperandLayout.cuts(of: type.shape, in: shape)
    }
    guard cuts != 0 else { return nil }
    return FusedGroup(nodes: [index], shape: shape, cuts: cuts, inputs: Set(node.operands))
  }

  private static func union(
    _ a: FusedGroup, _ b: FusedGroup, _ graph: PlanGraph
  ) -> FusedGroup? {
    let nodes = (a.nodes + b.nodes).sorted()
    let results = Set(nodes.flatMap { graph.nodes[$0].results })
    let inputs = a.inputs.union(b.inputs).subtracting(results)
    let cuts = a.cuts & b.cuts
    guard cuts != 0, inputs.count + nodes.count <= Int(WH_FUSED_SLOTS) else { return nil }
    return FusedGroup(nodes: nodes, shape: a.shape, cuts: cuts, inputs: inputs)
  }
}

/// How an operand is repeated over the rows and columns of a chain.
enum OperandLayout: Int64 {
  case full, scalar, row, column

  /// The axes at which `shape` can be cut so that `operand` is full, a scalar, a row or a column.
  static func cuts(of operand: Shape, in shape: Shape) -> CutSet {
    (0...shape.rank).reduce(0) { set, cut in
      layout(of: operand, in: shape, cut: cut) == nil ? set : set | 1 << CutSet(cut)
    }
  }

  /// How `operand` is repeated where `shape` is cut before axis `cut`; `nil` where it is otherwise.
  static func layout(of operand: Shape, in shape: Shape, cut: Int) -> OperandLayout? {
    let lead = shape.rank - operand.rank
    guard lead >= 0 else { return nil }
    let extents = (0..<shape.rank).map { $0 < lead ? 1 : operand[$0 - lead] }
    if extents == shape.dimensions { return .full }
    if extents.allSatisfy({ $0 == 1 }) { return .scalar }
    let (rows, columns) = (extents[..<cut], extents[cut...])
    let (allRows, allColumns) = (shape.dimensions[..<cut], shape.dimensions[cut...])
    if rows.allSatisfy({ $0 == 1 }), columns == allColumns { return .row }
    if columns.allSatisfy({ $0 == 1 }), rows == allRows { return .column }
    return nil
  }
}
