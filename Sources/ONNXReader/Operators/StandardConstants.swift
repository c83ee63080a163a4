// Values that the graph holds, and values made of little.

import PipelineReaders
import TensorIR
import Tensors

enum StandardConstants {
  static var rules: [String: OperatorRule] {
    [
      "Constant": tensor { c in try c.b.constant(value(c.node), named: "constant") },
      "ConstantOfShape": tensor { c in
        let value = try c.node.tensor("value") ?? Tensor([Float(0)])
        guard value.count == 1 else { throw c.node.error("a value of \(value.count) elements") }
        let dimensions = try c.dimensions(0)
        guard dimensions.allSatisfy({ $0.extent ?? 0 >= 0 }) else {
          throw c.node.error("the extents \(dimensions)")
        }
        return try c.b.broadcast(c.b.constant(value.reshaped(to: [])), to: dimensions)
      },
      "Range": tensor(range),
      "EyeLike": tensor(eye),
      "Dropout": tensors(dropout),
    ]
  }

  private static func value(_ node: GraphNode) throws -> Tensor {
    if let tensor = try node.tensor("value") { return tensor }
    if node.has("value_int") { return Tensor(scalar: Int64(node.int("value_int", 0))) }
    if node.has("value_float") { return Tensor(scalar: Float(node.float("value_float", 0))) }
    if let ints = node.ints("value_ints") { return Tensor(ints.map { Int64($0) }) }
    if let floats = node.floats("value_floats") { return Tensor(floats.map { Float($0) }) }
    if let text = node.text("value_string") { return Tensor(strings: [text], shape: []) }
    if let texts = node.texts("value_strings") { return Tensor(strings: texts) }
    throw node.unsupported("a constant without a dense value")
  }

  private static func range(_ c: NodeContext) throws -> ValueID {
    let start = try c.tensor(0)
    guard let first = try c.doubles(0)?.first, let limit = try c.doubles(1)?.first,
      let delta = try c.doubles(2)?.first, delta != 0
    else { throw c.node.error("no start, limit or step") }
    let count = max(((limit - first) / delta).rounded(.up), 0)
    guard count <= Double(Shape.largestCount) else { throw c.node.error("\(count) elements") }
    let steps = try c.b.iota([.fixed(Int(count))], axis: 0, c.dtype(start))
    return try c.b.add(
      c.b.reshape(start, []), c.b.multiply(steps, c.b.reshape(c.tensor(2), [])))
  }

  private static func eye(_ c: NodeContext) throws -> ValueID {
    let x = try c.tensor(0)
    let dtype =
      c.node.has("dtype")
      ? try DType(onnx: Int32(truncatingIfNeeded: c.node.int("dtype", 1)), at: c.node.place)
      : c.dtype(x)
    let dimensions = c.type(x).dimensions
    guard dimensions.count == 2 else { throw c.node.error("\(c.type(x)), which is no matrix") }
    let rows = try c.b.iota(dimensions, axis: 0, .i64)
    let columns = try c.b.iota(dimensions, axis: 1, .i64)
    let diagonal = try c.b.add(rows, c.b.scalar(Double(c.node.int("k", 0)), .i64))
    return try c.b.cast(c.b.compare(columns, diagonal, .equal), dtype)
  }

  /// Nothing is dropped when a model scores.
  private static func dropout(_ c: NodeContext) throws -> [ValueID] {
    if try c.flag(2), try c.doubles(1)?.first ?? 0.5 != 0 {
      throw c.node.unsupported("dropout in training mode, which is random")
    }
    let x = try c.tensor(0)
    let mask = try c.b.broadcast(
      c.b.scalar(1, c.node.version < 10 ? c.dtype(x) : .bool), toShapeOf: x)
    return [x, mask]
  }
}

extension NodeContext {
  /// The flag that input `index` holds; false where it is left out.
  func flag(_ index: Int) throws -> Bool { try doubles(index)?.first ?? 0 != 0 }
}
