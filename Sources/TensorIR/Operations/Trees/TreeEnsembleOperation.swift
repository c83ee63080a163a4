// Traversal of an ensemble and summation of its leaves in one step.

import Tensors

/// `tree_ensemble x, tables…, leafValues, treeOutputs, base {average = false}`: the ensemble's outputs.
///
/// Operands: `x f32|f64[rows, features]`, the tables of `TreeTables`, `leafValues f32|f64[leaves, n]`,
/// `treeOutputs i32[trees]`, `base [outputs]` of the leaf values' dtype. With `n = 1` a tree's leaf is
/// added to the tree's output; otherwise `n` is the number of outputs and it is added to all of them.
/// The sum begins with `base` and goes through the trees in order, in the leaf values' dtype; with
/// `average` it begins with zero, is divided by the number of trees, and `base` is added at the end.
struct TreeEnsembleOperation: OperationDefinition {
  let name = "tree_ensemble"
  let summary = "The summed or averaged leaves of decision trees."

  func resultTypes(_ context: TypeContext) throws -> [ValueType] {
    let tables = TreeTables.operandCount
    try context.expectOperands(tables + 4)
    let x = try context.tensor(0)
    try TreeTables.checkTypes(context, x: x)
    let values = try context.tensor(tables + 1)
    let outputs = try context.tensor(tables + 2)
    let base = try context.tensor(tables + 3)
    guard values.rank == 2, values.dtype == .f32 || values.dtype == .f64,
      base.rank == 1, base.dtype == values.dtype
    else { throw context.error("leaf values and base must be f32 or f64, of ranks 2 and 1") }
    guard outputs.rank == 1, outputs.dtype == .i32 else {
      throw context.error("the trees' outputs must be i32 of rank 1")
    }
    guard values.dimensions[1] == 1 || values.dimensions[1] == base.dimensions[0] else {
      throw context.error("a leaf must have one value or one for each output")
    }
    return [.tensor(values.dtype, [x.dimensions[0], base.dimensions[0]])]
  }

  func evaluate(_ context: EvaluationContext) throws -> [Value] {
    let x = context.operands[0].tensor
    let values = context.operands[TreeTables.operandCount + 1].tensor
    let average = try context.attributes.bool("average", default: false, of: name)
    let tables = try TreeTables(
      context.operands[1...TreeTables.operandCount], featureCount: x.shape[1],
      leafCount: values.shape[0], name: name)
    let outputs: [Int32] = context.operands[TreeTables.operandCount + 2].tensor.elements()
    let base = context.operands[TreeTables.operandCount + 3].tensor
    guard outputs.count == tables.roots.count,
      outputs.allSatisfy({ (0..<max(base.count, 1)).contains(Int($0)) })
    else { throw context.error("a tree's output does not exist") }
    if values.dtype == .f32 {
      return [
        .tensor(
          sum(
            x, tables, values.elements(of: Float.self), values.shape[1] > 1, outputs,
            base.elements(), average))
      ]
    }
    return [
      .tensor(
        sum(
          x, tables, values.elements(of: Double.self), values.shape[1] > 1, outputs,
          base.elements(), average))
    ]
  }

  private func sum<Number: BinaryFloatingPoint & TensorElement>(
    _ x: Tensor, _ tables: TreeTables, _ values: [Number], _ isVector: Bool,
    _ outputs: [Int32], _ base: [Number], _ average: Bool
  ) -> Tensor {
    let width = x.shape[1]
    let features = x.doubles()
    var result: [Number] = []
    for row in 0..<x.shape[0] {
      var sums = average ? [Number](repeating: 0, count: base.count) : base
      for (tree, root) in tables.roots.enumerated() {
        let leaf = tables.leaf(from: root) { features[row * width + $0] }
        if isVector {
          for output in base.indices { sums[output] += values[leaf * base.count + output] }
        } else {
          sums[Int(outputs[tree])] += values[leaf]
        }
      }
      if average {
        for output in base.indices {
          sums[output] = sums[output] / Number(tables.roots.count) + base[output]
        }
      }
      result += sums
    }
    return Tensor(result, shape: [x.shape[0], base.count])
  }
}

extension FunctionBuilder {
  /// The outputs of an ensemble; see `TreeEnsembleOperation` for the operands.
  package func treeEnsemble(
    _ x: ValueID, tables: [ValueID], leafValues: ValueID, treeOutputs: ValueID, base: ValueID,
    average: Bool
  ) throws -> ValueID {
    try append(
      one: "tree_ensemble", [x] + tables + [leafValues, treeOutputs, base],
      ["average": .bool(average)])
  }
}
