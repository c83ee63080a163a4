// Trees choose the columns that they test.

import Pipelines

/// Puts a choice of the columns that trees test before them, where the operator that gives the columns
/// can give fewer, and renumbers the columns in the nodes.
///
/// It applies where everything that uses a table are trees and choices of columns, so that all of them
/// together need fewer columns than there are, and where ``PushSelection`` can move the choice on. What
/// trees add up does not change. A column that no tree tests is kept where the table depends by it
/// alone on a check of cells. Trees that read the input itself keep all columns: there is nothing to
/// save, and rows of an array are used as they lie.
public struct InjectSelection: PipelinePass {
  public static let name = "inject-selection"
  public static let meaning = "trees choose the columns that they test"

  /// Creates the pass.
  public init() {}

  public func apply(to pipeline: Pipeline) throws -> (pipeline: Pipeline, actions: [String]) {
    let choices = choices(in: pipeline)
    guard !choices.isEmpty else { return (pipeline, []) }
    var rewriter = PipelineRewriter(pipeline)
    for (index, node) in pipeline.nodes.enumerated() {
      guard let columns = choices[index], let ensemble = node.operation.treeEnsemble else {
        try rewriter.keep()
        continue
      }
      let table = try rewriter.select(columns, of: rewriter.place(of: node.inputs[0]), for: node)
      let compact = node.operation.withEnsemble(ensemble.compacted(to: columns))
      try rewriter.replace(by: rewriter.append(compact, to: [table], for: node))
      rewriter.note(
        "\(node.operation.kind) reads \(columns.count) of \(ensemble.featureCount) columns")
    }
    return (try rewriter.finish(), rewriter.actions)
  }

  /// The columns that each operator with trees chooses, where that narrows what it reads.
  private func choices(in pipeline: Pipeline) -> [Int: [Int]] {
    var choices: [Int: [Int]] = [:]
    var planner: NarrowingPlanner?
    for (index, uses) in pipeline.uses().enumerated() where !uses.isOutput {
      var demanded = Set<Int>()
      var own: [Int: [Int]] = [:]
      let width = pipeline.nodes[index].type.width
      for user in uses.nodes where demanded.count < width {
        let operation = pipeline.nodes[user].operation
        if let ensemble = operation.treeEnsemble {
          let known = planner ?? NarrowingPlanner(pipeline)
          planner = known
          let columns = known.covering(ensemble.testedColumns, of: .node(index))
          if columns.count < width { own[user] = columns }
          demanded.formUnion(columns)
        } else if let choice = operation as? SelectColumns {
          demanded.formUnion(choice.indices)
        } else {
          demanded.formUnion(0..<width)
        }
      }
      guard !own.isEmpty, demanded.count < width, let planner else { continue }
      let isChoice = pipeline.nodes[index].operation is SelectColumns
      guard isChoice || planner.plan(for: index, columns: demanded.sorted()) != nil else {
        continue
      }
      choices.merge(own) { first, _ in first }
    }
    return choices
  }
}
