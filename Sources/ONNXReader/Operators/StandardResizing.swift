// Images of other sizes.

import PipelineReaders
import TensorIR
import Tensors

enum StandardResizing {
  static var rules: [String: OperatorRule] {
    ["Resize": tensor(resize), "Upsample": tensor(upsample)]
  }

  private static func resize(_ c: NodeContext) throws -> ValueID {
    let x = try c.tensor(0)
    let rank = c.rank(x)
    let isFirst = c.node.version < 11
    let axes = try c.node.ints("axes").map { try c.axes($0, rank: rank) } ?? Array(0..<rank)
    let scales = try c.doubles(isFirst ? 1 : 2).flatMap { $0.isEmpty ? nil : $0 }
    let sizes = try isFirst ? nil : c.ints(3).flatMap { $0.isEmpty ? nil : $0 }
    let regions = try isFirst ? nil : c.doubles(1).flatMap { $0.isEmpty ? nil : $0 }
    var plan = try ResizePlan(c.node, axes: axes)
    if isFirst { plan.transformation = "asymmetric" }
    if isFirst { plan.nearest = "floor" }
    return try resize(c, x, plan, scales: scales, sizes: sizes, regions: regions)
  }

  private static func upsample(_ c: NodeContext) throws -> ValueID {
    let x = try c.tensor(0)
    var plan = try ResizePlan(c.node, axes: Array(0..<c.rank(x)))
    plan.transformation = "asymmetric"
    plan.nearest = "floor"
    let scales = try c.node.version < 9 ? c.node.floats("scales") : c.doubles(1)
    return try resize(c, x, plan, scales: scales, sizes: nil, regions: nil)
  }

  private static func resize(
    _ c: NodeContext, _ x: ValueID, _ plan: ResizePlan, scales: [Double]?, sizes: [Int]?,
    regions: [Double]?
  ) throws -> ValueID {
    let axes = plan.axes
    let extents = try axes.map { try c.extent(x, $0) }
    var factors: [Float]
    var wanted: [Int]
    if let scales {
      guard scales.count == axes.count, scales.allSatisfy({ $0 > 0 && $0 < 0x1p24 }) else {
        throw c.node.error("the scales \(scales)")
      }
      factors = scales.map { Float($0) }
      wanted = zip(factors, extents).map { Int(min($0 * Float($1), 0x1p40)) }
    } else if let sizes {
      guard sizes.count == axes.count, sizes.allSatisfy({ $0 >= 0 }), !extents.contains(0) else {
        throw c.node.error("the sizes \(sizes) for \(c.type(x))")
      }
      factors = zip(sizes, extents).map { Float($0) / Float($1) }
      wanted = sizes
      let policy = c.node.text("keep_aspect_ratio_policy") ?? "stretch"
      if policy != "stretch", let least = factors.min(), let largest = factors.max() {
        let factor = policy == "not_larger" ? least : largest
        factors = factors.map { _ in factor }
        wanted = extents.map {
          Int(min((factor * Float($0)).rounded(.toNearestOrAwayFromZero), 0x1p40))
        }
      }
    } else {
      throw c.node.error("neither scales nor sizes")
    }
    guard wanted.allSatisfy({ $0 <= 1 << 24 }) else {
      throw c.node.unsupported("the extents \(wanted)")
    }
    if plan.transformation == "tf_crop_and_resize" {
      guard regions?.count == 2 * axes.count else { throw c.node.error("no region") }
    }
    let dtype = c.dtype(x)
    var value = plan.mode == "nearest" || dtype.isFloatingPoint ? x : try c.b.cast(x, .f32)
    for (place, axis) in axes.enumerated() {
      let region = regions.flatMap { regions -> ResizedLine.Region? in
        guard plan.transformation == "tf_crop_and_resize" else { return nil }
        return (Float(regions[place]), Float(regions[axes.count + place]))
      }
      let isWhole = region.map { $0 == (0, 1) } ?? true
      if factors[place] == 1, wanted[place] == extents[place], isWhole { continue }
      let line = ResizedLine(
        extent: extents[place], wanted: wanted[place], scale: factors[place], region: region)
      value = try plan.resize(c, value, axis, line)
    }
    return try c.b.cast(value, dtype)
  }
}

/// One axis that gets another extent.
private struct ResizedLine {
  let extent: Int
  let wanted: Int
  let scale: Float
  /// The ends of the part of the axis that is shown, its length being 1.
  typealias Region = (start: Float, end: Float)
  let region: Region?

  /// Where each place of the result is in the source.
  ///
  /// In 32 bits, which decide what is nearest.
  func places(_ transformation: String, _ node: GraphNode) throws -> [Float] {
    let (length, resized) = (Float(extent), Float(wanted))
    return try (0..<wanted).map { index in
      let x = Float(index)
      switch transformation {
      case "half_pixel": return (x + 0.5) / scale - 0.5
      case "pytorch_half_pixel": return wanted > 1 ? (x + 0.5) / scale - 0.5 : 0
      case "tf_half_pixel_for_nn": return (x + 0.5) / scale
      case "asymmetric": return x / scale
      case "align_corners":
        // By what the scale says, which need not give a whole extent.
        let full = scale * length
        return full == 1 || wanted == 1 ? 0 : x * (length - 1) / (full - 1)
      case "half_pixel_symmetric":
        let offset = length / 2 * (1 - resized / (scale * length))
        return offset + (x + 0.5) / scale - 0.5
      case "tf_crop_and_resize":
        let (start, end) = region ?? (0, 0)
        guard wanted > 1 else { return 0.5 * (start + end) * (length - 1) }
        return start * (length - 1) + x * (end - start) * (length - 1) / (resized - 1)
      default: throw node.error("the transformation '\(transformation)'")
      }
    }
  }
}

/// How elements between places are found.
private struct ResizePlan {
  let mode: String
  let axes: [Int]
  var transformation: String
  var nearest: String
  private let node: GraphNode

  init(_ node: GraphNode, axes: [Int]) throws {
    self.node = node
    self.axes = axes
    let mode = node.text("mode") ?? "nearest"
    guard ["nearest", "linear", "bilinear", "cubic"].contains(mode) else {
      throw node.error("the mode '\(mode)'")
    }
    self.mode = mode
    transformation = node.text("coordinate_transformation_mode") ?? "half_pixel"
    nearest = node.text("nearest_mode") ?? "round_prefer_floor"
  }

  func resize(
    _ c: NodeContext, _ x: ValueID, _ axis: Int, _ line: ResizedLine
  ) throws -> ValueID {
    let b = c.b
    guard line.wanted > 0 else { return try b.slice(x, axis: axis, start: 0, end: 0) }
    guard line.extent > 0 else { throw node.error("an image of nothing") }
    let places = try line.places(transformation, node)
    guard places.allSatisfy({ $0.magnitude < 0x1p31 }) else {
      throw node.error("the scale \(line.scale)")
    }
    func clamped(_ place: Int) -> Int64 { Int64(min(max(place, 0), line.extent - 1)) }
    var column = Array(repeating: Dimension.fixed(1), count: c.rank(x))
    column[axis] = .fixed(line.wanted)
    var result: ValueID
    if mode == "nearest" {
      let picks = try places.map { clamped(try nearestPlace(to: $0)) }
      result = try b.gather(x, b.constant(Tensor(picks)), axis: axis)
    } else {
      let taps = places.map { self.taps(at: $0, line) }
      let count = taps.map(\.weights.count).max() ?? 0
      guard count <= 1 << 10 else {
        throw node.unsupported("\(count) elements that one is made of")
      }
      var sum: ValueID?
      for tap in 0..<count {
        let picks = taps.map { clamped($0.first + tap) }
        let weights = try c.constant(taps.map { $0.weights[tap] }, [taps.count], c.dtype(x))
        let term = try b.multiply(
          b.gather(x, b.constant(Tensor(picks)), axis: axis), b.reshape(weights, column))
        sum = try sum.map { try b.add($0, term) } ?? term
      }
      guard let sum else { throw node.error("the scale \(line.scale)") }
      result = sum
    }
    guard transformation == "tf_crop_and_resize" else { return result }
    let isOutside = places.map { $0 < 0 || $0 > Float(line.extent - 1) }
    guard isOutside.contains(true) else { return result }
    let outer = try c.number(node.float("extrapolation_value", 0), like: x)
    return try b.select(
      b.reshape(b.constant(Tensor(isOutside)), column), outer, result)
  }

  private func nearestPlace(to place: Float) throws -> Int {
    switch nearest {
    case "round_prefer_floor": Int((place - 0.5).rounded(.up))
    case "round_prefer_ceil": Int((place + 0.5).rounded(.down))
    case "floor": Int(place.rounded(.down))
    case "ceil": Int(place.rounded(.up))
    case let mode: throw node.error("the nearest mode '\(mode)'")
    }
  }

  /// The weights of consecutive elements from `first` on.
  private func taps(at place: Float, _ line: ResizedLine) -> (first: Int, weights: [Double]) {
    let below = Int(place.rounded(.down))
    let ratio = Double(place) - Double(below)
    let isSmoothed = node.flag("antialias") && line.scale < 1
    let scale = isSmoothed ? Double(line.scale) : 1
    let isCubic = mode == "cubic"
    let reach = isCubic ? 2.0 : 1.0
    // As many elements on both sides as the stretched kernel reaches, at most the whole image twice.
    let start = max(Int(max((-reach / scale).rounded(.down), -0x1p20)) + 1, -2 * line.extent - 4)
    let end = 2 - start
    let sharpness = node.float("cubic_coeff_a", -0.75)
    var weights = (start..<end).map { offset -> Double in
      let x = abs((Double(offset) - ratio) * scale)
      guard isCubic else { return max(1 - x, 0) }
      if x <= 1 { return ((sharpness + 2) * x - (sharpness + 3)) * x * x + 1 }
      return x < 2 ? ((sharpness * x - 5 * sharpness) * x + 8 * sharpness) * x - 4 * sharpness : 0
    }
    if node.flag("exclude_outside") {
      for (index, offset) in (start..<end).enumerated()
      where !(0..<line.extent).contains(below + offset) {
        weights[index] = 0
      }
    }
    if isSmoothed || node.flag("exclude_outside") {
      let sum = weights.reduce(0, +)
      if sum != 0 { weights = weights.map { $0 / sum } }
    }
    return (below + start, weights)
  }
}
