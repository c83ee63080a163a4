// A function while it is being planned: every call inlined, every extent bound that can be.

import TensorIR
import Tensors

/// The dtype and shape of elements of fixed size that a plan can give a place in memory.
public struct DenseType: Hashable, Sendable, CustomStringConvertible {
  /// The type of the elements.
  public let dtype: DType
  /// The extents.
  public let shape: Shape

  init(_ dtype: DType, _ shape: Shape) {
    self.dtype = dtype
    self.shape = shape
  }

  /// The number of elements.
  public var count: Int { shape.count }
  /// The size of an element; 0 for text.
  public var elementSize: Int { dtype.byteCount ?? 0 }
  /// The size of all elements; 0 for text.
  public var byteCount: Int { count * elementSize }

  public var description: String { "\(dtype.rawValue)\(shape)" }
}

/// A value of a graph.
struct GraphValue {
  var type: ValueType
  /// The value itself, where it is known when the plan is made.
  var constant: Value?
  /// The program's name of the constant; `nil` for what was folded.
  var constantName: String?

  /// The dtype and shape, where the value is dense and every extent is known; text included.
  var dense: DenseType? {
    guard case .tensor(let type) = type, let shape = type.shape else { return nil }
    return DenseType(type.dtype, shape)
  }

  /// The dtype and shape of a value that can have a place in the arena.
  var planned: DenseType? { dense.flatMap { $0.dtype == .string ? nil : $0 } }
}

/// A step of a graph.
struct GraphNode {
  var name: String
  var definition: any OperationDefinition
  var operands: [Int]
  var results: [Int]
  var attributes: Attributes
}

/// Values and the steps between them, each after the steps that define its operands.
struct PlanGraph {
  var values: [GraphValue] = []
  var nodes: [GraphNode] = []
  var inputs: [Int] = []
  var outputs: [Int] = []

  /// Drops the steps that no output depends on; no operation of the IR has another effect.
  mutating func removeDeadNodes() {
    var isUsed = [Bool](repeating: false, count: values.count)
    for output in outputs { isUsed[output] = true }
    var live: [GraphNode] = []
    for node in nodes.reversed() where node.results.contains(where: { isUsed[$0] }) {
      for operand in node.operands { isUsed[operand] = true }
      live.append(node)
    }
    nodes = live.reversed()
  }
}
