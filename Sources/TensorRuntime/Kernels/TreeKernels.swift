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
    let (trees, key) = try packed(request, constants, isEnsemble: isEnsemble)
    var parameters = [
      Int64(x.shape[1]), Int64(request.operands.count), Int64(Int(bitPattern: trees.address)),
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
    if let ranked = try ranked(request, constants, key) {
      parameters.append(Int64(Int(bitPattern: ranked.address)))
      return PlannedKernel(
        "tree_ensemble ranked \(x.dtype.rawValue) \(leaves[0].dtype.rawValue)",
        rankedFunction(features: x.dtype, values: leaves[0].dtype), parameters: parameters,
        units: x.shape[0], grain: max(grain, 64), owners: [trees, sums, ranked])
    }
    return PlannedKernel(
      "tree_ensemble \(x.dtype.rawValue) \(leaves[0].dtype.rawValue)",
      function(features: x.dtype, values: leaves[0].dtype), parameters: parameters,
      units: x.shape[0], grain: grain, owners: [trees, sums])
  }

  /// The packed trees, shared by all plans that walk the same constants.
  private func packed(
    _ request: KernelRequest, _ constants: [Tensor], isEnsemble: Bool
  ) throws -> (trees: PackedTrees, key: String?) {
    let x = request.operands[0]
    let leafCount =
      isEnsemble
      ? constants[TreeTables.operandCount].shape[0]
      : try request.attributes.int("leaves", of: request.operation)
    let names = request.constantNames[1...].compactMap(\.self)
    let key =
      names.count == constants.count
      ? "trees \(x.dtype.rawValue) \(x.shape[1]) \(leafCount) \(names.joined(separator: " "))" : nil
    let trees = try request.preparations.object(key) {
      PackedTrees(try tables(request, constants, leafCount: leafCount), dtype: x.dtype)
    }
    return (trees, key)
  }

  private func tables(
    _ request: KernelRequest, _ constants: [Tensor], leafCount: Int
  ) throws -> TreeTables {
    try TreeTables(
      constants[..<TreeTables.operandCount].map { Value.tensor($0) }[...],
      featureCount: request.operands[0].shape[1], leafCount: leafCount, name: request.operation)
  }

  /// The trees by ranks, shared as the packed ones are; `nil` where they do not apply.
  private func ranked(
    _ request: KernelRequest, _ constants: [Tensor], _ key: String?
  ) throws -> RankedTrees? {
    let choice = request.treeKernel
    guard let instructions = choice.instructions else { return nil }
    guard choice.isAvailable else { throw RuntimeError.treeKernel(choice.rawValue) }
    let leafValues = constants[TreeTables.operandCount]
    let base = constants[TreeTables.operandCount + 2]
    return try request.preparations.object(key.map { "ranked \(instructions) \($0)" }) {
      Possible(
        RankedTrees(
          try tables(request, constants, leafCount: leafValues.shape[0]), leafValues: leafValues,
          outputCount: base.count, dtype: request.operands[0].dtype, instructions: instructions))
    }.object
  }

  /// An object, or that there is none.
  private final class Possible {
    let object: RankedTrees?

    init(_ object: RankedTrees?) { self.object = object }
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
