// Tree ensembles as tensor operations, by one of the strategies.

import Pipelines
import TensorIR
import Tensors

/// One ensemble on its way into a function.
package struct TreeLowering {
  private let ensemble: TreeEnsemble
  private let canonical: CanonicalEnsemble
  private let strategy: TreeStrategy
  private let builder: FunctionBuilder

  /// Prepares an ensemble; `auto` is decided here.
  /// - Throws: `PipelineError` where the ensemble refers to what does not exist.
  package init(_ ensemble: TreeEnsemble, strategy: TreeStrategy, builder: FunctionBuilder) throws {
    try ensemble.validate()
    self.ensemble = ensemble
    canonical = CanonicalEnsemble(ensemble)
    self.strategy = strategy == .auto ? TreeCostModel.best(for: canonical) : strategy
    self.builder = builder
  }

  /// The dtype in which features are compared.
  package var comparison: DType { canonical.comparison }

  /// The outputs `[rows, outputs]` of the rows of `x`, a matrix of the comparison's dtype.
  ///
  /// `features` are the same rows before they were rounded for the comparison: linear leaves read them.
  package func outputs(_ x: ValueID, features: ValueID) throws -> ValueID {
    let sums = LeafSums(
      ensemble: ensemble, canonical: canonical, builder: builder,
      rows: builder.tensorType(of: x).dimensions[0])
    guard !ensemble.trees.isEmpty else {
      return try builder.broadcast(
        sums.constant(ensemble.base, [1, ensemble.outputCount], "base"),
        to: [sums.rows, .fixed(ensemble.outputCount)])
    }
    if ensemble.trees.contains(where: { !$0.linearLeaves.isEmpty }) {
      let values = try LinearLeaves(sums: sums).values(ofLeaves: leaves(x), features: features)
      return try sums.outputs(fromTreeValues: values)
    }
    switch strategy {
    case .auto, .fused:
      return try FusedStrategy(ensemble: ensemble, canonical: canonical, builder: builder)
        .outputs(x, sums: sums)
    case .gemm where canonical.leafValues.allSatisfy(\.isFinite):
      let (trees, x) = try plain(x)
      let values = try GemmStrategy(trees: trees, builder: builder).treeValues(x, sums: sums)
      return try sums.outputs(fromTreeValues: values)
    case .gemm, .traversal, .perfect:
      // An infinite leaf would spoil the product that picks one leaf of many: it is looked up.
      return try sums.outputs(fromTreeValues: sums.values(ofLeaves: leaves(x)))
    }
  }

  /// The leaves `i64[rows, trees]`, numbered over all trees, of the rows of `x`.
  package func leaves(_ x: ValueID) throws -> ValueID {
    switch strategy {
    case .auto, .fused:
      return try FusedStrategy(ensemble: ensemble, canonical: canonical, builder: builder).leaves(x)
    case .gemm:
      let (trees, x) = try plain(x)
      return try GemmStrategy(trees: trees, builder: builder).leaves(x)
    case .traversal:
      let (trees, x) = try plain(x)
      return try TraversalStrategy(trees: trees, builder: builder).leaves(x)
    case .perfect:
      let (trees, x) = try plain(x)
      return try PerfectStrategy(trees: trees, builder: builder).leaves(x)
    }
  }

  /// The trees and features with every special split turned into a plain one.
  private func plain(_ x: ValueID) throws -> ([CanonicalEnsemble.Tree], ValueID) {
    var trees = canonical.trees
    let special = SpecialFeatures(rewriting: &trees, of: ensemble)
    return (trees, try special.append(to: x, in: builder))
  }
}

extension TreeEnsemble: LowerableOperator {
  public func lower(
    _ inputs: [LoweredTable], in context: LoweringContext
  ) throws -> LoweredTable {
    if inputs[0].isSparse, featureCount > 1 {
      try validate()
      let (compact, columns) = compacted()
      if columns.count < featureCount {
        return try compact.lower([inputs[0].selecting(columns, in: context)], in: context)
      }
    }
    let lowering = try TreeLowering(
      self, strategy: context.options.strategy, builder: context.builder)
    let features = try inputs[0].matrix(.f64, in: context)
    let x = try inputs[0].matrix(lowering.comparison, in: context)
    return LoweredTable(try lowering.outputs(x, features: features), in: context)
  }
}

extension TreeLeaves: LowerableOperator {
  public func lower(
    _ inputs: [LoweredTable], in context: LoweringContext
  ) throws -> LoweredTable {
    if inputs[0].isSparse, ensemble.featureCount > 1 {
      try ensemble.validate()
      let (compact, columns) = ensemble.compacted()
      if columns.count < ensemble.featureCount {
        return try TreeLeaves(ensemble: compact)
          .lower([inputs[0].selecting(columns, in: context)], in: context)
      }
    }
    let lowering = try TreeLowering(
      ensemble, strategy: context.options.strategy, builder: context.builder)
    let leaves = try lowering.leaves(inputs[0].matrix(lowering.comparison, in: context))
    let identifiers = Tensor(ensemble.trees.flatMap { $0.leafIdentifiers.map(Int64.init) })
    return LoweredTable(
      try context.builder.gather(
        context.builder.constant(identifiers, named: "leaf.identifiers"), leaves, axis: 0),
      in: context)
  }
}
