// The nearest points.

import Pipelines
import TensorIR
import Tensors

extension NearestNeighbors: LowerableOperator {
  /// One search for each row; where angles are measured, a selection of all of them.
  public func lower(
    _ inputs: [LoweredTable], in context: LoweringContext
  ) throws -> LoweredTable {
    let b = context.builder
    let x = try inputs[0].matrix(.f64, in: context)
    let emitter = MetricEmitter(metric: metric, context: context)
    guard let measure = emitter.measure else {
      let measures = try emitter.measures(x, to: points)
      let (nearest, places) = try b.topK(b.negate(measures), k: count)
      return LoweredTable([try b.negate(nearest), places], in: b)
    }
    let (measures, places) = try b.nearestPoints(
      emitter.prepared(x), emitter.prepared(points.rows(.f64, in: context)), k: count, measure,
      tree: tree.map { ($0.lowered, try operands(of: $0, in: context)) })
    return LoweredTable([try emitter.distance(measures), places], in: b)
  }

  private func operands(of tree: Tree, in context: LoweringContext) throws -> [ValueID] {
    let nodes = tree.starts.count
    let cells = (0..<nodes).flatMap { node -> [Int64] in
      [Int64(tree.starts[node]), Int64(tree.ends[node]), tree.leaves[node] ? 1 : 0]
    }
    let layers = tree.kind == .boxes ? 2 : 1
    let tensors = [
      Tensor(tree.order.map(Int64.init)), Tensor(cells, shape: [nodes, 3]),
      Tensor(tree.bounds, shape: [layers, nodes, points.featureCount]), Tensor(tree.radii),
    ]
    return try tensors.map { try context.builder.constant($0, named: "tree") }
  }
}

extension NearestNeighbors.Tree {
  fileprivate var lowered: NeighborTree.Kind { kind == .boxes ? .boxes : .balls }
}
