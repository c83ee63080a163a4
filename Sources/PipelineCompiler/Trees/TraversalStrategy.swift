// Tree traversal: one step down every tree at a time (Hummingbird, OSDI 2020, section 4.1).

import TensorIR
import Tensors

/// Every tree's position moves down by gathers from tables of nodes, as often as the deepest tree needs.
///
/// A leaf is a node that leads to itself.
struct TraversalStrategy {
  let trees: [CanonicalEnsemble.Tree]
  let builder: FunctionBuilder

  /// The leaves `i64[rows, trees]`, numbered over all trees, of the rows of `x`.
  func leaves(_ x: ValueID) throws -> ValueID {
    let tables = NodeTables(trees)
    let type = builder.tensorType(of: x)
    let features = try builder.constant(Tensor(tables.features), named: "node.features")
    let thresholds = try builder.constant(tables.thresholds(type.dtype), named: "node.thresholds")
    let nanLeft = try builder.constant(Tensor(tables.nanGoesLeft), named: "node.nan.left")
    let lefts = try builder.constant(Tensor(tables.lefts), named: "node.lefts")
    let rights = try builder.constant(Tensor(tables.rights), named: "node.rights")
    let roots = Tensor(tables.roots, shape: [1, trees.count])
    var position = try builder.broadcast(
      builder.constant(roots, named: "roots"), to: [type.dimensions[0], .fixed(trees.count)])
    for _ in 0..<(trees.map(\.depth).max() ?? 0) {
      let value = try builder.gatherAlong(
        x, builder.gather(features, position, axis: 0), axis: 1)
      let goesLeft = try builder.select(
        builder.isNaN(value), builder.gather(nanLeft, position, axis: 0),
        builder.compare(value, builder.gather(thresholds, position, axis: 0), .lessOrEqual))
      position = try builder.select(
        goesLeft, builder.gather(lefts, position, axis: 0),
        builder.gather(rights, position, axis: 0))
    }
    let leaves = try builder.constant(Tensor(tables.leaves), named: "node.leaves")
    return try builder.gather(leaves, position, axis: 0)
  }
}

/// The nodes and leaves of many trees in flat tables, a tree's leaves behind its nodes.
private struct NodeTables {
  var features: [Int64] = []
  var limits: [Double] = []
  var nanGoesLeft: [Bool] = []
  var lefts: [Int64] = []
  var rights: [Int64] = []
  /// The number of the leaf at a leaf's place; 0 at a node's.
  var leaves: [Int64] = []
  var roots: [Int64] = []

  init(_ trees: [CanonicalEnsemble.Tree]) {
    for tree in trees {
      let first = features.count
      roots.append(Int64(first))
      func place(_ child: Int) -> Int64 {
        Int64(child >= 0 ? first + child : first + tree.nodes.count + (~child - tree.firstLeaf))
      }
      for node in tree.nodes {
        append(
          feature: node.feature, limit: node.threshold, nanLeft: node.nanGoesLeft,
          left: place(node.left), right: place(node.right), leaf: 0)
      }
      for leaf in 0..<tree.leafCount {
        let own = Int64(first + tree.nodes.count + leaf)
        append(
          feature: 0, limit: 0, nanLeft: true, left: own, right: own,
          leaf: Int64(tree.firstLeaf + leaf))
      }
    }
  }

  private mutating func append(
    feature: Int, limit: Double, nanLeft: Bool, left: Int64, right: Int64, leaf: Int64
  ) {
    features.append(Int64(feature))
    limits.append(limit)
    nanGoesLeft.append(nanLeft)
    lefts.append(left)
    rights.append(right)
    leaves.append(leaf)
  }

  func thresholds(_ dtype: DType) -> Tensor {
    dtype == .f32 ? Tensor(limits.map(Float.init)) : Tensor(limits)
  }
}
