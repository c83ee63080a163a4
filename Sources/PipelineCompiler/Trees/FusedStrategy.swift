// Trees as one operation that walks them.

import Pipelines
import TensorIR
import Tensors

/// The ensemble as the tables of a `tree_ensemble` or `tree_leaves` operation.
struct FusedStrategy {
  let ensemble: TreeEnsemble
  let canonical: CanonicalEnsemble
  let builder: FunctionBuilder

  /// The leaves `i64[rows, trees]`, numbered over all trees, of the rows of `x`.
  func leaves(_ x: ValueID) throws -> ValueID {
    try builder.treeLeaves(x, tables: tables(), leafCount: canonical.leafCount)
  }

  /// The outputs `[rows, outputs]` of the rows of `x`.
  func outputs(_ x: ValueID, sums: LeafSums) throws -> ValueID {
    try builder.treeEnsemble(
      x, tables: tables(),
      leafValues: sums.constant(
        canonical.leafValues, [canonical.leafCount, canonical.valuesPerLeaf], "leaf.values"),
      treeOutputs: builder.constant(
        Tensor(canonical.trees.map { Int32($0.output) }), named: "tree.outputs"),
      base: sums.constant(ensemble.base, [ensemble.outputCount], "base"),
      average: ensemble.aggregation == .average)
  }

  /// The operands that `TreeTables` describes.
  private func tables() throws -> [ValueID] {
    var features: [Int32] = []
    var thresholds: [Double] = []
    var children: [Int32] = []
    var flags: [Int8] = []
    var sets: [Int32] = []
    var roots: [Int32] = []
    for tree in canonical.trees {
      let first = features.count
      roots.append(tree.nodes.isEmpty ? Int32(~tree.firstLeaf) : Int32(first))
      for node in tree.nodes {
        features.append(Int32(node.feature))
        thresholds.append(node.set == nil ? node.threshold : 0)
        for child in [node.left, node.right] {
          children.append(Int32(child >= 0 ? first + child : child))
        }
        flags.append(
          (node.nanGoesLeft ? TreeTables.nanLeft : 0)
            | (node.zeroIsMissing ? TreeTables.zeroIsMissing : 0))
        sets.append(Int32(node.set ?? -1))
      }
    }
    var setOffsets: [Int32] = [0]
    for set in ensemble.categorySets { setOffsets.append(setOffsets.last! + Int32(set.count)) }
    let words = ensemble.categorySets.joined().map { Int32(bitPattern: $0) }
    let limits =
      canonical.comparison == .f32 ? Tensor(thresholds.map(Float.init)) : Tensor(thresholds)
    let tensors: [(Tensor, String)] = [
      (Tensor(features), "node.features"), (limits, "node.thresholds"),
      (Tensor(children, shape: [features.count, 2]), "node.children"),
      (Tensor(flags), "node.flags"), (Tensor(sets), "node.sets"),
      (Tensor(setOffsets), "set.offsets"), (Tensor(words), "set.words"),
      (Tensor(roots), "roots"),
    ]
    return try tensors.map { try builder.constant($0, named: $1) }
  }
}
