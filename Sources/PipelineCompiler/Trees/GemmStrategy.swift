// Trees as matrix products (Hummingbird, OSDI 2020, section 4.1).

import TensorIR
import Tensors

/// All tests of all trees at once, then products that find the leaf whose path agrees with them.
///
/// The paper selects the tested features by a product with one-hot columns, which one NaN or infinity
/// anywhere in a row would spoil; here they are gathered.
struct GemmStrategy {
  let trees: [CanonicalEnsemble.Tree]
  let builder: FunctionBuilder

  private var nodeCount: Int { max(trees.map(\.nodes.count).max() ?? 0, 1) }
  private var leafCount: Int { trees.map(\.leafCount).max() ?? 0 }

  /// Which leaf of each tree the rows of `x` reach: `bool[trees, rows, leaves of the largest tree]`.
  func selectedLeaves(_ x: ValueID) throws -> ValueID {
    let type = builder.tensorType(of: x)
    let rows = type.dimensions[0]
    let (trees, nodes, leaves) = (trees.count, nodeCount, leafCount)
    let tests = testTables(type.dtype)
    let values = try builder.gather(
      x, builder.constant(tests.features, named: "test.features"), axis: 1)
    let goesLeft = try builder.select(
      builder.isNaN(values), builder.constant(tests.nanLeft, named: "test.nan.left"),
      builder.compare(
        values, builder.constant(tests.thresholds, named: "test.thresholds"), .lessOrEqual))
    let byTree = try builder.transpose(
      builder.reshape(builder.cast(goesLeft, .f32), [rows, .fixed(trees), .fixed(nodes)]),
      [1, 0, 2])
    let paths = pathTables()
    let agreement = try builder.matmul(
      byTree, builder.constant(paths.directions, named: "paths"))
    let lefts = try builder.constant(
      paths.leftTurns.reshaped(to: [trees, 1, leaves]), named: "left.turns")
    return try builder.compare(agreement, lefts, .equal)
  }

  /// The leaves `i64[rows, trees]`, numbered over all trees.
  func leaves(_ x: ValueID) throws -> ValueID {
    let selected = try builder.cast(selectedLeaves(x), .i8)
    let local = try builder.transpose(builder.argMax(selected, axis: 2), [1, 0])
    let first = Tensor(trees.map { Int64($0.firstLeaf) })
    return try builder.add(local, builder.constant(first, named: "first.leaves"))
  }

  /// The value of each tree's leaf: `[rows, trees]`, or `[rows, trees, outputs]`.
  func treeValues(_ x: ValueID, sums: LeafSums) throws -> ValueID {
    let perLeaf = sums.canonical.valuesPerLeaf
    var table = [Double](repeating: 0, count: trees.count * leafCount * perLeaf)
    for (number, tree) in trees.enumerated() {
      let values = sums.canonical.leafValues[
        (tree.firstLeaf * perLeaf)..<((tree.firstLeaf + tree.leafCount) * perLeaf)]
      let start = number * leafCount * perLeaf
      table.replaceSubrange(start..<(start + values.count), with: values)
    }
    let selected = try builder.cast(selectedLeaves(x), sums.dtype)
    let values = try builder.matmul(
      selected,
      sums.constant(table, [trees.count, leafCount, perLeaf], "leaf.values"))
    let byRow = try builder.transpose(values, [1, 0, 2])
    guard perLeaf == 1 else { return byRow }
    return try builder.reshape(byRow, [sums.rows, .fixed(trees.count)])
  }

  /// The tests of every tree, filled up with tests that no path asks for.
  private func testTables(
    _ dtype: DType
  ) -> (features: Tensor, thresholds: Tensor, nanLeft: Tensor) {
    var features = [Int64](repeating: 0, count: trees.count * nodeCount)
    var thresholds = [Double](repeating: 0, count: features.count)
    var nanLeft = [Bool](repeating: false, count: features.count)
    for (number, tree) in trees.enumerated() {
      for (index, node) in tree.nodes.enumerated() {
        let place = number * nodeCount + index
        features[place] = Int64(node.feature)
        thresholds[place] = node.threshold
        nanLeft[place] = node.nanGoesLeft
      }
    }
    return (
      Tensor(features), dtype == .f32 ? Tensor(thresholds.map(Float.init)) : Tensor(thresholds),
      Tensor(nanLeft)
    )
  }

  /// For each leaf, which tests must go left (1) and right (-1), and how many must go left.
  ///
  /// A row's agreement with a leaf is its number of left turns on the path, less its wrong ones, and
  /// equals the path's number of left turns at the one leaf that it reaches. A place without a leaf
  /// asks for -1 left turns, which no row has.
  private func pathTables() -> (directions: Tensor, leftTurns: Tensor) {
    var directions = [Float](repeating: 0, count: trees.count * nodeCount * leafCount)
    var leftTurns = [Float](repeating: -1, count: trees.count * leafCount)
    for (number, tree) in trees.enumerated() {
      var paths = [[(node: Int, left: Bool)]](repeating: [], count: tree.nodes.count)
      func finish(_ leaf: Int, _ path: [(node: Int, left: Bool)]) {
        let local = leaf - tree.firstLeaf
        leftTurns[number * leafCount + local] = Float(path.count { $0.left })
        for step in path {
          directions[(number * nodeCount + step.node) * leafCount + local] = step.left ? 1 : -1
        }
      }
      if tree.nodes.isEmpty { finish(tree.firstLeaf, []) }
      for (index, node) in tree.nodes.enumerated() {
        for (child, left) in [(node.left, true), (node.right, false)] {
          let path = paths[index] + [(index, left)]
          if child >= 0 { paths[child] = path } else { finish(~child, path) }
        }
        paths[index] = []
      }
    }
    return (
      Tensor(directions, shape: [trees.count, nodeCount, leafCount]),
      Tensor(leftTurns, shape: [trees.count, leafCount])
    )
  }
}
