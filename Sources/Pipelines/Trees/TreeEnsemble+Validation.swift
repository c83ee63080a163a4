// Ensembles come from files that may be damaged: nothing downstream checks them again.

extension TreeEnsemble {
  /// Checks every index of the ensemble, and that no tree has a cycle.
  /// - Throws: `PipelineError` naming the tree and node.
  public func validate() throws {
    guard base.count == outputCount else {
      throw PipelineError(
        at: "tree ensemble", "\(base.count) base scores for \(outputCount) outputs")
    }
    for (number, tree) in trees.enumerated() {
      try validate(tree, place: "tree \(number)")
    }
  }

  private func validate(_ tree: Tree, place: String) throws {
    let leafCount = tree.leafCount
    guard leafCount > 0, tree.leafValues.count == leafCount * tree.valuesPerLeaf,
      tree.valuesPerLeaf == 1 || tree.valuesPerLeaf == outputCount,
      tree.valuesPerLeaf != 1 || (0..<outputCount).contains(tree.output),
      tree.leafIdentifiers.count == leafCount,
      tree.linearLeaves.isEmpty || (tree.linearLeaves.count == leafCount && tree.valuesPerLeaf == 1)
    else {
      throw PipelineError(at: place, "the leaves do not fit an ensemble of \(outputCount) outputs")
    }
    for leaf in tree.linearLeaves {
      guard leaf.features.count == leaf.coefficients.count,
        leaf.features.allSatisfy((0..<featureCount).contains)
      else {
        throw PipelineError(at: place, "a leaf's linear model refers to features that do not exist")
      }
    }
    for (index, node) in tree.nodes.enumerated() {
      guard (0..<featureCount).contains(node.feature) else {
        throw PipelineError(
          at: "\(place) node \(index)",
          "feature index \(node.feature), but the model has \(featureCount) features")
      }
      if case .category(let set) = node.test, !categorySets.indices.contains(set) {
        throw PipelineError(at: "\(place) node \(index)", "category set \(set) does not exist")
      }
      for child in [node.left, node.right] {
        let exists = child >= 0 ? child > index && child < tree.nodes.count : ~child < leafCount
        guard exists else {
          throw PipelineError(
            at: "\(place) node \(index)",
            "child \(child) does not exist or does not come after its parent")
        }
      }
    }
  }
}
