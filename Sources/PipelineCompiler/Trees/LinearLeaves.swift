// Leaves that hold linear models (LightGBM's linear trees).

import Pipelines
import TensorIR
import Tensors

/// The value of each tree's leaf where leaves are linear models.
struct LinearLeaves {
  let sums: LeafSums
  var builder: FunctionBuilder { sums.builder }

  /// `[rows, trees]`: `constant + Σ coefficient · feature` of each leaf in `leaves i64[rows, trees]`,
  /// summed in the order of the leaf's features, or its constant value where one of them is NaN.
  func values(ofLeaves leaves: ValueID, features x: ValueID) throws -> ValueID {
    let leafModels = models()
    let width = leafModels.map(\.features.count).max() ?? 0
    let treeCount = sums.canonical.trees.count
    let constants = try builder.gather(
      sums.constant(leafModels.map(\.constant), [leafModels.count], "leaf.constants"),
      leaves, axis: 0)
    guard width > 0 else { return constants }
    // A place without a feature reads a column of zeros behind the features.
    let empty = sums.ensemble.featureCount
    var columns: [Int64] = []
    var coefficients: [Double] = []
    for model in leafModels {
      let padding = width - model.features.count
      columns += model.features.map(Int64.init) + Array(repeating: Int64(empty), count: padding)
      coefficients += model.coefficients + Array(repeating: 0, count: padding)
    }
    let wide: [Dimension] = [sums.rows, .fixed(treeCount), .fixed(width)]
    let shape: Shape = [leafModels.count, width]
    let zeros = try builder.broadcast(sums.constant([0], [1, 1], "zero"), to: [sums.rows, 1])
    let extended = try builder.concatenate([builder.cast(x, sums.dtype), zeros], axis: 1)
    let column = try builder.gather(
      builder.constant(Tensor(columns, shape: shape), named: "leaf.features"), leaves, axis: 0)
    let values = try builder.reshape(
      builder.gatherAlong(
        withoutTinyNumbers(extended),
        builder.reshape(column, [sums.rows, .fixed(treeCount * width)]), axis: 1), wide)
    let coefficient = try builder.gather(
      sums.constant(coefficients, shape, "leaf.coefficients"), leaves, axis: 0)
    let terms = try builder.concatenate(
      [
        builder.reshape(constants, [sums.rows, .fixed(treeCount), 1]),
        builder.multiply(coefficient, values),
      ], axis: 2)
    let linear = try builder.reduceSum(terms, axes: [2], ordered: true)
    let isMissing = try builder.reduceAny(builder.isNaN(values), axes: [2])
    return try builder.select(isMissing, sums.values(ofLeaves: leaves), linear)
  }

  /// `x` with 0 for what counts as zero.
  private func withoutTinyNumbers(_ x: ValueID) throws -> ValueID {
    let isZero = try builder.compare(
      builder.abs(x), builder.scalar(TreeTables.zeroThreshold, sums.dtype), .lessOrEqual)
    return try builder.select(isZero, builder.scalar(0, sums.dtype), x)
  }

  /// The model of every leaf of every tree; a tree without models has constant ones.
  private func models() -> [LinearLeaf] {
    sums.ensemble.trees.flatMap { tree in
      tree.linearLeaves.isEmpty
        ? tree.leafValues.map { LinearLeaf(constant: $0, features: [], coefficients: []) }
        : tree.linearLeaves
    }
  }
}
