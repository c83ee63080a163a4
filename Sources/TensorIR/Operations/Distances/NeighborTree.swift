// A tree of points, in whose nodes a search need not look if their bounds are too far away.

import Glibc
import Tensors

/// A binary tree in heap order over some points.
package struct NeighborTree {
  /// How nodes are bounded.
  package enum Kind: String, Sendable {
    /// There is no tree: every point is met.
    case none
    /// By boxes (a k-d tree).
    case boxes
    /// By balls.
    case balls

    /// Reads the attribute `tree`.
    init(_ attributes: Attributes, of operation: String) throws {
      let name = try attributes.string("tree", of: operation)
      guard let kind = Kind(rawValue: name) else {
        throw ProgramError(.type, at: operation, "there is no tree of '\(name)'")
      }
      self = kind
    }
  }

  let kind: Kind
  /// The points in the order of the leaves.
  let order: [Int]
  /// The points of each node, by their places in `order`.
  let ranges: [Range<Int>]
  let isLeaf: [Bool]
  /// Lower, then upper corners; or centres.
  private let bounds: [Double]
  private let radii: [Double]
  private let width: Int

  /// Reads and checks the operands behind the points.
  init(_ context: EvaluationContext, kind: Kind, pointCount: Int) throws {
    self.kind = kind
    let (nodes, bounds) = (try context.tensor(3), try context.tensor(4))
    width = try context.tensor(0).shape[1]
    order = try context.tensor(2).elements(of: Int64.self).map { Int($0) }
    radii = try context.tensor(5).elements(of: Double.self)
    self.bounds = bounds.elements(of: Double.self)
    let count = nodes.shape[0]
    guard nodes.shape[1] == 3, radii.count == count, order.allSatisfy((0..<pointCount).contains),
      bounds.shape == Shape([kind == .boxes ? 2 : 1, count, width])
    else { throw context.error("the tables of the tree do not fit each other") }
    let cells = nodes.elements(of: Int64.self)
    var ranges: [Range<Int>] = []
    var isLeaf: [Bool] = []
    for node in 0..<count {
      let (first, end) = (cells[3 * node], cells[3 * node + 1])
      guard first >= 0, first <= end, end <= order.count else {
        throw context.error("node \(node) of the tree has no range of points")
      }
      ranges.append(Int(first)..<Int(end))
      isLeaf.append(cells[3 * node + 2] != 0)
    }
    self.ranges = ranges
    self.isLeaf = isLeaf
    try checkWalk(context)
  }

  /// Every node that a walk reaches exists, and its leaves hold each point once.
  private func checkWalk(_ context: EvaluationContext) throws {
    var pending = [0]
    var found = 0
    while let node = pending.popLast() {
      guard node < ranges.count else { throw context.error("node \(node) of the tree is missing") }
      if isLeaf[node] {
        found += ranges[node].count
      } else {
        pending += [2 * node + 1, 2 * node + 2]
      }
    }
    guard found == order.count else {
      throw context.error("the leaves of the tree hold \(found) points of \(order.count)")
    }
  }

  /// What no point of a node is nearer than.
  func leastMeasure(
    of query: UnsafeBufferPointer<Double>, from node: Int, _ measure: DistanceMeasure
  ) -> Double {
    if kind == .balls {
      let start = node * width
      let distance = measure.distance(
        measure.between(width, { query[$0] }, { bounds[start + $0] }))
      return measure.measure(ofDistance: max(0, distance - radii[node]))
    }
    var sum = 0.0
    for index in 0..<width {
      let below = bounds[node * width + index] - query[index]
      let above = query[index] - bounds[(ranges.count + node) * width + index]
      let gap = 0.5 * ((below + below.magnitude) + (above + above.magnitude))
      switch measure {
      case .chebyshev: sum = max(sum, gap)
      case .squaredEuclidean: sum += gap * gap
      case .minkowski(let exponent): sum += pow(gap, exponent)
      default: sum += gap
      }
    }
    return sum
  }

  /// The distances that no point of a node is nearer than, and none farther.
  func distances(
    of query: UnsafeBufferPointer<Double>, from node: Int, _ measure: DistanceMeasure
  ) -> (nearest: Double, farthest: Double) {
    if kind == .balls {
      let start = node * width
      let distance = measure.distance(
        measure.between(width, { query[$0] }, { bounds[start + $0] }))
      return (fmax(0, distance - radii[node]), distance + radii[node])
    }
    let exponent = measure.exponent
    var (nearest, farthest) = (0.0, 0.0)
    for index in 0..<width {
      let below = bounds[node * width + index] - query[index]
      let above = query[index] - bounds[(ranges.count + node) * width + index]
      let gap = 0.5 * ((below + below.magnitude) + (above + above.magnitude))
      let reach = fmax(below.magnitude, above.magnitude)
      if exponent == .infinity {
        nearest = fmax(nearest, gap)
        farthest = fmax(farthest, reach)
      } else {
        nearest += pow(gap, exponent)
        farthest += pow(reach, exponent)
      }
    }
    return exponent == .infinity
      ? (nearest, farthest) : (pow(nearest, 1 / exponent), pow(farthest, 1 / exponent))
  }
}

extension TypeContext {
  /// Checks the dtypes and ranks of the four operands, from the third on, that describe a tree.
  func checkTreeOperands() throws {
    for (operand, dtype, rank) in [(2, DType.i64, 1), (3, .i64, 2), (4, .f64, 3), (5, .f64, 1)]
    where try tensor(operand, of: dtype).rank != rank {
      throw error("operand \(operand) must have rank \(rank)")
    }
  }
}

extension DistanceMeasure {
  /// The exponent of the differences of coordinates, where it is one of Minkowski's.
  fileprivate var exponent: Double {
    switch self {
    case .squaredEuclidean: 2
    case .chebyshev: .infinity
    case .minkowski(let exponent): exponent
    default: 1
    }
  }

  /// The distance that a measure stands for.
  func distance(_ measure: Double) -> Double {
    switch self {
    case .squaredEuclidean: measure.squareRoot()
    case .minkowski(let exponent): pow(measure, 1 / exponent)
    default: measure
    }
  }

  /// The measure of a distance.
  func measure(ofDistance distance: Double) -> Double {
    switch self {
    case .squaredEuclidean: distance * distance
    case .minkowski(let exponent): pow(distance, exponent)
    default: distance
    }
  }
}
