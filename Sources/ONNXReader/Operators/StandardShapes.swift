// Operators that change shapes and move elements.

import TensorIR
import Tensors

enum StandardShapes {
  static var rules: [String: OperatorRule] {
    [
      "Identity": { c in [try c.input(0).required(c)] },
      "Reshape": tensor(reshape),
      "Flatten": tensor { c in
        let x = try c.tensor(0)
        let axis = c.node.int("axis", 1)
        return try flattened(
          c, x, axis: axis == c.rank(x) ? axis : c.axis(axis, rank: max(c.rank(x), 1)))
      },
      "Squeeze": tensor(squeeze),
      "Unsqueeze": tensor(unsqueeze),
      "Transpose": tensor { c in
        let x = try c.tensor(0)
        return try c.b.transpose(x, c.node.ints("perm") ?? (0..<c.rank(x)).reversed())
      },
      "Concat": tensor { c in
        let operands = try c.tensors()
        guard let first = operands.first else { throw c.node.error("no inputs") }
        return try c.b.concatenate(operands, axis: c.axis(1, of: first))
      },
      "Expand": tensor(expand),
      "Shape": tensor(shape),
      "Size": tensor(size),
      "Slice": tensor(slice),
      "Split": tensors(split),
      "Tile": tensor(tile),
    ]
  }

  /// The axes of which `Shape` gives the extents.
  static func range(_ node: GraphNode, rank: Int) -> Range<Int> {
    func place(_ index: Int) -> Int { min(max(index < 0 ? index &+ rank : index, 0), rank) }
    let start = place(node.int("start", 0))
    return start..<max(start, place(node.int("end", rank)))
  }

  private static func reshape(_ c: NodeContext) throws -> ValueID {
    let x = try c.tensor(0)
    let source = c.type(x).dimensions
    let wanted =
      try c.node.version < 5
      ? (c.node.ints("shape") ?? []).map(Dimension.fixed) : c.dimensions(1)
    let keepsZero = c.node.flag("allowzero")
    let dimensions = try wanted.enumerated().map { place, extent -> Dimension in
      if extent == 0, !keepsZero {
        guard place < source.count else { throw c.node.error("extent 0 at place \(place)") }
        return source[place]
      }
      guard extent.extent ?? 0 >= -1 else { throw c.node.error("the extent \(extent)") }
      return extent == .fixed(-1) ? .unknown : extent
    }
    return try c.b.reshape(x, inferred(dimensions, from: source))
  }

  /// `dimensions` with the one that is not known worked out, where all others and the source are.
  private static func inferred(_ dimensions: [Dimension], from source: [Dimension]) -> [Dimension] {
    guard let place = dimensions.firstIndex(of: .unknown) else { return dimensions }
    var left = source
    for dimension in dimensions where dimension != .unknown && dimension.extent == nil {
      if let match = left.firstIndex(of: dimension) { left.remove(at: match) }
    }
    let others = dimensions.compactMap(\.extent).reduce(1) {
      $0.multipliedReportingOverflow(by: $1).partialValue
    }
    let symbols = left.filter { $0.extent == nil }
    let count = left.compactMap(\.extent).reduce(1) {
      $0.multipliedReportingOverflow(by: $1).partialValue
    }
    var result = dimensions
    if symbols.isEmpty, others > 0, count % others == 0 {
      result[place] = .fixed(count / others)
    } else if symbols.count == 1, count == others {
      result[place] = symbols[0]
    }
    return result
  }

  /// The axes before `axis` as one, and the others as one.
  static func flattened(_ c: NodeContext, _ x: ValueID, axis: Int) throws -> ValueID {
    let dimensions = c.type(x).dimensions
    return try c.b.reshape(
      x, [joined(c, dimensions[..<axis]), joined(c, dimensions[axis...])])
  }

  /// The extent of axes as one, where it is known.
  static func joined(_ c: NodeContext, _ dimensions: ArraySlice<Dimension>) -> Dimension {
    let others = dimensions.filter { $0 != 1 }
    if others.count == 1 { return others[0] }
    var count = 1
    for dimension in others {
      guard let extent = dimension.extent else { return .unknown }
      let (product, overflow) = count.multipliedReportingOverflow(by: extent)
      if overflow { return .unknown }
      count = product
    }
    return .fixed(count)
  }

  private static func squeeze(_ c: NodeContext) throws -> ValueID {
    let x = try c.tensor(0)
    let dimensions = c.type(x).dimensions
    let given = try c.node.ints("axes") ?? c.ints(1)
    let axes = try given.map { Set(try c.axes($0, rank: dimensions.count)) }
    let kept = dimensions.indices.filter { axis in
      axes.map { !$0.contains(axis) } ?? (dimensions[axis] != 1)
    }
    return try c.b.reshape(x, kept.map { dimensions[$0] })
  }

  private static func unsqueeze(_ c: NodeContext) throws -> ValueID {
    let x = try c.tensor(0)
    let given = try c.node.ints("axes") ?? c.ints(1) ?? []
    let rank = c.rank(x) + given.count
    var dimensions = c.type(x).dimensions
    for axis in try c.axes(given, rank: rank).sorted() { dimensions.insert(1, at: axis) }
    return try c.b.reshape(x, dimensions)
  }

  private static func expand(_ c: NodeContext) throws -> ValueID {
    let x = try c.tensor(0)
    let wanted = try c.dimensions(1)
    guard let dimensions = Broadcasting.combine(c.type(x).dimensions, wanted),
      wanted.allSatisfy({ $0.extent ?? 0 >= 0 })
    else { throw c.node.error("\(c.type(x)) does not expand to \(wanted)") }
    return try c.b.broadcast(x, to: dimensions)
  }

  private static func shape(_ c: NodeContext) throws -> ValueID {
    let x = try c.tensor(0)
    let sizes = try range(c.node, rank: c.rank(x)).map { axis in
      if let extent = c.type(x).dimensions[axis].extent {
        return try c.b.constant(Tensor([Int64(extent)]))
      }
      return try c.b.reshape(c.b.dimensionSize(x, axis: axis), [1])
    }
    return sizes.isEmpty
      ? try c.b.constant(Tensor([Int64]())) : try c.b.concatenate(sizes, axis: 0)
  }

  private static func size(_ c: NodeContext) throws -> ValueID {
    let x = try c.tensor(0)
    var count = try c.b.scalar(1, .i64)
    for (axis, dimension) in c.type(x).dimensions.enumerated() {
      let extent = try dimension.extent.map { try c.b.scalar(Double($0), .i64) }
      count = try c.b.multiply(count, extent ?? c.b.dimensionSize(x, axis: axis))
    }
    return count
  }

  private static func slice(_ c: NodeContext) throws -> ValueID {
    var x = try c.tensor(0)
    let isOld = c.node.version < 10
    let starts = try isOld ? c.node.ints("starts") ?? [] : c.ints(1) ?? []
    let ends = try isOld ? c.node.ints("ends") ?? [] : c.ints(2) ?? []
    let given = try (isOld ? c.node.ints("axes") : c.ints(3)) ?? Array(starts.indices)
    let steps = try (isOld ? nil : c.ints(4)) ?? starts.map { _ in 1 }
    guard starts.count == ends.count, starts.count == given.count, starts.count == steps.count
    else {
      throw c.node.error("starts, ends, axes and steps of different lengths")
    }
    for (index, axis) in try c.axes(given, rank: c.rank(x)).enumerated() {
      x = try slice(c, x, axis, starts[index], ends[index], steps[index])
    }
    return x
  }

  /// Python's `x[start:end:step]` along an axis.
  private static func slice(
    _ c: NodeContext, _ x: ValueID, _ axis: Int, _ start: Int, _ end: Int, _ step: Int
  ) throws -> ValueID {
    guard step != 0, step > .min else { throw c.node.error("the step \(step)") }
    guard let extent = c.type(x).dimensions[axis].extent else {
      if start == 0, end >= Int(Int32.max), step == 1 { return x }
      throw c.needs("an extent")
    }
    func place(_ index: Int) -> Int { index < 0 ? index + extent : index }
    if step > 0 {
      let low = min(max(place(start), 0), extent)
      let high = min(max(place(end), low), extent)
      return try c.b.slice(x, axis: axis, start: low, end: high, stride: min(step, max(extent, 1)))
    }
    // Backwards: the same from the other end.
    let low = extent - 1 - min(max(place(start), -1), extent - 1)
    let high = extent - 1 - min(max(place(end), -1), extent - 1)
    return try c.b.slice(
      c.b.reverse(x, axes: [axis]), axis: axis, start: low, end: max(high, low),
      stride: min(-step, max(extent, 1)))
  }

  private static func split(_ c: NodeContext) throws -> [ValueID] {
    let x = try c.tensor(0)
    let axis = try c.axis(0, of: x)
    let extent = try c.extent(x, axis)
    let count = max(c.node.int("num_outputs", c.node.outputs.count), 1)
    let even = (extent + count - 1) / count
    let sizes =
      try c.node.ints("split") ?? c.ints(1)
      ?? (0..<min(count, extent + 1)).map { min(even, max(extent - $0 * even, 0)) }
    return try pieces(c, x, axis, sizes)
  }

  /// Consecutive pieces along an axis, which must fill it.
  static func pieces(
    _ c: NodeContext, _ x: ValueID, _ axis: Int, _ sizes: [Int]
  ) throws -> [ValueID] {
    var start = 0
    let extent = try c.extent(x, axis)
    let result = try sizes.map { size in
      guard size >= 0, size <= extent - start else {
        throw c.node.error("pieces of \(sizes) along an extent of \(extent)")
      }
      defer { start += size }
      return try c.b.slice(x, axis: axis, start: start, end: start + size)
    }
    guard start == extent else {
      throw c.node.error("pieces of \(sizes) along an extent of \(extent)")
    }
    return result
  }

  private static func tile(_ c: NodeContext) throws -> ValueID {
    var x = try c.tensor(0)
    let counts = try c.ints(1) ?? []
    guard counts.count == c.rank(x), counts.allSatisfy({ $0 >= 0 }) else {
      throw c.node.error("repeats \(counts)")
    }
    for (axis, count) in counts.enumerated() where count != 1 {
      if count == 0 {
        x = try c.b.slice(x, axis: axis, start: 0, end: 0)
        continue
      }
      // Repeating a new axis of extent 1 before the axis, and joining the two.
      var dimensions = c.type(x).dimensions
      let extent = try c.extent(x, axis)
      let (total, overflow) = extent.multipliedReportingOverflow(by: count)
      guard !overflow, total <= Shape.largestCount else { throw c.node.error("repeats \(counts)") }
      dimensions.insert(.fixed(count), at: axis)
      let repeated = try c.b.broadcast(c.b.insertAxis(x, axis), to: dimensions)
      dimensions.remove(at: axis)
      dimensions[axis] = .fixed(total)
      x = try c.b.reshape(repeated, dimensions)
    }
    return x
  }
}

extension GraphValue? {
  /// The value, which must be there.
  func required(_ c: NodeContext) throws -> GraphValue {
    guard let self else { throw c.node.error("an input is absent") }
    return self
  }
}
