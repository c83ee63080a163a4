// The nearest of some points to every row, found as scikit-learn's trees and loops find them.

import Tensors

/// `nearest_points {k, measure, exponent, tree}`: the measures `f64[rows, k]`, ascending, and the
/// places `i64[rows, k]` of the `k` points nearest to each row.
///
/// Operands: rows `f64[rows, width]` and points `f64[count, width]`; with a `tree`, also the order of
/// the points `i64[count]`, the nodes `i64[nodes, 3]` (first place, place behind the last, whether it is
/// a leaf), their bounds `f64[2, nodes, width]` (`boxes`: lower and upper corners) or
/// `f64[1, nodes, width]` (`balls`: centres), and their radii `f64[nodes]`.
///
/// Which of several equally distant points is among the nearest depends on the order in which a search
/// meets them and on the heap that it keeps them in: both are those of scikit-learn. Children of node
/// `i` are nodes `2i + 1` and `2i + 2`. Equal distances come in the order of the heap.
struct NearestPointsOperation: OperationDefinition {
  let name = "nearest_points"
  let summary = """
    The measures and places of the `k` points (second operand) nearest to each row of the first, \
    ascending; with `tree` (boxes or balls), found by walking the tree of the other operands.
    """

  func resultTypes(_ context: TypeContext) throws -> [ValueType] {
    let kind = try NeighborTree.Kind(context.attributes, of: name)
    try context.expectOperands(kind == .none ? 2 : 6)
    let (x, points) = (try context.tensor(0, of: .f64), try context.tensor(1, of: .f64))
    guard x.rank == 2, points.rank == 2 else { throw context.error("two matrices were expected") }
    try context.expectEqual(x.dimensions[1], points.dimensions[1], "the numbers of coordinates")
    if kind != .none { try context.checkTreeOperands() }
    _ = try DistanceMeasure(context.attributes, of: name)
    let k = try context.attributes.int("k", of: name)
    guard k > 0, k <= points.dimensions[0].extent ?? .max else {
      throw context.error("\(k) nearest points were asked for")
    }
    let dimensions = [x.dimensions[0], .fixed(k)]
    return [.tensor(.f64, dimensions), .tensor(.i64, dimensions)]
  }

  func evaluate(_ context: EvaluationContext) throws -> [Value] {
    let (x, points) = (try context.tensor(0), try context.tensor(1))
    let k = try context.attributes.int("k", of: name)
    let measure = try DistanceMeasure(context.attributes, of: name)
    let kind = try NeighborTree.Kind(context.attributes, of: name)
    let width = points.shape[1]
    guard x.shape[1] == width, k > 0, k <= points.shape[0] else {
      throw context.error("\(k) of \(points.shape) do not suit rows of \(x.shape)")
    }
    let tree =
      kind == .none ? nil : try NeighborTree(context, kind: kind, pointCount: points.shape[0])
    var distances: [Double] = []
    var places: [Int64] = []
    distances.reserveCapacity(x.shape[0] * k)
    places.reserveCapacity(x.shape[0] * k)
    x.withElements(of: Double.self) { rows in
      points.withElements(of: Double.self) { points in
        for row in 0..<x.shape[0] {
          var search = NeighborSearch(
            query: UnsafeBufferPointer(rebasing: rows[row * width..<(row + 1) * width]),
            points: points, measure: measure, nearest: NeighborHeap(count: k))
          if let tree { search.walk(tree) } else { search.visitAll() }
          search.nearest.sort()
          distances += search.nearest.values
          places += search.nearest.places.map(Int64.init)
        }
      }
    }
    let shape = Shape([x.shape[0], k])
    return [.tensor(Tensor(distances, shape: shape)), .tensor(Tensor(places, shape: shape))]
  }
}

/// The search for the points nearest to one row.
private struct NeighborSearch {
  let query: UnsafeBufferPointer<Double>
  /// All points, one after the other.
  let points: UnsafeBufferPointer<Double>
  let measure: DistanceMeasure
  var nearest: NeighborHeap

  private var width: Int { query.count }

  /// Meets every point in order.
  mutating func visitAll() {
    for place in 0..<(width == 0 ? 0 : points.count / width) { visit(place) }
  }

  /// Meets the points of leaves that can hold a nearest one, the nearer child of a node first.
  mutating func walk(_ tree: NeighborTree) {
    walk(tree, node: 0, bound: tree.leastMeasure(of: query, from: 0, measure))
  }

  private mutating func walk(_ tree: NeighborTree, node: Int, bound: Double) {
    if bound > nearest.values[0] { return }
    if tree.isLeaf[node] {
      for index in tree.ranges[node] { visit(tree.order[index]) }
      return
    }
    let (left, right) = (2 * node + 1, 2 * node + 2)
    let leftBound = tree.leastMeasure(of: query, from: left, measure)
    let rightBound = tree.leastMeasure(of: query, from: right, measure)
    if leftBound <= rightBound {
      walk(tree, node: left, bound: leftBound)
      walk(tree, node: right, bound: rightBound)
    } else {
      walk(tree, node: right, bound: rightBound)
      walk(tree, node: left, bound: leftBound)
    }
  }

  private mutating func visit(_ place: Int) {
    let start = place * width
    nearest.push(measure.between(width, { query[$0] }, { points[start + $0] }), place)
  }
}

extension FunctionBuilder {
  /// The measures and places of the `k` of `points` that are nearest to each row of `x`; `tree` are
  /// the operands that describe a tree of the points, where there is one.
  package func nearestPoints(
    _ x: ValueID, _ points: ValueID, k: Int, _ measure: DistanceMeasure,
    tree: (kind: NeighborTree.Kind, operands: [ValueID])? = nil
  ) throws -> (measures: ValueID, places: ValueID) {
    var attributes = measure.attributes
    attributes["k"] = .int(k)
    attributes["tree"] = .string((tree?.kind ?? .none).rawValue)
    let results = try append("nearest_points", [x, points] + (tree?.operands ?? []), attributes)
    return (results[0], results[1])
  }
}
