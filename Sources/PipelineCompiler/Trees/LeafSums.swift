// From the leaves that a row reaches to the ensemble's outputs, in the training library's order.

import Pipelines
import TensorIR
import Tensors

/// The sum or average over the trees.
struct LeafSums {
  let ensemble: TreeEnsemble
  let canonical: CanonicalEnsemble
  let builder: FunctionBuilder
  /// The extent of the batch.
  let rows: Dimension

  /// The dtype in which leaves are summed.
  var dtype: DType { ensemble.accumulation == .single ? .f32 : .f64 }

  /// The values of the leaves `i64[rows, trees]`: `[rows, trees]`, or `[rows, trees, outputs]`.
  func values(ofLeaves leaves: ValueID) throws -> ValueID {
    let shape: Shape =
      canonical.valuesPerLeaf == 1
      ? [canonical.leafCount] : [canonical.leafCount, canonical.valuesPerLeaf]
    let table = try constant(canonical.leafValues, shape, "leaf.values")
    return try builder.gather(table, leaves, axis: 0)
  }

  /// The outputs `[rows, outputs]`, given each tree's value: `[rows, trees]` where leaves have one
  /// value and `[rows, trees, outputs]` where they have all.
  func outputs(fromTreeValues values: ValueID) throws -> ValueID {
    var sums =
      canonical.valuesPerLeaf == 1 ? try singleValued(values) : try vectorValued(values)
    guard ensemble.aggregation == .average else { return sums }
    sums = try builder.divide(
      sums, builder.scalar(Double(ensemble.trees.count), dtype))
    return try builder.add(sums, constant(ensemble.base, [ensemble.outputCount], "base"))
  }

  private func vectorValued(_ values: ValueID) throws -> ValueID {
    var terms = values
    if ensemble.aggregation == .sum {
      let base = try constant(ensemble.base, [1, 1, ensemble.outputCount], "base")
      let repeated = try builder.broadcast(base, to: [rows, 1, .fixed(ensemble.outputCount)])
      terms = try builder.concatenate([repeated, values], axis: 1)
    }
    return try builder.reduceSum(terms, axes: [1], ordered: true)
  }

  /// Brings the trees of each output together, behind the output's base value and in their order,
  /// filled up with zeros to the same number for each output.
  private func singleValued(_ values: ValueID) throws -> ValueID {
    let outputCount = ensemble.outputCount
    let trees = canonical.trees.count
    let constants = [0] + ensemble.base
    let repeated = try builder.broadcast(
      constant(constants, [1, constants.count], "base"), to: [rows, .fixed(constants.count)])
    let all = try builder.concatenate([values, repeated], axis: 1)
    var columns = (0..<outputCount).map { output -> [Int] in
      let own = canonical.trees.indices.filter { canonical.trees[$0].output == output }
      return (ensemble.aggregation == .sum ? [trees + 1 + output] : []) + own
    }
    let longest = columns.map(\.count).max() ?? 0
    for output in columns.indices {
      columns[output] += [Int](repeating: trees, count: longest - columns[output].count)
    }
    let order = Tensor(columns.flatMap { $0.map(Int64.init) })
    let terms = try builder.reshape(
      builder.gather(all, builder.constant(order, named: "tree.order"), axis: 1),
      [rows, .fixed(outputCount), .fixed(longest)])
    return try builder.reduceSum(terms, axes: [2], ordered: true)
  }

  /// Numbers as a constant in the dtype of the sum.
  func constant(_ values: [Double], _ shape: Shape, _ name: String) throws -> ValueID {
    try builder.constant(
      dtype == .f32 ? Tensor(values.map(Float.init), shape: shape) : Tensor(values, shape: shape),
      named: name)
  }
}
