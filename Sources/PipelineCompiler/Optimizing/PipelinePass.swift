// What a rewrite of pipelines is.

import Pipelines

/// A rewrite of a pipeline that keeps what it gives.
///
/// What the rewritten pipeline gives has the same bits, for every row and every method; and a row that
/// the pipeline refuses is refused still. A pass that changes the order in which numbers are added says
/// so by ``reassociates``. The documentation of each pass says when it applies and why it is exact.
public protocol PipelinePass: Sendable {
  /// The pass's name in reports: `push-selection`.
  static var name: String { get }

  /// What the pass does, in a phrase that fits a table.
  static var meaning: String { get }

  /// Whether sums may come out in another order, so that the last bits may differ.
  static var reassociates: Bool { get }

  /// Rewrites a pipeline whose ensembles are valid, and says what was done, one sentence a change.
  /// - Throws: `PipelineError` where what is built does not fit together, which is a fault of the pass.
  func apply(to pipeline: Pipeline) throws -> (pipeline: Pipeline, actions: [String])
}

extension PipelinePass {
  public static var reassociates: Bool { false }
}
