// ONNX operators that change shapes.

import TensorIR
import Tensors

extension OnnxOperators {
  private static func reshaped(_ tensor: Tensor, _ dimensions: [Int]) throws -> [Tensor] {
    [
      try result([tensor]) { b, v in
        try b.reshape(v[0], dimensions.map { $0 == -1 ? .unknown : .fixed($0) })
      }
    ]
  }

  static var shapes: [String: OnnxRule] {
    var rules: [String: OnnxRule] = [:]
    rules["Constant"] = { node, _ in
      if let tensor = node.attributes["value"]?[5].first {
        return [try Tensor(onnx: ProtobufMessage(tensor.bytes))]
      }
      if node.attributes["value_int"] != nil {
        return [Tensor(scalar: Int64(node.int("value_int", 0)))]
      }
      if node.attributes["value_float"] != nil {
        return [Tensor(scalar: Float(node.float("value_float", 0)))]
      }
      if let ints = try node.ints("value_ints") { return [Tensor(ints.map { Int64($0) })] }
      throw NotMapped("this form of constant")
    }
    rules["ConstantOfShape"] = { node, x in
      let value =
        try node.attributes["value"]?[5].first.map {
          try Tensor(onnx: ProtobufMessage($0.bytes))
        } ?? Tensor([Float(0)])
      let shape = x.ints(0) ?? []
      return [
        try result([value.reshaped(to: [])]) { b, v in
          try b.broadcast(v[0], to: shape.map(Dimension.fixed))
        }
      ]
    }
    rules["Reshape"] = { node, x in
      let source = try x[0].shape
      let wanted = x.ints(1) ?? []
      let keepsZero = node.int("allowzero", 0) != 0
      return try reshaped(
        x[0], wanted.enumerated().map { $1 == 0 && !keepsZero ? source[$0] : $1 })
    }
    rules["Flatten"] = { node, x in
      let axis = node.int("axis", 1).axis(of: try x[0].shape.rank)
      let dimensions = try x[0].shape.dimensions
      return try reshaped(
        x[0], [dimensions[..<axis].reduce(1, *), dimensions[axis...].reduce(1, *)])
    }
    rules["Squeeze"] = { node, x in
      let dimensions = try x[0].shape.dimensions
      let axes = try (x.ints(1) ?? node.ints("axes"))?.map { $0.axis(of: dimensions.count) }
      let kept = dimensions.indices.filter { axis in
        axes.map { !$0.contains(axis) } ?? (dimensions[axis] != 1)
      }
      return try reshaped(x[0], kept.map { dimensions[$0] })
    }
    rules["Unsqueeze"] = { node, x in
      let axes = try x.ints(1) ?? node.ints("axes") ?? []
      var dimensions = try x[0].shape.dimensions
      let rank = dimensions.count + axes.count
      for axis in axes.map({ $0.axis(of: rank) }).sorted() { dimensions.insert(1, at: axis) }
      return try reshaped(x[0], dimensions)
    }
    rules["Transpose"] = { node, x in
      let order = try node.ints("perm") ?? Array((0..<(try x[0].shape.rank)).reversed())
      return [try result([x[0]]) { b, v in try b.transpose(v[0], order) }]
    }
    rules["Concat"] = { node, x in
      let tensors = try x.tensors.indices.map { try x[$0] }
      let axis = node.int("axis", 0).axis(of: tensors[0].shape.rank)
      return [try result(tensors) { b, v in try b.concatenate(v, axis: axis) }]
    }
    rules["Expand"] = { _, x in
      let target = Shape(x.ints(1) ?? [])
      guard let shape = try x[0].shape.broadcast(with: target) else { throw NotMapped("shape") }
      return [
        try result([x[0]]) { b, v in
          try b.broadcast(v[0], to: shape.dimensions.map(Dimension.fixed))
        }
      ]
    }
    rules["Shape"] = { node, x in
      let rank = try x[0].shape.rank
      let start = min(max(node.int("start", 0).axis(of: rank), 0), rank)
      let end = min(max(node.int("end", rank).axis(of: rank), start), rank)
      let sizes = try (start..<max(start, end)).map { axis in
        try result([x[0]]) { b, v in try b.reshape(b.dimensionSize(v[0], axis: axis), [1]) }
      }
      if sizes.isEmpty { return [Tensor([Int64]())] }
      return [try result(sizes) { b, v in try b.concatenate(v, axis: 0) }]
    }
    rules["Size"] = { _, x in [Tensor(scalar: Int64(try x[0].count))] }
    rules["Slice"] = { node, x in
      guard node.opset >= 10, let starts = x.ints(1), let ends = x.ints(2) else {
        throw NotMapped("ranges as attributes")
      }
      var sliced = try x[0]
      let rank = sliced.shape.rank
      let axes = x.ints(3) ?? Array(0..<starts.count)
      let steps = x.ints(4) ?? starts.map { _ in 1 }
      for (index, axis) in axes.map({ $0.axis(of: rank) }).enumerated() {
        let (extent, step) = (sliced.shape[axis], steps[index])
        let (start, end) = (starts[index].axis(of: extent), ends[index].axis(of: extent))
        sliced = try result([sliced]) { b, v in
          if step > 0 {
            let low = min(max(start, 0), extent)
            let high = min(max(end, low), extent)
            return try b.slice(v[0], axis: axis, start: low, end: high, stride: step)
          }
          // Backwards: the same from the other end.
          let low = extent - 1 - min(max(start, -1), extent - 1)
          let high = extent - 1 - min(max(end, -1), extent - 1 - low)
          return try b.slice(
            b.reverse(v[0], axes: [axis]), axis: axis, start: low, end: max(high, low),
            stride: -step)
        }
      }
      return [sliced]
    }
    rules["Split"] = { node, x in
      let axis = node.int("axis", 0).axis(of: try x[0].shape.rank)
      let extent = try x[0].shape[axis]
      let count = node.outputs.count
      let even = (extent + count - 1) / count
      let sizes =
        try x.ints(1) ?? node.ints("split")
        ?? (0..<count).map { min(even, max(extent - $0 * even, 0)) }
      return try evaluate([x[0]]) { b, v in
        var start = 0
        return try sizes.map { size in
          defer { start += size }
          return try b.slice(v[0], axis: axis, start: start, end: start + size)
        }
      }
    }
    rules["Pad"] = { node, x in
      guard node.opset >= 11, (node.text("mode") ?? "constant") == "constant",
        let pads = x.ints(1), pads.allSatisfy({ $0 >= 0 })
      else { throw NotMapped("this form of padding") }
      let rank = try x[0].shape.rank
      let axes = x.ints(3)?.map { $0.axis(of: rank) } ?? Array(0..<rank)
      var (low, high) = ([Int](repeating: 0, count: rank), [Int](repeating: 0, count: rank))
      for (index, axis) in axes.enumerated() {
        low[axis] = pads[index]
        high[axis] = pads[axes.count + index]
      }
      let tensors = try [x[0]] + (x.optional(2).map { [$0.reshaped(to: [])] } ?? [])
      return [
        try result(tensors) { b, v in
          v.count == 2
            ? try b.pad(v[0], low: low, high: high, value: v[1])
            : try b.pad(v[0], low: low, high: high, value: 0)
        }
      ]
    }
    rules["Tile"] = { _, x in
      var tiled = try x[0]
      for (axis, count) in (x.ints(1) ?? []).enumerated() {
        tiled = try result([tiled]) { b, v in
          try b.concatenate(Array(repeating: v[0], count: max(count, 1)), axis: axis)
        }
      }
      return [tiled]
    }
    rules["Range"] = { _, x in
      let (start, delta) = (try x[0], try x[2])
      let span = (try x[1].doubles()[0] - start.doubles()[0]) / delta.doubles()[0]
      let count = max(Int(span.rounded(.up)), 0)
      return [
        try result([start, delta]) { b, v in
          let steps = try b.iota([.fixed(count)], axis: 0, b.tensorType(of: v[0]).dtype)
          return try b.add(v[0], b.multiply(steps, v[1]))
        }
      ]
    }
    return rules
  }
}
