// Columns that are known before there is a row.

import Pipelines

/// Decides the splits of trees that test constant columns, and replaces arithmetic on constants by its
/// results.
///
/// Constant are the columns of constants, the slots of encoders that no category has, and what
/// subtraction, division, multiplication, addition, conversion and filling make of those: each rounds
/// in one way, so that the result is the one that a row would give. A table is replaced only where no
/// check of cells is made on the way to it. A decided split leads to one of its children for every row,
/// which takes its place; trees without any split would read nothing, and make no check of what they
/// read, so that the splits of an ensemble that are all decided stay.
public struct FoldConstants: PipelinePass {
  public static let name = "fold-constants"
  public static let meaning = "splits and arithmetic on constant columns are decided beforehand"

  /// Creates the pass.
  public init() {}

  public func apply(to pipeline: Pipeline) throws -> (pipeline: Pipeline, actions: [String]) {
    let constants = ConstantAnalysis(pipeline)
    let hasConstants = pipeline.nodes.contains { node in
      node.inputs.contains { constants[$0] != nil }
    }
    guard hasConstants else { return (pipeline, []) }
    let refusals = RefusalAnalysis(pipeline)
    var rewriter = PipelineRewriter(pipeline)
    for (index, node) in pipeline.nodes.enumerated() {
      guard let table = node.inputs.first, let cells = constants[table] else {
        try rewriter.keep()
        continue
      }
      let place = rewriter.place(of: table)
      if let ensemble = node.operation.treeEnsemble {
        var (decided, count) = ensemble.deciding(cells)
        if decided.trees.allSatisfy(\.nodes.isEmpty) { (decided, count) = (ensemble, 0) }
        if count > 0 { rewriter.note("\(node.operation.kind) has \(count) splits less") }
        try rewriter.replace(
          by: rewriter.append(node.operation.withEnsemble(decided), to: [place], for: node))
      } else if isArithmetic(node), let values = constants[.node(index)]?.compactMap(\.self),
        values.count == node.type.width, node.type.uniformDType == .f64,
        refusals.refusals(of: table, columns: cells.indices).isEmpty
      {
        rewriter.note("\(node.operation.kind) is constant")
        try rewriter.replace(
          by: rewriter.append(ConstantColumns(values: values), to: [place], for: node))
      } else {
        try rewriter.keep()
      }
    }
    return rewriter.actions.isEmpty
      ? (pipeline, []) : (try rewriter.finish(), rewriter.actions)
  }

  private func isArithmetic(_ node: PipelineNode) -> Bool {
    node.operation is ScaleColumns || node.operation is AffineColumns
      || node.operation is CastColumns || node.operation is FillMissing
  }
}

extension TreeEnsemble {
  /// The ensemble without the splits of columns that hold one number each, and how many those are.
  fileprivate func deciding(_ cells: [Double?]) -> (ensemble: TreeEnsemble, count: Int) {
    var ensemble = self
    var count = 0
    for index in trees.indices {
      ensemble.trees[index] = trees[index].deciding { node in
        cells[node.feature].map { cell in
          node.goesLeft(
            comparison == .single ? Double(Float(cell)) : cell, categorySets: categorySets)
        }
      }
      count += trees[index].nodes.count - ensemble.trees[index].nodes.count
    }
    return (ensemble, count)
  }
}
