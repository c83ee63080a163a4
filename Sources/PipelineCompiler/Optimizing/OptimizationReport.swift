// What the optimiser did, for people.

import Pipelines

/// What the passes did to a pipeline, in order; passes that changed nothing are left out.
public struct OptimizationReport: Hashable, Sendable, Codable {
  /// How large a pipeline is.
  public struct Size: Hashable, Sendable, Codable {
    /// The number of operators.
    public var nodes: Int
    /// The number of columns of all operators' tables.
    public var columns: Int

    /// Measures a pipeline.
    public init(_ pipeline: Pipeline) {
      nodes = pipeline.nodes.count
      columns = pipeline.nodes.reduce(0) { $0 + $1.type.width }
    }
  }

  /// One application of a pass.
  public struct Step: Hashable, Sendable, Codable {
    /// The pass's name.
    public var pass: String
    /// What it did, one sentence a change.
    public var actions: [String]
    /// The size before.
    public var before: Size
    /// The size after.
    public var after: Size
  }

  /// The applications that changed something.
  public internal(set) var steps: [Step] = []
}
