// Leaves as features: `RandomTreesEmbedding`.

import Pipelines

/// Translates `RandomTreesEmbedding`: the leaf of each tree, as indicators.
struct TreesEmbeddingTranslator: TransformerTranslator {
  let classes = ["sklearn.ensemble.RandomTreesEmbedding"]

  func allowsMissing(_ estimator: Estimator) -> Bool { !estimator.isBefore(1, 6) }

  func transform(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    let leaves = try leaves(features, by: estimator, in: &context)
    var columns = Features(
      table: leaves.table,
      columns: leaves.suffixes.indices.map { FeatureColumn(name: "randomtreesembedding_\($0)") })
    columns = try context.transform(columns, by: estimator.part("one_hot_encoder_"))
    return columns
  }

  func methods(
    of estimator: Estimator, on features: Features, in context: inout TranslationContext
  ) throws -> [EstimatorMethod] {
    let result = try transform(features, by: estimator, in: &context)
    return [
      EstimatorMethod("transform", result.table, columns: result.names, isDefault: true),
      try leaves(features, by: estimator, in: &context),
    ]
  }

  private func leaves(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> EstimatorMethod {
    let trees = try estimator.decisionTrees().map(FittedTree.init(of:))
    let ensemble = TreeEnsemble(
      featureCount: features.count, outputCount: 1,
      trees: try trees.map { tree in
        guard tree.outputCount == 1, tree.classCount == 1 else {
          throw estimator.malformed("estimators_", found: "a tree of several outputs")
        }
        return try tree.tree(valuesPerLeaf: 1) { $1 += $0 }
      },
      comparison: .single, accumulation: .double, aggregation: .sum, base: [0])
    do {
      try ensemble.validate()
    } catch let error as PipelineError {
      throw error.within(estimator.place)
    }
    return try context.leaves(ensemble, on: features, from: estimator)
  }
}
