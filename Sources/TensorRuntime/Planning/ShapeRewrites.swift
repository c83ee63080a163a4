// Operations that need only the shape of an operand, said without it once the shape is known.

import TensorIR
import Tensors

/// Rewrites of shape operations over known shapes.
enum ShapeRewrites {
  /// What an operation becomes.
  enum Replacement {
    case constant(Value)
    case node(GraphNode)
    /// The first, whose result has the type, and then the second on that result.
    case chain(GraphNode, ValueType, GraphNode)
  }

  /// The simpler form of `node`, where it has one.
  static func rewrite(_ node: GraphNode, in graph: PlanGraph) throws -> Replacement? {
    switch node.name {
    case "dimension_size":
      guard case .tensor(let type) = graph.values[node.operands[0]].type,
        case .int(let axis)? = node.attributes["axis"], type.dimensions.indices.contains(axis),
        let extent = type.dimensions[axis].extent
      else { return nil }
      return .constant(.tensor(Tensor(scalar: Int64(extent))))
    case "broadcast_like", "reshape_like":
      guard let like = graph.values[node.operands[1]].dense else { return nil }
      let name = node.name == "broadcast_like" ? "broadcast" : "reshape"
      return .node(try shaped(name, [node.operands[0]], like.shape))
    case "sum_like":
      guard let x = graph.values[node.operands[0]].planned,
        let like = graph.values[node.operands[1]].dense, x.shape.rank >= like.shape.rank
      else { return nil }
      let lead = x.shape.rank - like.shape.rank
      let axes = x.shape.dimensions.indices.filter {
        $0 < lead || (like.shape[$0 - lead] == 1 && x.shape[$0] != 1)
      }
      let sum = GraphNode(
        name: "reduce_sum", definition: try OperationRegistry.definition("reduce_sum"),
        operands: [node.operands[0]], results: [],
        attributes: [
          "axes": .ints(axes), "keep_dimensions": .bool(false), "ordered": .bool(true),
        ])
      let kept = x.shape.dimensions.indices.filter { !axes.contains($0) }
      return .chain(
        sum, .tensor(x.dtype, kept.map { .fixed(x.shape[$0]) }),
        try shaped("reshape", [], like.shape))
    default: return nil
    }
  }

  private static func shaped(_ name: String, _ operands: [Int], _ shape: Shape) throws -> GraphNode
  {
    GraphNode(
      name: name, definition: try OperationRegistry.definition(name), operands: operands,
      results: [], attributes: ["dimensions": .dimensions(shape.dimensions.map(Dimension.fixed))])
  }
}
