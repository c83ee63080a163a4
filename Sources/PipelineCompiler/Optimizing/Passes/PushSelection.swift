// Choices of columns move towards the input.

import Pipelines

/// Moves choices of columns through the operators that compute column by column, towards the input.
///
/// An operator gives fewer columns where everything that uses it chooses some, no method returns it, and
/// it is a ``ColumnwiseOperator``: one that gives each cell the same bits, with whatever other columns.
/// Operators that look at whole rows, or at all rows, are none. Choices of choices become one, and a
/// choice of all columns none at all.
///
/// What an operator refuses is still refused: one that computes all its columns together is narrowed
/// only where the columns that stay depend on every check of cells that the others do. One that
/// computes its columns apart never checks those that nothing chooses.
public struct PushSelection: PipelinePass {
  public static let name = "push-selection"
  public static let meaning = "choices of columns move through column-wise operators to the input"

  /// Creates the pass.
  public init() {}

  public func apply(to pipeline: Pipeline) throws -> (pipeline: Pipeline, actions: [String]) {
    var pipeline = pipeline
    var actions: [String] = []
    // Each sweep moves every choice by one operator.
    for _ in 0...pipeline.nodes.count {
      var sweep = SelectionSweep(pipeline)
      let (moved, done) = try sweep.run()
      if done.isEmpty { break }
      pipeline = moved
      actions += done
    }
    return (pipeline, actions)
  }
}

/// One step of all choices.
private struct SelectionSweep {
  private let pipeline: Pipeline
  private var plans: [Int: NarrowingPlan] = [:]
  private var rewriter: PipelineRewriter

  init(_ pipeline: Pipeline) {
    self.pipeline = pipeline
    rewriter = PipelineRewriter(pipeline)
    let demands = Self.demands(on: pipeline)
    guard !demands.isEmpty else { return }
    let planner = NarrowingPlanner(pipeline)
    for (index, columns) in demands { plans[index] = planner.plan(for: index, columns: columns) }
  }

  /// The columns of each node that are wanted, where all that uses it are choices.
  private static func demands(on pipeline: Pipeline) -> [Int: [Int]] {
    var demands: [Int: [Int]] = [:]
    for (index, uses) in pipeline.uses().enumerated() where !uses.isOutput && !uses.nodes.isEmpty {
      // Choices of choices become one elsewhere.
      if pipeline.nodes[index].operation is SelectColumns { continue }
      let choices = uses.nodes.map { pipeline.nodes[$0].operation as? SelectColumns }
      if choices.contains(where: { $0 == nil }) { continue }
      demands[index] = Set(choices.flatMap { $0?.indices ?? [] }).sorted()
    }
    return demands
  }

  mutating func run() throws -> (pipeline: Pipeline, actions: [String]) {
    for (index, node) in pipeline.nodes.enumerated() {
      if let plan = plans[index] {
        try narrow(node, by: plan)
      } else if let choice = node.operation as? SelectColumns {
        try choose(choice, node)
      } else {
        try rewriter.keep()
      }
    }
    return rewriter.actions.isEmpty
      ? (pipeline, []) : (try rewriter.finish(), rewriter.actions)
  }

  private mutating func narrow(_ node: PipelineNode, by plan: NarrowingPlan) throws {
    var inputs: [TableReference] = []
    for (table, columns) in zip(node.inputs, plan.narrowing.inputs) {
      guard let columns else { continue }
      var chosen = try rewriter.select(columns, of: rewriter.place(of: table), for: node)
      if plan.castsToDoubles {
        chosen = try rewriter.append(CastColumns(to: .f64), to: [chosen], for: node)
      }
      inputs.append(chosen)
    }
    let isOne = node.operation is ConcatenateColumns && inputs.count == 1
    rewriter.narrow(
      to: isOne
        ? inputs[0] : try rewriter.append(plan.narrowing.operation, to: inputs, for: node))
    rewriter.note(
      "\(node.operation.kind) gives \(plan.narrowing.outputs.count) of "
        + "\(node.type.width) columns")
  }

  private mutating func choose(_ choice: SelectColumns, _ node: PipelineNode) throws {
    guard let source = node.inputs.first else { return try rewriter.keep() }
    var indices = choice.indices
    var table = rewriter.place(of: source)
    if case .node(let used) = source, let plan = plans[used] {
      let places = Dictionary(
        uniqueKeysWithValues: plan.narrowing.outputs.enumerated().map { ($1, $0) })
      indices = indices.compactMap { places[$0] }
    } else if indices == Array(0..<pipeline.type(of: source).width) {
      rewriter.note("chose all columns")
    }
    if case .node(let made) = table,
      let inner = rewriter.result.nodes[made].operation as? SelectColumns,
      let below = rewriter.result.nodes[made].inputs.first
    {
      indices = inner.indices.at(indices)
      table = below
      rewriter.note("is one choice with the one before it")
    }
    try rewriter.replace(by: rewriter.select(indices, of: table, for: node))
  }
}
