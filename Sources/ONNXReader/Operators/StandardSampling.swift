// Elements of images at places that are computed.

import PipelineReaders
import TensorIR
import Tensors

enum StandardSampling {
  static var rules: [String: OperatorRule] {
    [
      "GridSample": tensor(sample), "AffineGrid": tensor(affineGrid),
      "DeformConv": tensor(deformedConvolution),
    ]
  }

  private static func sample(_ c: NodeContext) throws -> ValueID {
    let b = c.b
    let (x, grid) = (try c.tensor(0), try c.tensor(1))
    let (shape, places) = (try c.extents(x), try c.extents(grid))
    let rank = shape.count - 2
    guard (1...6).contains(rank), places.count == rank + 2, places.last == rank,
      places[0] == shape[0]
    else {
      throw c.node.error("a grid \(places) for \(shape)")
    }
    let isAligned = c.node.flag("align_corners")
    let count = places[1...rank].reduce(1, *)
    let flat = try b.reshape(grid, [.fixed(shape[0]), .fixed(count), .fixed(rank)])
    // The last coordinate belongs to the first axis.
    let coordinates = try (0..<rank).map { axis in
      let place = rank - 1 - axis
      let normal = try b.removing(b.slice(flat, axis: 2, start: place, end: place + 1), axis: 2)
      let extent = Double(shape[2 + axis])
      let shifted = try b.add(normal, c.number(1, like: normal))
      let scaled =
        isAligned
        ? try b.multiply(shifted, c.number((extent - 1) / 2, like: normal))
        : try b.divide(
          b.subtract(
            b.multiply(shifted, c.number(extent, like: normal)), c.number(1, like: normal)),
          c.number(2, like: normal))
      return scaled
    }
    let mode =
      switch c.node.text("mode") ?? "linear" {
      case "bilinear": "linear"
      case "bicubic": "cubic"
      case let mode: mode
      }
    let sampler = try ImageSampler(
      c, x, mode: mode, padding: c.node.text("padding_mode") ?? "zeros", isAligned: isAligned)
    return try b.reshape(
      sampler.values(at: coordinates),
      [.fixed(shape[0]), .fixed(shape[1])] + places[1...rank].map(Dimension.fixed))
  }

  /// The places of an image's elements after an affine map.
  private static func affineGrid(_ c: NodeContext) throws -> ValueID {
    let b = c.b
    let theta = try c.tensor(0)
    let size = try c.ints(1) ?? []
    let extents = Array(size.dropFirst(2))
    let isAligned = c.node.flag("align_corners")
    guard (2...3).contains(extents.count), extents.allSatisfy({ $0 > (isAligned ? 1 : 0) }),
      Shape.isBounded(size), Shape(extents).count <= 1 << 24
    else { throw c.node.error("the size \(size)") }
    var rows: [Double] = []
    for index in Positions.indices(extents) {
      for axis in extents.indices.reversed() {
        let extent = Double(extents[axis])
        rows.append(
          isAligned
            ? -1 + Double(index[axis]) * 2 / (extent - 1)
            : -1 + (2 * Double(index[axis]) + 1) / extent)
      }
      rows.append(1)
    }
    let count = extents.reduce(1, *)
    let grid = try c.constant(rows, [count, extents.count + 1], c.dtype(theta))
    let moved = try b.matmul(grid, theta, transposeRight: true)
    return try b.reshape(
      moved, [c.type(theta).dimensions[0]] + extents.map(Dimension.fixed) + [.fixed(extents.count)])
  }

  /// A convolution whose windows' places are moved by offsets.
  private static func deformedConvolution(_ c: NodeContext) throws -> ValueID {
    let b = c.b
    let (x, weights, offsets) = (try c.tensor(0), try c.tensor(1), try c.tensor(2))
    let (shape, kernel) = (try c.extents(x), try c.extents(weights))
    guard shape.count == 4, kernel.count == 4 else {
      throw c.node.unsupported("an image of \(shape.count - 2) spatial axes")
    }
    let windows = try SlidingWindows(
      c.node, kernel: Array(kernel[2...]), extents: Array(shape[2...]))
    try windows.checkTable(c.node)
    let (groups, offsetGroups) = (c.node.int("group", 1), c.node.int("offset_group", 1))
    let (size, count) = (windows.size, windows.counts.reduce(1, *))
    guard groups > 0, offsetGroups > 0, shape[1] % offsetGroups == 0, kernel[0] % groups == 0,
      shape[1] == kernel[1] * groups,
      try c.extents(offsets) == [shape[0], offsetGroups * size * 2] + windows.counts
    else { throw c.node.error("weights \(kernel) and offsets \(c.type(offsets)) for \(shape)") }
    let channels = shape[1] / offsetGroups
    let moves = try b.reshape(
      offsets,
      [.fixed(shape[0]), .fixed(offsetGroups), .fixed(size), 2, .fixed(count)])
    let masks = try c.optionalTensor(4).map {
      try b.reshape($0, [.fixed(shape[0]), .fixed(offsetGroups), 1, .fixed(size * count)])
    }
    let parts = try (0..<offsetGroups).map { group in
      let image = try b.slice(x, axis: 1, start: group * channels, end: (group + 1) * channels)
      let own = try b.removing(b.slice(moves, axis: 1, start: group, end: group + 1), axis: 1)
      let coordinates = try (0..<2).map { axis in
        let places = Positions.indices(windows.kernel).flatMap { k in
          Positions.indices(windows.counts).map { o in
            Double(
              k[axis] * windows.dilations[axis] + o[axis] * windows.strides[axis]
                - windows.low[axis])
          }
        }
        let move = try b.removing(b.slice(own, axis: 2, start: axis, end: axis + 1), axis: 2)
        return try b.add(
          b.reshape(move, [.fixed(shape[0]), .fixed(size * count)]),
          c.constant(places, [1, size * count], c.dtype(x)))
      }
      let sampler = try ImageSampler(c, image, mode: "linear", padding: "zeros", isAligned: true)
      var values = try sampler.values(at: coordinates)
      if let masks {
        let own = try b.removing(b.slice(masks, axis: 1, start: group, end: group + 1), axis: 1)
        values = try b.multiply(values, own)
      }
      return values
    }
    // [batch, channels, kernel places × windows]
    let inner = kernel[1] * size
    let patches = try b.reshape(
      b.concatenate(parts, axis: 1),
      [.fixed(shape[0]), .fixed(groups), .fixed(inner), .fixed(count)])
    let matrix = try b.reshape(
      weights, [1, .fixed(groups), .fixed(kernel[0] / groups), .fixed(inner)])
    let result = try b.reshape(
      b.matmul(matrix, patches),
      [.fixed(shape[0]), .fixed(kernel[0])] + windows.counts.map(Dimension.fixed))
    guard let bias = try c.optionalTensor(3) else { return result }
    return try b.add(result, b.reshape(bias, [1, .fixed(kernel[0]), 1, 1]))
  }
}

/// Finds elements of images `[batch, channels, …]` between their places.
private struct ImageSampler {
  let c: NodeContext
  let x: ValueID
  let shape: [Int]
  let mode: String
  let padding: String
  let isAligned: Bool

  init(_ c: NodeContext, _ x: ValueID, mode: String, padding: String, isAligned: Bool) throws {
    guard ["linear", "nearest", "cubic"].contains(mode) else {
      throw c.node.error("the mode '\(mode)'")
    }
    guard ["zeros", "border", "reflection"].contains(padding) else {
      throw c.node.error("the padding mode '\(padding)'")
    }
    (self.c, self.x, self.mode, self.padding, self.isAligned) = (c, x, mode, padding, isAligned)
    shape = try c.extents(x)
    guard !shape.contains(0) else { throw c.node.unsupported("an empty image") }
  }

  private var spatial: [Int] { Array(shape[2...]) }

  /// A place of an axis with its weight, for each point; no weight is 1.
  private typealias Tap = (place: ValueID, weight: ValueID?)

  /// The values `[batch, channels, points]` at points given by an array `[batch, points]` for each axis.
  func values(at coordinates: [ValueID]) throws -> ValueID {
    let b = c.b
    let taps = try coordinates.enumerated().map { axis, coordinate in
      try self.taps(of: folded(coordinate, axis))
    }
    let count = spatial.reduce(1, *)
    let flat = try b.reshape(x, [.fixed(shape[0]), .fixed(shape[1]), .fixed(count)])
    var sum: ValueID?
    for choice in Positions.indices(taps.map(\.count)) {
      let corner = choice.enumerated().map { taps[$0.offset][$0.element] }
      let term = try element(flat, corner)
      sum = try sum.map { try b.add($0, term) } ?? term
    }
    guard let sum else { throw c.node.error("an image without axes") }
    return sum
  }

  private func element(_ flat: ValueID, _ corner: [Tap]) throws -> ValueID {
    let b = c.b
    let strides = Shape(spatial).strides
    var index: ValueID?
    var weight: ValueID?
    for (axis, tap) in corner.enumerated() {
      let last = try c.number(Double(spatial[axis] - 1), like: tap.place)
      let zero = try c.number(0, like: tap.place)
      var place = tap.place
      var factor = tap.weight
      switch padding {
      case "zeros":
        let isInside = try b.logicalAnd(
          b.compare(place, zero, .greaterOrEqual), b.compare(place, last, .lessOrEqual))
        let one = try c.number(1, like: place)
        factor = try b.select(isInside, factor ?? one, zero)
      case "reflection": place = try reflected(place, axis)
      default: break
      }
      place = try b.minimum(b.maximum(place, zero), last)
      let step = try b.multiply(b.cast(place, .i64), b.scalar(Double(strides[axis]), .i64))
      index = try index.map { try b.add($0, step) } ?? step
      if let factor { weight = try weight.map { try b.multiply($0, factor) } ?? factor }
    }
    guard let index else { throw c.node.error("an image without axes") }
    let points = c.type(index).dimensions
    let all = try b.broadcast(
      b.insertAxis(index, 1), to: [points[0], .fixed(shape[1]), points[1]])
    let values = try b.gatherAlong(flat, all, axis: 2)
    guard let weight else { return values }
    return try b.multiply(values, b.insertAxis(b.cast(weight, c.dtype(x)), 1))
  }

  /// The coordinate rounded, where the nearest element is meant, and brought into the image.
  private func folded(_ coordinate: ValueID, _ axis: Int) throws -> ValueID {
    let b = c.b
    let x = mode == "nearest" ? try b.roundHalfEven(coordinate) : coordinate
    let (low, high) = border(axis)
    let isOutside = try b.logicalOr(
      b.compare(x, c.number(low, like: x), .less), b.compare(x, c.number(high, like: x), .greater))
    switch padding {
    case "border":
      // The elements around the point are brought in instead, one by one.
      if mode == "cubic" { return x }
      let clamped = try b.minimum(
        b.maximum(x, c.number(0, like: x)), c.number(Double(spatial[axis] - 1), like: x))
      return try b.select(isOutside, clamped, x)
    case "reflection": return try b.select(isOutside, reflected(x, axis), x)
    default: return x
    }
  }

  private func border(_ axis: Int) -> (low: Double, high: Double) {
    let extent = Double(spatial[axis])
    return isAligned ? (0, extent - 1) : (-0.5, extent - 0.5)
  }

  /// The coordinate mirrored at the borders as often as it takes.
  private func reflected(_ x: ValueID, _ axis: Int) throws -> ValueID {
    let b = c.b
    let (low, high) = border(axis)
    let start = try c.number(low, like: x)
    guard high > low else { return try b.broadcast(start, toShapeOf: x) }
    let period = try c.number(2 * (high - low), like: x)
    let offset = try b.remainder(b.subtract(x, start), period)
    let folded = try b.minimum(offset, b.subtract(period, offset))
    return try b.add(folded, start)
  }

  /// The elements around a coordinate.
  private func taps(of x: ValueID) throws -> [Tap] {
    let b = c.b
    if mode == "nearest" { return [(x, nil)] }
    let below = try b.floor(x)
    let ratio = try b.subtract(x, below)
    let one = try c.number(1, like: x)
    if mode == "linear" {
      return [(below, try b.subtract(one, ratio)), (try b.add(below, one), ratio)]
    }
    return try (-1...2).map { offset in
      let distance = try b.abs(b.subtract(ratio, c.number(Double(offset), like: x)))
      return (
        try b.add(below, c.number(Double(offset), like: x)),
        try cubic(distance, isNear: offset == 0 || offset == 1)
      )
    }
  }

  /// Keys's kernel.
  private func cubic(_ x: ValueID, isNear: Bool) throws -> ValueID {
    let b = c.b
    let a = -0.75
    // By Horner's rule from the highest power down.
    let factors = isNear ? [a + 2, -(a + 3), 0, 1] : [a, -5 * a, 8 * a, -4 * a]
    var value = try c.number(factors[0], like: x)
    for factor in factors.dropFirst() {
      value = try b.add(b.multiply(value, x), c.number(factor, like: x))
    }
    return value
  }
}

extension Shape {
  /// Whether no extent is negative, and there are not too many elements.
  static func isBounded(_ extents: [Int]) -> Bool {
    var count = 1
    for extent in extents {
      let (product, overflow) = count.multipliedReportingOverflow(by: extent)
      guard extent >= 0, !overflow, product <= largestCount else { return false }
      count = product
    }
    return true
  }
}
