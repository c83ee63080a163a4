// Trees of points as operands, and radii in the space in which rows are measured.

import Glibc
import Pipelines
import TensorIR
import Tensors

extension MetricEmitter {
  /// The kind of a tree of `points` and the operands that describe it: order, nodes, bounds and radii.
  ///
  /// Corners and centres are brought to the space in which rows are measured, as the points are.
  func operands(
    of tree: NearestNeighbors.Tree, over points: ReferencePoints
  ) throws -> (kind: NeighborTree.Kind, operands: [ValueID]) {
    let b = context.builder
    let nodes = tree.starts.count
    let width = points.featureCount
    let cells = (0..<nodes).flatMap { node -> [Int64] in
      [Int64(tree.starts[node]), Int64(tree.ends[node]), tree.leaves[node] ? 1 : 0]
    }
    let layers = tree.kind == .boxes ? 2 : 1
    let bounds = try prepared(
      context.matrix(
        tree.bounds, rows: layers * nodes, columns: width, .f64, named: "tree"))
    func constant(_ tensor: Tensor) throws -> ValueID { try b.constant(tensor, named: "tree") }
    return (
      tree.kind == .boxes ? .boxes : .balls,
      [
        try constant(Tensor(tree.order.map(Int64.init))),
        try constant(Tensor(cells, shape: [nodes, 3])),
        try b.reshape(bounds, [.fixed(layers), .fixed(nodes), .fixed(width)]),
        try constant(Tensor(tree.radii)),
      ]
    )
  }

  /// Whether what was measured is within a radius; squares are compared with its square, as the library
  /// does.
  func isWithin(_ radius: Double, _ measures: ValueID) throws -> ValueID {
    let largest =
      switch measure {
      case .squaredEuclidean? where metric != .squaredEuclidean: radius * radius
      case .minkowski(let exponent)?: pow(radius, exponent)
      default: radius
      }
    return try context.builder.compare(
      measures, context.number(largest, like: measures), .lessOrEqual)
  }
}
