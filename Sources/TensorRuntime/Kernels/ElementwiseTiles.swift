// Which tile function computes an element-wise operation.

import CKernels
import TensorIR
import Tensors

/// The micro-kernels of element-wise operations.
enum ElementwiseTiles {
  /// The tile function of `node`, where it has one for its operands' dtype.
  static func tile(for node: GraphNode, in graph: PlanGraph) -> wh_tile? {
    guard node.definition.traits.contains(.elementwise), node.results.count == 1,
      (1...3).contains(node.operands.count),
      let dtype = graph.values[node.operands[node.name == "select" ? 1 : 0]].planned?.dtype
    else { return nil }
    var name = node.name
    switch (name, node.attributes["direction"], node.attributes["dtype"]) {
    case ("compare", .string(let direction)?, _): name = "compare.\(direction)"
    case ("cast", _, .dtype(let target)?): name = "cast.\(target.rawValue)"
    default: break
    }
    guard let code = dtype.kernelCode else { return nil }
    return wh_find_tile(name, code)
  }
}

extension DType {
  /// The dtype's number in C; `nil` for text.
  package var kernelCode: Int32? {
    switch self {
    case .f64: Int32(WH_F64)
    case .f32: Int32(WH_F32)
    case .bf16: Int32(WH_BF16)
    case .i64: Int32(WH_I64)
    case .i32: Int32(WH_I32)
    case .i8: Int32(WH_I8)
    case .bool: Int32(WH_BOOL)
    case .string: nil
    }
  }
}
