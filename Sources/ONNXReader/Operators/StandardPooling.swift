// Pools: a number for each window.

import TensorIR
import Tensors

enum StandardPooling {
  static var rules: [String: OperatorRule] {
    [
      "MaxPool": tensors(largest),
      "AveragePool": tensor(average),
      "LpPool": tensor { c in
        let (x, windows) = try windows(c)
        let p = Double(c.node.int("p", 2))
        return try norm(c, x, windows.elements(c, of: x, border: 0), p: p, windows)
      },
      "GlobalMaxPool": tensor { c in
        try c.b.reduceMax(c.tensor(0), axes: spatial(c), keepDimensions: true)
      },
      "GlobalAveragePool": tensor { c in
        try c.b.reduceMean(c.tensor(0), axes: spatial(c), keepDimensions: true)
      },
      "GlobalLpPool": tensor { c in
        let x = try c.tensor(0)
        let p = Double(c.node.int("p", 2))
        let powers = try c.b.power(c.b.abs(x), c.number(p, like: x))
        let sum = try c.b.reduceSum(powers, axes: spatial(c), keepDimensions: true)
        return try c.b.power(sum, c.number(1 / p, like: x))
      },
    ]
  }

  private static func spatial(_ c: NodeContext) throws -> [Int] {
    let rank = try c.rank(c.tensor(0))
    guard rank >= 2 else { throw c.node.error("an image of \(rank) axes") }
    return Array(2..<rank)
  }

  private static func windows(_ c: NodeContext) throws -> (ValueID, SlidingWindows) {
    let x = try c.tensor(0)
    let extents = try spatial(c).map { try c.extent(x, $0) }
    let kernel = c.node.ints("kernel_shape") ?? []
    return (x, try SlidingWindows(c.node, kernel: kernel, extents: extents))
  }

  /// `[batch, channels, windows]` as an image.
  private static func image(
    _ c: NodeContext, _ x: ValueID, _ values: ValueID, _ windows: SlidingWindows
  ) throws -> ValueID {
    try c.b.reshape(
      values, Array(c.type(x).dimensions[..<2]) + windows.counts.map(Dimension.fixed))
  }

  private static func largest(_ c: NodeContext) throws -> [ValueID] {
    let (x, windows) = try windows(c)
    let elements = try windows.elements(c, of: x, border: -.infinity)
    let values = try image(c, x, c.b.reduceMax(elements, axes: [2]), windows)
    guard c.node.outputs.count > 1 else { return [values] }
    return [values, try image(c, x, places(c, x, elements, windows), windows)]
  }

  /// The place of each window's largest element in the whole tensor.
  private static func places(
    _ c: NodeContext, _ x: ValueID, _ elements: ValueID, _ windows: SlidingWindows
  ) throws -> ValueID {
    try windows.checkTable(c.node)
    let shape = try c.extents(x)
    let spatial = Array(shape[2...])
    var strides = Shape(spatial).strides
    if c.node.flag("storage_order") {
      strides = Shape(spatial.reversed()).strides.reversed()
    }
    // For each place of a window and each window the place in the image; borders never win.
    var table: [Int64] = []
    for k in Positions.indices(windows.kernel) {
      for o in Positions.indices(windows.counts) {
        table.append(
          spatial.indices.reduce(Int64(0)) { sum, axis in
            let index =
              o[axis] * windows.strides[axis] + k[axis] * windows.dilations[axis]
              - windows.low[axis]
            return sum + Int64(index * strides[axis])
          })
      }
    }
    let b = c.b
    let count = windows.counts.reduce(1, *)
    let best = try b.insertAxis(b.argMax(elements, axis: 2), 2)
    let all = try b.broadcast(
      b.constant(Tensor(table, shape: [1, 1, windows.size, count])),
      to: [.fixed(shape[0]), .fixed(shape[1]), .fixed(windows.size), .fixed(count)])
    let local = try b.reshape(
      b.gatherAlong(all, best, axis: 2), [.fixed(shape[0]), .fixed(shape[1]), .fixed(count)])
    let images = try b.iota([.fixed(shape[0] * shape[1])], axis: 0, .i64)
    let start = try b.multiply(images, b.scalar(Double(spatial.reduce(1, *)), .i64))
    return try b.add(local, b.reshape(start, [.fixed(shape[0]), .fixed(shape[1]), 1]))
  }

  /// The mean of the elements; of those in the image only, unless the border counts.
  private static func average(_ c: NodeContext) throws -> ValueID {
    let b = c.b
    let (x, windows) = try windows(c)
    try windows.checkTable(c.node)
    let sum = try b.reduceSum(windows.elements(c, of: x, border: 0), axes: [2])
    let shape = try spatial(c).map { try c.extent(x, $0) }
    let countsBorder = c.node.flag("count_include_pad")
    let pads = c.node.ints("pads") ?? Array(repeating: 0, count: 2 * shape.count)
    let counts = Positions.indices(windows.counts).map { o -> Double in
      var count = 1
      for axis in shape.indices {
        let start = o[axis] * windows.strides[axis] - windows.low[axis]
        // What rounding up adds behind the given border never counts.
        let isGiven = (c.node.text("auto_pad") ?? "NOTSET") == "NOTSET"
        let behind = isGiven ? pads[shape.count + axis] : windows.high[axis]
        let range: Range<Int> =
          countsBorder ? -windows.low[axis]..<shape[axis] + behind : 0..<shape[axis]
        count *= (0..<windows.kernel[axis]).count(where: {
          range.contains(start + $0 * windows.dilations[axis])
        })
      }
      return Double(max(count, 1))
    }
    let divisor = try c.constant(counts, [1, 1, counts.count], c.dtype(x))
    return try image(c, x, b.divide(sum, divisor), windows)
  }

  private static func norm(
    _ c: NodeContext, _ x: ValueID, _ elements: ValueID, p: Double, _ windows: SlidingWindows
  ) throws -> ValueID {
    let powers = try c.b.power(c.b.abs(elements), c.number(p, like: x))
    let sum = try c.b.reduceSum(powers, axes: [2])
    return try image(c, x, c.b.power(sum, c.number(1 / p, like: x)), windows)
  }
}

extension Positions {
  /// Every index of a tensor of some extents, in row-major order.
  static func indices(_ extents: [Int]) -> [[Int]] {
    extents.reduce([[]]) { indices, extent in
      indices.flatMap { index in (0..<extent).map { index + [$0] } }
    }
  }
}
