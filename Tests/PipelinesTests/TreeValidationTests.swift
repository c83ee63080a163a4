// Ensembles that a damaged file could describe.

import Pipelines
import Testing

@Suite struct TreeValidationTests {
  private func ensemble(_ change: (inout TreeEnsemble) -> Void) -> TreeEnsemble {
    let root = TreeNode(feature: 0, test: .less(1), missing: .left, left: 1, right: ~0)
    let child = TreeNode(feature: 1, test: .category(set: 0), missing: .right, left: ~1, right: ~2)
    var ensemble = TreeEnsemble(
      featureCount: 2, outputCount: 1,
      trees: [Tree(nodes: [root, child], leafValues: [1, 2, 3])], categorySets: [[1]],
      comparison: .double, accumulation: .double, base: [0])
    change(&ensemble)
    return ensemble
  }

  @Test func aSoundEnsembleIsAccepted() throws {
    try ensemble { _ in }.validate()
  }

  @Test(
    arguments: [
      { $0.trees[0].nodes[0].left = 0 },  // its own child
      { $0.trees[0].nodes[1].left = 0 },  // a child before its parent
      { $0.trees[0].nodes[1].right = ~3 },  // a leaf that does not exist
      { $0.trees[0].nodes[0].feature = 2 },
      { $0.trees[0].nodes[0].feature = -1 },
      { $0.trees[0].nodes[1].test = .category(set: 1) },
      { $0.trees[0].output = 1 },
      { $0.trees[0].valuesPerLeaf = 2 },
      { $0.trees[0].leafIdentifiers = [0] },
      { $0.trees[0].leafValues = [] },
      { $0.base = [] },
    ] as [@Sendable (inout TreeEnsemble) -> Void])
  func aDamagedEnsembleIsRefused(damage: @Sendable (inout TreeEnsemble) -> Void) {
    #expect(throws: PipelineError.self) { try ensemble(damage).validate() }
  }
}
