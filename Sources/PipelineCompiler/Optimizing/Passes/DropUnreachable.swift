// Operators that nothing asked for needs.

import Pipelines

/// Leaves out the operators that no method needs which was asked for.
///
/// It always applies. What is left out would not be lowered, so that nothing that it refuses is
/// refused without this pass either.
public struct DropUnreachable: PipelinePass {
  public static let name = "drop-unreachable"
  public static let meaning = "operators that nothing asked for needs are left out"

  /// Creates the pass.
  public init() {}

  public func apply(to pipeline: Pipeline) throws -> (pipeline: Pipeline, actions: [String]) {
    let pruned = try pipeline.withoutUnreachableNodes()
    let count = pipeline.nodes.count - pruned.nodes.count
    guard count > 0 else { return (pipeline, []) }
    return (pruned, ["left out \(count) of \(pipeline.nodes.count) operators"])
  }
}
