// Decision trees by the block of rows.

import CKernels
import TensorIR
import Tensors

/// Kernels of the tree operations, whose tables are packed when the plan is made.
struct TreeKernels: KernelFamily {
  let operations = ["tree_ensemble", "tree_leaves"]

  func kernel(for request: KernelRequest) throws -> PlannedKernel? {
    let constants = request.constants[1...].compactMap(\.self)
    // Trees that are computed, not constant, are walked by the plain evaluation.
    guard constants.count == request.operands.count - 1 else { return nil }
    let x = request.operands[0]
    let isEnsemble = request.operation == "tree_ensemble"
    let trees = try prepared(request, constants, isEnsemble: isEnsemble)
    var parameters = [
      Int64(x.shape[1]), Int64(request.operands.count),
      Int64(trees.packed.map { Int(bitPattern: $0.address) } ?? 0),
    ]
    let treeCount = constants[TreeTables.operandCount - 1].count
    let grain = PlannedKernel.grain(bytesPerUnit: 16 * max(treeCount, 1))
    guard isEnsemble else {
      return PlannedKernel(
        "tree_leaves \(x.dtype.rawValue)",
        x.dtype == .f32 ? wh_tree_leaves_f32 : wh_tree_leaves_f64, parameters: parameters,
        units: x.shape[0], grain: grain, owners: [trees])
    }
    let leaves = Array(constants[TreeTables.operandCount...])
    try check(outputs: leaves[1], base: leaves[2], treeCount: treeCount, request.operation)
    let sums = PackedLeafSums(
      leafValues: leaves[0], treeOutputs: leaves[1], base: leaves[2],
      average: try request.attributes.bool("average", default: false, of: request.operation))
    parameters.append(Int64(Int(bitPattern: sums.address)))
    if let ranked = trees.ranked {
      parameters.append(Int64(Int(bitPattern: ranked.address)))
      return PlannedKernel(
        "tree_ensemble ranked \(x.dtype.rawValue) \(leaves[0].dtype.rawValue)",
        rankedFunction(features: x.dtype, values: leaves[0].dtype), parameters: parameters,
        units: x.shape[0], grain: max(grain, 64), owners: [trees, sums])
    }
    return PlannedKernel(
      "tree_ensemble \(x.dtype.rawValue) \(leaves[0].dtype.rawValue)",
      function(features: x.dtype, values: leaves[0].dtype), parameters: parameters,
      units: x.shape[0], grain: grain, owners: [trees, sums])
  }

  /// The trees in the kernels' forms, shared by all plans that walk the same constants.
  private func prepared(
    _ request: KernelRequest, _ constants: [Tensor], isEnsemble: Bool
  ) throws -> PreparedTrees {
    let x = request.operands[0]
    let leafValues = isEnsemble ? constants[TreeTables.operandCount] : nil
    let leafCount =
      try leafValues?.shape[0] ?? request.attributes.int("leaves", of: request.operation)
    let instructions = isEnsemble ? try instructions(for: request) : nil
    let names = request.constantNames[1...].compactMap(\.self)
    let form =
      "\(x.dtype.rawValue) \(x.shape[1]) \(leafCount) \(instructions.map { "\($0)" } ?? "-")"
    let key =
      names.count == constants.count ? "trees \(form) \(names.joined(separator: " "))" : nil
    return try request.preparations.object(key) {
      let tables = try TreeTables(
        constants[..<TreeTables.operandCount].map { Value.tensor($0) }[...],
        featureCount: x.shape[1], leafCount: leafCount, name: request.operation)
      var ranked: RankedTrees?
      if let instructions, let leafValues {
        ranked = RankedTrees(
          tables, leafValues: leafValues, outputCount: constants[TreeTables.operandCount + 2].count,
          dtype: x.dtype, instructions: instructions)
      }
      // Nothing else is read where single rows go by ranks too.
      let packed = ranked?.walksRows == true ? nil : PackedTrees(tables, dtype: x.dtype)
      return PreparedTrees(packed: packed, ranked: ranked)
    }
  }

  /// The instruction set of ranks; `nil` where the trees are to be walked.
  private func instructions(for request: KernelRequest) throws -> Int32? {
    let choice = try request.treeKernel ?? .fromEnvironment()
    guard choice.isAvailable else { throw RuntimeError.treeKernel(choice.rawValue) }
    return choice.instructions
  }

  /// One ensemble in the forms that kernels read.
  private final class PreparedTrees {
    /// The form for the walk; `nil` where ranks serve every row.
    let packed: PackedTrees?
    /// The form by ranks; `nil` where it does not apply or is not wanted.
    let ranked: RankedTrees?

    init(packed: PackedTrees?, ranked: RankedTrees?) {
      self.packed = packed
      self.ranked = ranked
    }
  }

  /// Checks what the kernels trust and `TreeTables` does not know of.
  private func check(
    outputs: Tensor, base: Tensor, treeCount: Int, _ operation: String
  ) throws {
    guard outputs.count == treeCount,
      outputs.elements(of: Int32.self).allSatisfy({ (0..<max(base.count, 1)).contains(Int($0)) })
    else { throw ProgramError(.execution, at: operation, "a tree's output does not exist") }
  }

  private func rankedFunction(features: DType, values: DType) -> KernelFunction {
    switch (features, values) {
    case (.f32, .f32): wh_ranked_sums_f32_f32
    case (.f32, _): wh_ranked_sums_f32_f64
    case (_, .f32): wh_ranked_sums_f64_f32
    default: wh_ranked_sums_f64_f64
    }
  }

  private func function(features: DType, values: DType) -> KernelFunction {
    switch (features, values) {
    case (.f32, .f32): wh_tree_sums_f32_f32
    case (.f32, _): wh_tree_sums_f32_f64
    case (_, .f32): wh_tree_sums_f64_f32
    default: wh_tree_sums_f64_f64
    }
  }
}
