// Distances along a graph of the training rows, embedded: `Isomap`.

import Pipelines

/// Translates `Isomap`.
struct IsomapTranslator: TransformerTranslator {
  let classes = ["sklearn.manifold.Isomap"]
  let limits =
    NeighborSearchReader.limits.filter { !$0.refused.hasPrefix("weights") } + [
      EstimatorLimit("radius", "a row without a neighbour within it has no answer"),
      EstimatorLimit("rows of 32-bit numbers", "the library rounds ways to 32 bits"),
    ]

  func transform(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    guard estimator.optional("n_neighbors") != nil else {
      throw estimator.unsupported("neighbours within a radius; give n_neighbors and fit again")
    }
    guard context.pipeline.type(of: features.table).uniformDType != .f32 else {
      throw estimator.unsupported("rows of 32-bit numbers; give it 64-bit numbers and fit again")
    }
    let search = try NeighborSearchReader(of: estimator.part("nbrs_"), features: features)
    let neighbors = try search.neighbors(
      search.estimator.integer("n_neighbors"), on: features, in: &context)
    let count = search.points.count
    let lengths = try estimator.matrix("dist_matrix_", columns: count)
    let ways = try context.apply(
      WaysThroughNeighbors(lengths: lengths.values, pointCount: count), to: neighbors,
      from: estimator)
    let squares = try context.apply(ElementwiseFunction(.square), to: ways, from: estimator)
    let halves = try context.apply(
      AffineColumns(
        scale: Array(repeating: -0.5, count: count), shift: Array(repeating: 0, count: count)),
      to: squares, from: estimator)
    let embedded = try context.transform(
      Features(
        table: halves, columns: (0..<count).map { FeatureColumn(name: "way\($0)") }),
      by: estimator.part("kernel_pca_"))
    return Features(numbered: embedded.count, table: embedded.table, by: estimator)
  }
}
