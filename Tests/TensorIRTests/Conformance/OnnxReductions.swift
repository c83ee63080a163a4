// ONNX reductions, and products of matrices.

import TensorIR
import Tensors

extension OnnxOperators {
  private typealias Reduce = (FunctionBuilder, ValueID, [Int], Bool) throws -> ValueID

  private static func reduction(_ body: @escaping Reduce) -> OnnxRule {
    { node, x in
      let rank = try x[0].shape.rank
      let axes = try (x.ints(1) ?? node.ints("axes") ?? []).map { $0.axis(of: rank) }
      if axes.isEmpty, node.int("noop_with_empty_axes", 0) != 0, node.operation == "ReduceSum" {
        return [try x[0]]
      }
      guard !axes.isEmpty || node.int("noop_with_empty_axes", 0) == 0 else {
        throw NotMapped("a reduction of nothing")
      }
      let keep = node.int("keepdims", 1) != 0
      return [
        try result([x[0]]) { b, v in
          try body(b, v[0], axes.isEmpty ? Array(0..<rank) : axes, keep)
        }
      ]
    }
  }

  private static func extreme(_ isMax: Bool) -> OnnxRule {
    { node, x in
      let source = try x[0]
      if source.dtype == .bool {
        return try reduction { b, x, axes, keep in
          isMax
            ? try b.reduceAny(x, axes: axes, keepDimensions: keep)
            : try b.reduceAll(x, axes: axes, keepDimensions: keep)
        }(node, x)
      }
      // ONNX gives an infinity where nothing is reduced; here that is an error.
      if source.count == 0 { throw NotMapped("an extreme of nothing") }
      return try reduction { b, x, axes, keep in
        isMax
          ? try b.reduceMax(x, axes: axes, keepDimensions: keep)
          : try b.reduceMin(x, axes: axes, keepDimensions: keep)
      }(node, x)
    }
  }

  private static func argument(_ isMax: Bool) -> OnnxRule {
    { node, x in
      let rank = try x[0].shape.rank
      let axis = node.int("axis", 0).axis(of: rank)
      let isLast = node.int("select_last_index", 0) != 0
      let extent = try x[0].shape[axis]
      return [
        try result([x[0]]) { b, v in
          let source = isLast ? try b.reverse(v[0], axes: [axis]) : v[0]
          var index = isMax ? try b.argMax(source, axis: axis) : try b.argMin(source, axis: axis)
          if isLast { index = try b.subtract(b.scalar(Double(extent - 1), .i64), index) }
          return node.int("keepdims", 1) == 0 ? index : try b.insertAxis(index, axis)
        }
      ]
    }
  }

  static var reductions: [String: OnnxRule] {
    var rules: [String: OnnxRule] = [:]
    rules["ReduceSum"] = reduction { try $0.reduceSum($1, axes: $2, keepDimensions: $3) }
    rules["ReduceProd"] = reduction { try $0.reduceProduct($1, axes: $2, keepDimensions: $3) }
    rules["ReduceMean"] = reduction { try $0.reduceMean($1, axes: $2, keepDimensions: $3) }
    rules["ReduceMax"] = extreme(true)
    rules["ReduceMin"] = extreme(false)
    rules["ReduceL1"] = reduction { try $0.reduceSum($0.abs($1), axes: $2, keepDimensions: $3) }
    rules["ReduceSumSquare"] = reduction {
      try $0.reduceSum($0.multiply($1, $1), axes: $2, keepDimensions: $3)
    }
    rules["ReduceL2"] = reduction {
      try $0.sqrt($0.reduceSum($0.multiply($1, $1), axes: $2, keepDimensions: $3))
    }
    rules["ReduceLogSum"] = reduction {
      try $0.log($0.reduceSum($1, axes: $2, keepDimensions: $3))
    }
    rules["ReduceLogSumExp"] = reduction {
      try $0.log($0.reduceSum($0.exp($1), axes: $2, keepDimensions: $3))
    }
    rules["ArgMax"] = argument(true)
    rules["ArgMin"] = argument(false)
    rules["MatMul"] = { _, x in
      let (a, b) = (try x[0], try x[1])
      let left = a.shape.rank == 1 ? a.reshaped(to: Shape([1] + a.shape.dimensions)) : a
      let right = b.shape.rank == 1 ? b.reshaped(to: Shape(b.shape.dimensions + [1])) : b
      let product = try result([left, right]) { b, v in try b.matmul(v[0], v[1]) }
      var dimensions = product.shape.dimensions
      if b.shape.rank == 1 { dimensions.removeLast() }
      if a.shape.rank == 1 { dimensions.remove(at: dimensions.count - (b.shape.rank == 1 ? 1 : 2)) }
      return [product.reshaped(to: Shape(dimensions))]
    }
    rules["Gemm"] = { node, x in
      let (alpha, beta) = (node.float("alpha", 1), node.float("beta", 1))
      let tensors = try [x[0], x[1]] + (x.optional(2).map { [$0] } ?? [])
      return [
        try result(tensors) { b, v in
          let dtype = b.tensorType(of: v[0]).dtype
          let product = try b.multiply(
            b.scalar(alpha, dtype),
            b.matmul(
              v[0], v[1], transposeLeft: node.int("transA", 0) != 0,
              transposeRight: node.int("transB", 0) != 0))
          guard v.count == 3 else { return product }
          return try b.add(product, b.multiply(b.scalar(beta, dtype), v[2]))
        }
      ]
    }
    rules["CumSum"] = { node, x in
      let axis = (x.ints(1)?.first ?? 0).axis(of: try x[0].shape.rank)
      let isReversed = node.int("reverse", 0) != 0
      let isExclusive = node.int("exclusive", 0) != 0
      return [
        try result([x[0]]) { b, v in
          let source = isReversed ? try b.reverse(v[0], axes: [axis]) : v[0]
          var sums = try b.cumulativeSum(source, axis: axis)
          if isExclusive { sums = try b.subtract(sums, source) }
          return isReversed ? try b.reverse(sums, axes: [axis]) : sums
        }
      ]
    }
    return rules
  }
}
