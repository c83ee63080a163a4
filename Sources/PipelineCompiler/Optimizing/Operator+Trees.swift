// The two operators that hold an ensemble.

import Pipelines

extension PipelineOperator {
  /// The ensemble of an operator that walks trees.
  var treeEnsemble: TreeEnsemble? {
    (self as? TreeEnsemble) ?? (self as? TreeLeaves)?.ensemble
  }

  /// The operator with another ensemble in place of its own.
  func withEnsemble(_ ensemble: TreeEnsemble) -> any PipelineOperator {
    self is TreeLeaves ? TreeLeaves(ensemble: ensemble) : ensemble
  }
}
