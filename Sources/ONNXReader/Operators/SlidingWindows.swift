// Windows that slide over the spatial axes of a batch of images: what convolutions and pools look at.

import TensorIR
import Tensors

/// The extents, steps and borders of windows.
struct SlidingWindows {
  let kernel: [Int]
  let strides: [Int]
  let dilations: [Int]
  /// The borders before and behind each spatial axis.
  let low: [Int]
  let high: [Int]
  /// The number of windows along each spatial axis.
  let counts: [Int]

  /// The windows of `node` over an image of `extents`.
  init(_ node: GraphNode, kernel: [Int], extents: [Int]) throws {
    let rank = extents.count
    func list(_ name: String) throws -> [Int] {
      let values = node.ints(name) ?? Array(repeating: 1, count: rank)
      guard values.count == rank, values.allSatisfy({ (1...1 << 20).contains($0) }) else {
        throw node.error("\(name) \(values) for \(rank) axes")
      }
      return values
    }
    self.kernel = kernel
    strides = try list("strides")
    dilations = try list("dilations")
    guard kernel.count == rank, kernel.allSatisfy({ (1...1 << 20).contains($0) }) else {
      throw node.error("a kernel \(kernel) for \(rank) axes")
    }
    var low = [Int](repeating: 0, count: rank)
    var high = low
    var counts = low
    let pads = node.ints("pads") ?? Array(repeating: 0, count: 2 * rank)
    guard pads.count == 2 * rank, pads.allSatisfy({ (0...1 << 20).contains($0) }) else {
      throw node.error("pads \(pads) for \(rank) axes")
    }
    for axis in 0..<rank {
      let reach = (kernel[axis] - 1) * dilations[axis] + 1
      let stride = strides[axis]
      switch node.text("auto_pad") ?? "NOTSET" {
      case "SAME_UPPER", "SAME_LOWER":
        counts[axis] = (extents[axis] + stride - 1) / stride
        let total = max((counts[axis] - 1) * stride + reach - extents[axis], 0)
        let isLower = node.text("auto_pad") == "SAME_LOWER"
        low[axis] = isLower ? (total + 1) / 2 : total / 2
        high[axis] = total - low[axis]
      case let mode:
        if mode != "VALID" { (low[axis], high[axis]) = (pads[axis], pads[rank + axis]) }
        let room = low[axis] + extents[axis] + high[axis] - reach
        guard room >= 0 else { throw node.error("a kernel \(kernel) over \(extents)") }
        counts[axis] = room / stride + 1
        // A last window that begins in the image, or in the border before it, also counts.
        if node.flag("ceil_mode"), room % stride != 0,
          counts[axis] * stride < low[axis] + extents[axis]
        {
          counts[axis] += 1
          high[axis] += stride - room % stride
        }
      }
    }
    self.low = low
    self.high = high
    self.counts = counts
    try checkAxes(node)
  }

  /// The most places that are listed while a graph is translated.
  static let largestTable = 1 << 26

  /// Makes sure that the places of windows along each axis can be listed.
  func checkAxes(_ node: GraphNode) throws {
    for (count, extent) in zip(counts, kernel) where extent > 1 {
      guard count <= Self.largestTable / extent else {
        throw node.unsupported("\(count) windows of \(extent) along an axis")
      }
    }
  }

  /// Makes sure that all places of all windows can be listed.
  func checkTable(_ node: GraphNode) throws {
    guard Shape.isBounded(counts + kernel), Shape(counts + kernel).count <= Self.largestTable else {
      throw node.unsupported("so many windows \(counts) of \(kernel)")
    }
  }

  /// The places within a window.
  var size: Int { kernel.reduce(1, *) }

  /// The elements of each window of `x [batch, channels, …]`, as `[batch, channels, size, windows]`.
  func elements(_ c: NodeContext, of x: ValueID, border: Double) throws -> ValueID {
    let b = c.b
    var value = x
    if (low + high).contains(where: { $0 > 0 }) {
      value = try b.pad(
        x, low: [0, 0] + low, high: [0, 0] + high, value: c.number(border, like: x))
    }
    let batch = Array(c.type(x).dimensions[..<2])
    for axis in kernel.indices {
      let places = (0..<kernel[axis]).flatMap { k in
        (0..<counts[axis]).map { Int64(k * dilations[axis] + $0 * strides[axis]) }
      }
      value = try b.gather(value, b.constant(Tensor(places)), axis: 2 + axis)
    }
    let split = zip(kernel, counts).flatMap { [Dimension.fixed($0), .fixed($1)] }
    value = try b.reshape(value, batch + split)
    let inner = kernel.indices.map { 2 + 2 * $0 }
    value = try b.transpose(value, [0, 1] + inner + inner.map { $0 + 1 })
    return try b.reshape(value, batch + [.fixed(size), .fixed(counts.reduce(1, *))])
  }
}
