// Operators whose results have as many elements as their inputs' elements say: computed where these are
// known when the graph is translated.

import PipelineReaders
import TensorIR
import Tensors

enum StandardSelections {
  static var rules: [String: OperatorRule] {
    [
      "NonZero": tensor(nonZero), "Compress": tensor(compress), "Unique": tensors(unique),
      "NonMaxSuppression": tensor(suppress),
    ]
  }

  /// The indices of what is not zero, a column for each.
  private static func nonZero(_ c: NodeContext) throws -> ValueID {
    let x = try c.known(c.tensor(0))
    let places =
      x.dtype == .string
      ? (0..<x.count).filter { x.strings[$0] != "" }
      : x.doubles().indices(where: { $0 != 0 }).ranges.flatMap { $0 }
    let shape = x.shape.dimensions
    let strides = x.shape.strides
    let indices = shape.indices.flatMap { axis in
      places.map { Int64($0 / strides[axis] % shape[axis]) }
    }
    return try c.b.constant(Tensor(indices, shape: Shape([shape.count, places.count])))
  }

  /// The elements along an axis, or of all, where the condition holds.
  private static func compress(_ c: NodeContext) throws -> ValueID {
    var x = try c.tensor(0)
    let condition = try c.known(c.tensor(1)).doubles()
    var axis = 0
    if c.node.has("axis") {
      axis = try c.axis(0, of: x)
    } else {
      x = try c.b.reshape(x, [StandardShapes.joined(c, c.type(x).dimensions[...])])
    }
    let picks = condition.indices.filter { condition[$0] != 0 }.map { Int64($0) }
    guard try picks.last.map({ try $0 < Int64(c.extent(x, axis)) }) ?? true else {
      throw c.node.error("a condition longer than the axis")
    }
    return try c.b.gather(x, c.b.constant(Tensor(picks)), axis: axis)
  }

  private static func unique(_ c: NodeContext) throws -> [ValueID] {
    let x = try c.tensor(0)
    let tensor = try c.known(x)
    let axis = c.node.has("axis") ? try c.axis(0, of: x) : nil
    let slices: [[Int]]
    if let axis {
      let shape = tensor.shape
      let inner = shape.dimensions[(axis + 1)...].reduce(1, *)
      let outer = shape.dimensions[..<axis].reduce(1, *)
      slices = (0..<shape[axis]).map { place in
        (0..<outer).flatMap { o in
          (0..<inner).map { (o * shape[axis] + place) * inner + $0 }
        }
      }
    } else {
      slices = (0..<tensor.count).map { [$0] }
    }
    let groups: UniqueSlices
    switch tensor.dtype {
    case .string:
      groups = UniqueSlices(slices) {
        Array((tensor.strings[$0] ?? "").utf8)
      } precedes: {
        $0.lexicographicallyPrecedes($1)
      }
    case .i64:
      let elements = tensor.elements(of: Int64.self)
      groups = UniqueSlices(slices) {
        elements[$0]
      } precedes: {
        $0 < $1
      }
    default:
      let elements = tensor.doubles()
      // NaN behind all numbers, and equal to itself.
      groups = UniqueSlices(slices) {
        elements[$0]
      } precedes: {
        $0.isNaN ? false : $1.isNaN || $0 < $1
      }
    }
    let order = groups.order(isSorted: c.node.flag("sorted", true))
    let picks = try c.b.constant(Tensor(order.map { Int64(groups.firsts[$0]) }))
    var places = [Int64](repeating: 0, count: order.count)
    for (place, group) in order.enumerated() { places[group] = Int64(place) }
    let source = try axis == nil ? c.b.reshape(x, [.fixed(tensor.count)]) : x
    return [
      try c.b.gather(source, picks, axis: axis ?? 0), picks,
      try c.b.constant(Tensor(groups.groups.map { places[$0] })),
      try c.b.constant(Tensor(order.map { Int64(groups.counts[$0]) })),
    ]
  }

  /// The boxes that remain when those that overlap a better one too much are left out.
  private static func suppress(_ c: NodeContext) throws -> ValueID {
    let (boxes, scores) = (try c.known(c.tensor(0)), try c.known(c.tensor(1)))
    let (shape, classes) = (boxes.shape.dimensions, scores.shape.dimensions)
    guard shape.count == 3, shape[2] == 4, classes.count == 3, classes[0] == shape[0],
      classes[2] == shape[1]
    else { throw c.node.error("scores \(classes) for boxes \(shape)") }
    let largest = try c.ints(2)?.first ?? 0
    let overlap = try c.doubles(3)?.first ?? 0
    let least = try c.doubles(4)?.first
    let all = Box.boxes(boxes.doubles(), isCentred: c.node.flag("center_point_box"))
    let values = scores.doubles()
    var selected: [Int64] = []
    for batch in 0..<shape[0] {
      for label in 0..<classes[1] {
        let start = (batch * classes[1] + label) * classes[2]
        let candidates = (0..<classes[2])
          .filter { place in least.map { values[start + place] > $0 } ?? true }
          .sorted { (values[start + $1], $0) < (values[start + $0], $1) }
        var kept: [Int] = []
        for place in candidates where kept.count < largest {
          let box = all[batch * shape[1] + place]
          let isFree = kept.allSatisfy {
            box.overlap(with: all[batch * shape[1] + $0]) <= overlap
          }
          if isFree { kept.append(place) }
        }
        selected += kept.flatMap { [Int64(batch), Int64(label), Int64($0)] }
      }
    }
    return try c.b.constant(Tensor(selected, shape: Shape([selected.count / 3, 3])))
  }
}

/// Slices of a tensor in groups of equal ones.
private struct UniqueSlices {
  /// The group of each slice, groups being numbered in ascending order.
  private(set) var groups: [Int]
  /// The first slice of each group.
  private(set) var firsts: [Int] = []
  /// The number of slices in each group.
  private(set) var counts: [Int] = []

  init<Key>(_ slices: [[Int]], key: (Int) -> Key, precedes: (Key, Key) -> Bool) {
    let keys = slices.map { $0.map(key) }
    func isBefore(_ a: Int, _ b: Int) -> Bool {
      keys[a].lexicographicallyPrecedes(keys[b], by: precedes)
    }
    let order = slices.indices.sorted { isBefore($0, $1) || (!isBefore($1, $0) && $0 < $1) }
    groups = Array(repeating: 0, count: slices.count)
    for (place, slice) in order.enumerated() {
      if place == 0 || isBefore(order[place - 1], slice) {
        firsts.append(slice)
        counts.append(0)
      }
      groups[slice] = firsts.count - 1
      counts[firsts.count - 1] += 1
    }
  }

  /// The groups in ascending order, or in that of their first slices.
  func order(isSorted: Bool) -> [Int] {
    isSorted ? Array(firsts.indices) : firsts.indices.sorted { firsts[$0] < firsts[$1] }
  }
}

/// A box between two corners.
private struct Box {
  let low: (Double, Double)
  let high: (Double, Double)

  /// Boxes of four numbers each: two corners, or a centre and extents.
  static func boxes(_ numbers: [Double], isCentred: Bool) -> [Box] {
    stride(from: 0, to: numbers.count - 3, by: 4).map { start in
      let n = numbers[start..<start + 4].map { $0 }
      if isCentred {
        let (x, y) = (n[2] / 2, n[3] / 2)
        return Box(low: (n[0] - x, n[1] - y), high: (n[0] + x, n[1] + y))
      }
      return Box(low: (min(n[0], n[2]), min(n[1], n[3])), high: (max(n[0], n[2]), max(n[1], n[3])))
    }
  }

  private var area: Double { (high.0 - low.0) * (high.1 - low.1) }

  /// The part of the union that both cover.
  func overlap(with other: Box) -> Double {
    let width = min(high.0, other.high.0) - max(low.0, other.low.0)
    let height = min(high.1, other.high.1) - max(low.1, other.low.1)
    guard width > 0, height > 0, area > 0, other.area > 0 else { return 0 }
    let common = width * height
    return common / (area + other.area - common)
  }
}
