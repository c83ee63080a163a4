// Values that are another value's elements under another shape, and need no step.

import TensorIR
import Tensors

/// Which values share the memory of which.
struct Aliases {
  /// The value whose memory each value uses; itself, for most.
  private(set) var roots: [Int]
  /// The steps that only rename.
  private(set) var isAlias: [Bool]

  init(_ graph: PlanGraph) {
    roots = Array(graph.values.indices)
    isAlias = Array(repeating: false, count: graph.nodes.count)
    var isText = Set<Int>()
    for input in graph.inputs where graph.values[input].dense?.dtype == .string {
      isText.insert(input)
    }
    for value in graph.values.indices where graph.values[value].constant != nil {
      if graph.values[value].dense?.dtype == .string { isText.insert(value) }
    }
    for (index, node) in graph.nodes.enumerated() {
      guard node.results.count == 1, node.operands.count == 1 || node.name == "concatenate",
        let operand = node.operands.first,
        let source = graph.values[operand].dense, let target = graph.values[node.results[0]].dense,
        source.dtype == target.dtype, source.count == target.count,
        source.dtype != .string || isText.contains(roots[operand]),
        Self.keepsOrder(node, source.shape, target.shape)
      else { continue }
      isAlias[index] = true
      roots[node.results[0]] = roots[operand]
    }
  }

  /// Whether the elements stay where they are in row-major order; the counts are equal.
  private static func keepsOrder(_ node: GraphNode, _ source: Shape, _ target: Shape) -> Bool {
    switch node.name {
    case "reshape", "insert_axis", "cast", "broadcast", "slice": return true
    case "concatenate": return node.operands.count == 1
    case "transpose":
      guard case .ints(let permutation)? = node.attributes["permutation"] else { return false }
      let moved = permutation.filter { source[$0] != 1 }
      return moved == moved.sorted()
    default: return false
    }
  }
}
