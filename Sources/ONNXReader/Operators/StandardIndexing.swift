// Operators that pick by index.

import TensorIR
import Tensors

enum StandardIndexing {
  static var rules: [String: OperatorRule] {
    [
      "Gather": tensor { c in
        let x = try c.tensor(0)
        let axis = try c.axis(0, of: x)
        return try c.b.gather(x, wrapped(c, c.tensor(1), axis: axis, of: x), axis: axis)
      },
      "GatherElements": tensor { c in
        let x = try c.tensor(0)
        let axis = try c.axis(0, of: x)
        return try gatherElements(c, x, c.tensor(1), axis: axis)
      },
      "TopK": tensors(topK),
      "OneHot": tensor(oneHot),
    ]
  }

  /// Indices along an axis, of which negative ones count from the end.
  static func wrapped(
    _ c: NodeContext, _ indices: ValueID, axis: Int, of x: ValueID
  ) throws -> ValueID {
    let dtype = c.dtype(indices)
    if let known = c.b.constantTensor(indices), dtype.isInteger,
      known.doubles().allSatisfy({ $0 >= 0 })
    {
      return indices
    }
    let extent = try c.b.cast(c.b.dimensionSize(x, axis: axis), dtype)
    let isNegative = try c.b.compare(indices, c.number(0, like: indices), .less)
    return try c.b.select(isNegative, c.b.add(indices, extent), indices)
  }

  /// The indices may cover less than the whole of the other axes.
  private static func gatherElements(
    _ c: NodeContext, _ x: ValueID, _ indices: ValueID, axis: Int
  ) throws -> ValueID {
    var source = x
    for other in 0..<c.rank(x) where other != axis {
      let (have, want) = (c.type(x).dimensions[other], c.type(indices).dimensions[other])
      if have != want, let end = want.extent {
        source = try c.b.slice(source, axis: other, start: 0, end: end)
      }
    }
    return try c.b.gatherAlong(source, wrapped(c, indices, axis: axis, of: x), axis: axis)
  }

  private static func topK(_ c: NodeContext) throws -> [ValueID] {
    let x = try c.tensor(0)
    let axis = try c.axis(-1, of: x)
    guard let k = try c.node.version < 10 ? c.node.int("k", 0) : c.ints(1)?.first, k >= 0 else {
      throw c.node.error("no number of elements")
    }
    let isLargest = c.node.flag("largest", true)
    if isLargest, axis == c.rank(x) - 1 {
      let top = try c.b.topK(x, k: k)
      return [top.values, top.indices]
    }
    guard try k <= c.extent(x, axis) else { throw c.node.error("\(k) elements of fewer") }
    let order = try c.b.slice(
      c.b.argSort(x, axis: axis, descending: isLargest), axis: axis, start: 0, end: k)
    return [try c.b.gatherAlong(x, order, axis: axis), order]
  }

  private static func oneHot(_ c: NodeContext) throws -> ValueID {
    let source = try c.tensor(0)
    guard let number = try c.doubles(1)?.first, number >= 0, number <= Double(Shape.largestCount)
    else { throw c.node.error("no depth") }
    let depth = Int(number)
    let values = try c.tensor(2)
    let rank = c.rank(source)
    let axis = try c.axis(c.node.int("axis", -1), rank: rank + 1)
    let indices = try c.b.cast(source, .i64)
    let isNegative = try c.b.compare(indices, c.b.scalar(0, .i64), .less)
    let counted = try c.b.select(
      isNegative, c.b.add(indices, c.b.scalar(Double(depth), .i64)), indices)
    let hot = try c.b.oneHot(counted, depth: depth, .bool)
    let off = try c.b.reshape(c.b.slice(values, axis: 0, start: 0, end: 1), [])
    let on = try c.b.reshape(c.b.slice(values, axis: 0, start: 1, end: 2), [])
    var order = Array(0...rank)
    order.insert(order.removeLast(), at: axis)
    return try c.b.transpose(c.b.select(hot, on, off), order)
  }
}
