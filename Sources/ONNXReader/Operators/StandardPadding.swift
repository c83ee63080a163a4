// Borders, and elements in other orders.

import TensorIR
import Tensors

enum StandardPadding {
  static var rules: [String: OperatorRule] {
    [
      "Pad": tensor(pad),
      "DepthToSpace": tensor(depthToSpace),
      "SpaceToDepth": tensor(spaceToDepth),
    ]
  }

  private static func pad(_ c: NodeContext) throws -> ValueID {
    var x = try c.tensor(0)
    let rank = c.rank(x)
    let isOld = c.node.version < 11
    let pads = try isOld ? c.node.ints("pads") ?? c.node.ints("paddings") ?? [] : c.ints(1) ?? []
    let axes = try (isOld ? nil : c.ints(3)).map { try c.axes($0, rank: rank) } ?? Array(0..<rank)
    guard pads.count == 2 * axes.count, pads.allSatisfy({ abs($0) <= 1 << 30 }) else {
      throw c.node.error("pads \(pads) for \(axes.count) axes")
    }
    var (low, high) = ([Int](repeating: 0, count: rank), [Int](repeating: 0, count: rank))
    for (index, axis) in axes.enumerated() {
      (low[axis], high[axis]) = (pads[index], pads[axes.count + index])
    }
    // A negative border cuts.
    for axis in 0..<rank where low[axis] < 0 || high[axis] < 0 {
      let extent = try c.extent(x, axis)
      let (start, end) = (max(-low[axis], 0), extent - max(-high[axis], 0))
      guard start <= end else { throw c.node.error("pads \(pads) beyond the extents") }
      x = try c.b.slice(x, axis: axis, start: start, end: end)
      (low[axis], high[axis]) = (max(low[axis], 0), max(high[axis], 0))
    }
    let mode = c.node.text("mode") ?? "constant"
    guard mode == "constant" else {
      for axis in 0..<rank where low[axis] + high[axis] > 0 {
        let places = try Self.places(c, mode, extent: c.extent(x, axis), low[axis], high[axis])
        x = try c.b.gather(x, c.b.constant(Tensor(places)), axis: axis)
      }
      return x
    }
    let value: ValueID
    if isOld {
      value = try c.number(c.node.float("value", 0), like: x)
    } else if let given = try c.optionalTensor(2) {
      value = try c.b.reshape(given, [])
    } else if c.dtype(x) == .string {
      value = try c.b.constant(Tensor(strings: [""], shape: []))
    } else {
      value = try c.number(0, like: x)
    }
    return try c.b.pad(x, low: low, high: high, value: value)
  }

  /// The place in an axis that each place of the bordered axis repeats.
  private static func places(
    _ c: NodeContext, _ mode: String, extent: Int, _ low: Int, _ high: Int
  ) throws -> [Int64] {
    guard extent > 0 else { throw c.node.error("a border '\(mode)' of nothing") }
    return try (-low..<extent + high).map { place in
      switch mode {
      case "edge": return Int64(min(max(place, 0), extent - 1))
      case "wrap": return Int64(((place % extent) + extent) % extent)
      case "reflect":
        let period = max(2 * (extent - 1), 1)
        let folded = ((place % period) + period) % period
        return Int64(folded < extent ? folded : period - folded)
      default: throw c.node.error("the mode '\(mode)'")
      }
    }
  }

  /// Batch, channels, height and width, and the attribute `blocksize`.
  private static func image(_ c: NodeContext) throws -> (x: ValueID, extents: [Int], block: Int) {
    let x = try c.tensor(0)
    let extents = try c.extents(x)
    let block = c.node.int("blocksize", 1)
    guard extents.count == 4, (1...1 << 12).contains(block) else {
      throw c.node.error("blocks of \(block) in \(c.type(x))")
    }
    return (x, extents, block)
  }

  private static func depthToSpace(_ c: NodeContext) throws -> ValueID {
    let (x, e, block) = try image(c)
    guard e[1] % (block * block) == 0 else { throw c.node.error("\(e[1]) channels") }
    let depth = e[1] / (block * block)
    let isColumns = c.node.text("mode") == "CRD"
    let split = isColumns ? [depth, block, block] : [block, block, depth]
    let parts = ([e[0]] + split + [e[2], e[3]]).map(Dimension.fixed)
    let order = isColumns ? [0, 1, 4, 2, 5, 3] : [0, 3, 4, 1, 5, 2]
    let moved = try c.b.transpose(c.b.reshape(x, parts), order)
    return try c.b.reshape(
      moved, [e[0], depth, e[2] * block, e[3] * block].map(Dimension.fixed))
  }

  private static func spaceToDepth(_ c: NodeContext) throws -> ValueID {
    let (x, e, block) = try image(c)
    guard e[2] % block == 0, e[3] % block == 0 else { throw c.node.error("blocks of \(block)") }
    let parts = [e[0], e[1], e[2] / block, block, e[3] / block, block].map(Dimension.fixed)
    let moved = try c.b.transpose(
      c.b.reshape(x, parts),
      c.node.text("mode") == "CRD" ? [0, 1, 3, 5, 2, 4] : [0, 3, 5, 1, 2, 4])
    return try c.b.reshape(
      moved, [e[0], e[1] * block * block, e[2] / block, e[3] / block].map(Dimension.fixed))
  }
}
