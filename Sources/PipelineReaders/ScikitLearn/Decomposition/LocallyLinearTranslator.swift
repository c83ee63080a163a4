// Rows placed as mixtures of their neighbours: `LocallyLinearEmbedding`.

import Pipelines

/// Translates `LocallyLinearEmbedding`; every method places new rows in the same way.
struct LocallyLinearTranslator: TransformerTranslator {
  let classes = ["sklearn.manifold.LocallyLinearEmbedding"]
  let limits = [
    EstimatorLimit("reg, below 1e-6", "which weights come out would be decided by rounding"),
    EstimatorLimit("rows of 32-bit numbers", "the library solves its systems in 32 bits"),
  ]

  func transform(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    guard context.pipeline.type(of: features.table).uniformDType != .f32 else {
      throw estimator.unsupported("rows of 32-bit numbers; give it 64-bit numbers and fit again")
    }
    let search = try NeighborSearchReader(of: estimator.part("nbrs_"), features: features)
    let neighbors = try search.neighbors(
      estimator.integer("n_neighbors"), on: features, in: &context)
    let embedding = try estimator.matrix("embedding_")
    let operation = BarycenterOfNeighbors(
      points: search.points, values: embedding.values, outputCount: embedding.columns,
      regularization: try estimator.number("reg"))
    let table = try context.apply(
      operation, to: features.table, neighbors, from: estimator)
    return Features(numbered: embedding.columns, table: table, by: estimator)
  }
}
