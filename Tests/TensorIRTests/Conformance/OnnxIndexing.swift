// ONNX operators that pick by index.

import TensorIR
import Tensors

extension OnnxOperators {
  /// Indices of which negative ones count from the end.
  private static func wrapped(
    _ b: FunctionBuilder, _ indices: ValueID, _ extent: Int
  ) throws -> ValueID {
    let dtype = b.tensorType(of: indices).dtype
    let isNegative = try b.compare(indices, b.scalar(0, dtype), .less)
    return try b.select(isNegative, b.add(indices, b.scalar(Double(extent), dtype)), indices)
  }

  static var indexing: [String: OnnxRule] {
    var rules: [String: OnnxRule] = [:]
    for (name, isAlong) in [("Gather", false), ("GatherElements", true)] {
      rules[name] = { node, x in
        let axis = node.int("axis", 0).axis(of: try x[0].shape.rank)
        let extent = try x[0].shape[axis]
        return [
          try result([x[0], x[1]]) { b, v in
            let indices = try wrapped(b, v[1], extent)
            return isAlong
              ? try b.gatherAlong(v[0], indices, axis: axis)
              : try b.gather(v[0], indices, axis: axis)
          }
        ]
      }
    }
    rules["ScatterElements"] = { node, x in
      let axis = node.int("axis", 0).axis(of: try x[0].shape.rank)
      let extent = try x[0].shape[axis]
      let replaces = (node.text("reduction") ?? "none") == "none"
      guard replaces || node.text("reduction") == "add", try x[0].dtype.isNumeric,
        try x[1].shape.replacing(axis: axis, with: extent) == x[0].shape
      else { throw NotMapped("this form of scatter") }
      return [
        try result([x[0], x[1], x[2]]) { b, v in
          let indices = try wrapped(b, v[1], extent)
          // To replace is to add the difference from what is there.
          let updates =
            replaces
            ? try b.subtract(v[2], b.gatherAlong(v[0], indices, axis: axis)) : v[2]
          return try b.scatterAddAlong(v[0], indices, updates, axis: axis)
        }
      ]
    }
    rules["TopK"] = { node, x in
      let rank = try x[0].shape.rank
      let axis = node.int("axis", -1).axis(of: rank)
      guard let k = x.ints(1)?.first else { throw NotMapped("k as an attribute") }
      let isLargest = node.int("largest", 1) != 0
      return try evaluate([x[0]]) { b, v in
        if isLargest, axis == rank - 1 {
          let top = try b.topK(v[0], k: k)
          return [top.values, top.indices]
        }
        let order = try b.slice(
          b.argSort(v[0], axis: axis, descending: isLargest), axis: axis, start: 0, end: k)
        return [try b.gatherAlong(v[0], order, axis: axis), order]
      }
    }
    rules["OneHot"] = { node, x in
      guard let depth = x.ints(1)?.first else { throw NotMapped("depth") }
      let rank = try x[0].shape.rank
      let axis = node.int("axis", -1).axis(of: rank + 1)
      let values = try x[2]
      return [
        try result([x[0].casting(to: .i64), values]) { b, v in
          let indices = try wrapped(b, v[0], depth)
          let hot = try b.oneHot(indices, depth: depth, .bool)
          let (off, on) = (
            try b.reshape(b.slice(v[1], axis: 0, start: 0, end: 1), []),
            try b.reshape(b.slice(v[1], axis: 0, start: 1, end: 2), [])
          )
          var order = Array(0...rank)
          order.insert(order.removeLast(), at: axis)
          return try b.transpose(b.select(hot, on, off), order)
        }
      ]
    }
    return rules
  }
}
