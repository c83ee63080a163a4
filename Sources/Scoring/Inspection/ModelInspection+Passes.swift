// What the optimiser does to a model.

import PipelineCompiler
import Pipelines

extension ModelInspection {
  /// What the optimiser does to a pipeline.
  public struct Passes: Sendable, Encodable {
    /// The size of the pipeline as the file has it.
    public var before: OptimizationReport.Size
    /// The size of the pipeline as it is compiled.
    public var after: OptimizationReport.Size
    /// The passes that change something, in their order.
    public var steps: [OptimizationReport.Step]
    /// The pipeline as it is compiled, a line an operator and a method.
    public var pipeline: [String]

    /// Optimises all methods of a pipeline as ``Model/compiled(methods:options:)`` does.
    /// - Throws: `PipelineError` where an ensemble is damaged.
    init(of pipeline: Pipeline) throws {
      let (optimized, report) = try Compiler.optimized(pipeline)
      before = OptimizationReport.Size(pipeline)
      after = OptimizationReport.Size(optimized)
      steps = report.steps
      self.pipeline = optimized.outline.split(separator: "\n").map(String.init)
    }

    /// The passes for a terminal.
    var lines: [String] {
      var lines = ["Passes: \(Self.change(from: before, to: after))"]
      for step in steps {
        lines.append("  \(step.pass): \(Self.change(from: step.before, to: step.after))")
        lines += step.actions.map { "    \($0)" }
      }
      return lines + ["", "Compiled:"] + pipeline.map { "  \($0)" }
    }

    private static func change(
      from before: OptimizationReport.Size, to after: OptimizationReport.Size
    ) -> String {
      "\(counted(before.nodes, "operator")) and \(counted(before.columns, "column")) become "
        + "\(after.nodes) and \(after.columns)"
    }
  }
}
