// Which leaf each tree sends a row to.

import Tensors

/// `tree_leaves x, tables… {leaves = n}`: the leaf of every tree, numbered over all trees.
///
/// Operands: `x f32|f64[rows, features]`, then the tables of `TreeTables`. Result: `i64[rows, trees]`.
struct TreeLeavesOperation: OperationDefinition {
  let name = "tree_leaves"
  let summary = "The leaf that each decision tree sends each row to."

  func resultTypes(_ context: TypeContext) throws -> [ValueType] {
    try context.expectOperands(1 + TreeTables.operandCount)
    let x = try context.tensor(0)
    try TreeTables.checkTypes(context, x: x)
    _ = try context.attributes.int("leaves", of: name)
    let roots = try context.tensor(TreeTables.operandCount)
    return [.tensor(.i64, [x.dimensions[0], roots.dimensions[0]])]
  }

  func evaluate(_ context: EvaluationContext) throws -> [Value] {
    let x = context.operands[0].tensor
    let width = x.shape[1]
    let tables = try TreeTables(
      context.operands[1...], featureCount: width,
      leafCount: context.attributes.int("leaves", of: name), name: name)
    let features = x.doubles()
    var leaves: [Int64] = []
    leaves.reserveCapacity(x.shape[0] * tables.roots.count)
    for row in 0..<x.shape[0] {
      for root in tables.roots {
        leaves.append(Int64(tables.leaf(from: root) { features[row * width + $0] }))
      }
    }
    return [.tensor(Tensor(leaves, shape: [x.shape[0], tables.roots.count]))]
  }
}

extension FunctionBuilder {
  /// The leaf of each of `leafCount` that every tree of `tables` sends the rows of `x` to.
  package func treeLeaves(_ x: ValueID, tables: [ValueID], leafCount: Int) throws -> ValueID {
    try append(one: "tree_leaves", [x] + tables, ["leaves": .int(leafCount)])
  }
}
