// Convolutions as products of matrices.

import TensorIR
import Tensors

enum StandardConvolutions {
  static var rules: [String: OperatorRule] {
    [
      "Conv": tensor { c in
        try convolve(c, c.tensor(0), c.tensor(1), bias: c.optionalTensor(2))
      },
      "ConvTranspose": tensor(convolveTransposed),
    ]
  }

  /// The convolution of an image by the node's attributes.
  static func convolve(
    _ c: NodeContext, _ x: ValueID, _ weights: ValueID, bias: ValueID?
  ) throws -> ValueID {
    let shape = try c.extents(weights)
    guard c.rank(x) >= 3, shape.count == c.rank(x) else {
      throw c.node.error("weights \(shape) for \(c.type(x))")
    }
    let spatial = try (2..<c.rank(x)).map { try c.extent(x, $0) }
    let windows = try SlidingWindows(c.node, kernel: Array(shape[2...]), extents: spatial)
    return try convolve(
      c, x, weights, windows, groups: c.node.int("group", 1), bias: bias)
  }

  /// The products of the windows' elements with weights `[outputs, channels / groups, …]`.
  private static func convolve(
    _ c: NodeContext, _ x: ValueID, _ weights: ValueID, _ windows: SlidingWindows, groups: Int,
    bias: ValueID?
  ) throws -> ValueID {
    let b = c.b
    let channels = try c.extent(x, 1)
    let shape = try c.extents(weights)
    guard groups > 0, shape[0] % groups == 0, channels == shape[1] * groups else {
      throw c.node.error("weights \(shape) for \(channels) channels in \(groups) groups")
    }
    let elements = try windows.elements(c, of: x, border: 0)
    let batch = c.type(x).dimensions[0]
    let count = windows.counts.reduce(1, *)
    let inner = shape[1] * windows.size
    let patches = try b.reshape(
      elements, [batch, .fixed(groups), .fixed(inner), .fixed(count)])
    let matrix = try b.reshape(
      weights, [1, .fixed(groups), .fixed(shape[0] / groups), .fixed(inner)])
    let product = try b.matmul(matrix, patches)
    let result = try b.reshape(
      product, [batch, .fixed(shape[0])] + windows.counts.map(Dimension.fixed))
    guard let bias else { return result }
    let ones = Array(repeating: Dimension.fixed(1), count: windows.counts.count)
    return try b.add(result, b.reshape(bias, [1, .fixed(shape[0])] + ones))
  }

  /// The convolution with the mirrored weights of the image with `stride - 1` zeros between its elements.
  private static func convolveTransposed(_ c: NodeContext) throws -> ValueID {
    let b = c.b
    let (x, weights) = (try c.tensor(0), try c.tensor(1))
    let shape = try c.extents(weights)
    let rank = c.rank(x) - 2
    guard rank >= 1, shape.count == rank + 2 else {
      throw c.node.error("weights \(shape) for \(c.type(x))")
    }
    let groups = c.node.int("group", 1)
    guard groups > 0, shape[0] % groups == 0 else { throw c.node.error("\(groups) groups") }
    let spatial = try (0..<rank).map { try c.extent(x, 2 + $0) }
    let plan = try TransposedPlan(c.node, kernel: Array(shape[2...]), extents: spatial)
    var image = x
    for axis in 0..<rank where plan.strides[axis] > 1 {
      image = try spread(c, image, axis: 2 + axis, by: plan.strides[axis])
    }
    // Borders may be negative: the image is cut then.
    for axis in 0..<rank {
      let extent = try c.extent(image, 2 + axis)
      let (start, end) = (max(-plan.low[axis], 0), extent - max(-plan.high[axis], 0))
      guard start <= end else { throw c.node.error("pads beyond the image") }
      image = try b.slice(image, axis: 2 + axis, start: start, end: end)
    }
    image = try b.pad(
      image, low: [0, 0] + plan.low.map { max($0, 0) }, high: [0, 0] + plan.high.map { max($0, 0) })
    // Weights [channels, outputs / groups, …] become [outputs, channels / groups, …].
    let inner = shape[2...].map(Dimension.fixed)
    var mirrored = try b.reverse(weights, axes: Array(2..<rank + 2))
    mirrored = try b.reshape(
      mirrored, [.fixed(groups), .fixed(shape[0] / groups), .fixed(shape[1])] + inner)
    mirrored = try b.transpose(mirrored, [0, 2, 1] + (3..<rank + 3))
    mirrored = try b.reshape(
      mirrored, [.fixed(groups * shape[1]), .fixed(shape[0] / groups)] + inner)
    let padded = try (0..<rank).map { try c.extent(image, 2 + $0) }
    let windows = try SlidingWindows(
      kernel: Array(shape[2...]), dilations: plan.dilations, extents: padded, c.node)
    return try convolve(c, image, mirrored, windows, groups: groups, bias: c.optionalTensor(2))
  }

  /// The elements along an axis with zeros between them.
  private static func spread(
    _ c: NodeContext, _ x: ValueID, axis: Int, by stride: Int
  ) throws -> ValueID {
    let b = c.b
    let extent = try c.extent(x, axis)
    let inserted = try b.insertAxis(x, axis + 1)
    var high = [Int](repeating: 0, count: c.rank(inserted))
    high[axis + 1] = stride - 1
    let padded = try b.pad(inserted, low: high.map { _ in 0 }, high: high)
    var dimensions = c.type(x).dimensions
    dimensions[axis] = .fixed(extent * stride)
    let joined = try b.reshape(padded, dimensions)
    return try b.slice(joined, axis: axis, start: 0, end: max(extent - 1, 0) * stride + 1)
  }
}

extension SlidingWindows {
  /// Windows of an image that has its borders already, one beside the other.
  init(kernel: [Int], dilations: [Int], extents: [Int], _ node: GraphNode) throws {
    self.kernel = kernel
    self.dilations = dilations
    strides = kernel.map { _ in 1 }
    low = kernel.map { _ in 0 }
    high = low
    counts = kernel.indices.map { extents[$0] - (kernel[$0] - 1) * dilations[$0] }
    guard counts.allSatisfy({ $0 >= 0 }) else {
      throw node.error("a kernel \(kernel) over \(extents)")
    }
    try checkAxes(node)
  }
}

/// The borders of a transposed convolution's image.
private struct TransposedPlan {
  let strides: [Int]
  let dilations: [Int]
  var low: [Int] = []
  var high: [Int] = []

  init(_ node: GraphNode, kernel: [Int], extents: [Int]) throws {
    let rank = extents.count
    func list(_ name: String, _ fallback: Int, count: Int, from least: Int) throws -> [Int] {
      let values = node.ints(name) ?? Array(repeating: fallback, count: count)
      guard values.count == count, values.allSatisfy({ (least...1 << 20).contains($0) }) else {
        throw node.error("\(name) \(values) for \(rank) axes")
      }
      return values
    }
    strides = try list("strides", 1, count: rank, from: 1)
    dilations = try list("dilations", 1, count: rank, from: 1)
    let extra = try list("output_padding", 0, count: rank, from: 0)
    let pads = try list("pads", 0, count: 2 * rank, from: 0)
    let isSame = node.text("auto_pad")?.hasPrefix("SAME") ?? false
    let wanted =
      node.ints("output_shape").map { Array($0.suffix(rank)) }
      ?? (isSame ? zip(extents, strides).map { $0 * $1 } : nil)
    guard wanted.map(Shape.isBounded) ?? true else {
      throw node.error("the output shape \(wanted ?? [])")
    }
    for axis in 0..<rank {
      let reach = (kernel[axis] - 1) * dilations[axis]
      var (before, behind) = (pads[axis], pads[rank + axis])
      if let wanted, wanted.count == rank {
        let full = strides[axis] * (extents[axis] - 1) + extra[axis] + reach + 1
        let total = full - wanted[axis]
        let smaller = max(total, 0) / 2
        let isUpper = node.text("auto_pad") == "SAME_UPPER"
        // What is missing of the wanted extent is added behind.
        let isFront = isUpper || total < 0
        (before, behind) = isFront ? (smaller, total - smaller) : (total - smaller, smaller)
      }
      low.append(reach - before)
      high.append(reach - behind + extra[axis])
    }
  }
}
