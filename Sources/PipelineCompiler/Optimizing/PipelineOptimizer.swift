// Runs the passes over a pipeline until nothing changes.

import Pipelines

/// Rewrites pipelines into cheaper ones that give the same.
public struct PipelineOptimizer: Sendable {
  /// The passes in the order in which they run.
  ///
  /// What trees can do themselves is taken from the operators before them first, so that they read what
  /// is nearer to the input; then columns that nothing reads go.
  public static let all: [any PipelinePass] = [
    DropUnreachable(), FoldConstants(), ScaleIntoThresholds(), ImputeIntoMissing(),
    InjectSelection(), PushSelection(), OneHotIntoTrees(), FoldAffine(),
  ]

  /// The passes that run.
  public let passes: [any PipelinePass]

  /// A bound on the rounds: each takes one step through chains of operators, which are shorter.
  private static let largestRound = 32

  /// An optimiser of ``all`` passes, or of those only that add in the same order.
  public init(allowReassociation: Bool = false) {
    passes = Self.all.filter { allowReassociation || !type(of: $0).reassociates }
  }

  /// An optimiser of some passes.
  public init(passes: [any PipelinePass]) { self.passes = passes }

  /// The rewritten pipeline, and what was done.
  /// - Throws: `PipelineError` where an ensemble of the pipeline refers to what does not exist.
  public func run(on pipeline: Pipeline) throws -> (pipeline: Pipeline, report: OptimizationReport)
  {
    // Ensembles come from files, and passes follow their indices.
    let reachable = Reachability(pipeline.outputs, of: pipeline).nodes
    for (node, isReachable) in zip(pipeline.nodes, reachable) where isReachable {
      try node.operation.treeEnsemble?.validate()
    }
    var pipeline = pipeline
    var report = OptimizationReport()
    for _ in 0..<Self.largestRound {
      let count = report.steps.count
      for pass in passes {
        let before = OptimizationReport.Size(pipeline)
        let (rewritten, actions) = try pass.apply(to: pipeline)
        guard !actions.isEmpty else { continue }
        pipeline = rewritten
        report.steps.append(
          OptimizationReport.Step(
            pass: type(of: pass).name, actions: actions, before: before,
            after: OptimizationReport.Size(pipeline)))
      }
      if report.steps.count == count { break }
    }
    return (pipeline, report)
  }
}
