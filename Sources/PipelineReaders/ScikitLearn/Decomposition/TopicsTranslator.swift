// The topics of documents: `LatentDirichletAllocation`.

import Pipelines

/// Translates `LatentDirichletAllocation`.
struct TopicsTranslator: TransformerTranslator {
  let classes = ["sklearn.decomposition.LatentDirichletAllocation"]
  let limits = [
    EstimatorLimit("rows of 32-bit numbers", "the library's turns would end at other times")
  ]

  func transform(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    guard context.pipeline.type(of: features.table).uniformDType != .f32 else {
      throw estimator.unsupported(
        "rows of 32-bit numbers, whose turns would end at other times; count words in 64 bits")
    }
    let weights = try estimator.matrix("exp_dirichlet_component_", columns: features.count)
    let turns = try estimator.integer("max_doc_update_iter")
    guard (0...TopicMixture.mostTurns).contains(turns) else {
      throw estimator.unsupported(
        "max_doc_update_iter=\(turns); use at most \(TopicMixture.mostTurns)")
    }
    let operation = TopicMixture(
      weights: weights.values, wordCount: features.count,
      prior: try estimator.number("doc_topic_prior_"), turnLimit: turns,
      tolerance: try estimator.number("mean_change_tol"))
    let table = try context.apply(operation, to: features.table, from: estimator)
    return Features(numbered: weights.rows, table: table, by: estimator)
  }
}
