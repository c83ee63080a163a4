// Neighbours among the training rows as features: `KNeighborsTransformer`, `RadiusNeighborsTransformer`.

import Pipelines

/// Translates `KNeighborsTransformer`.
struct NeighborsTransformerTranslator: TransformerTranslator {
  let classes = ["sklearn.neighbors.KNeighborsTransformer"]
  let limits = NeighborSearchReader.limits

  func methods(
    of estimator: Estimator, on features: Features, in context: inout TranslationContext
  ) throws -> [EstimatorMethod] {
    let graph = try transform(features, by: estimator, in: &context)
    let search = try NeighborSearchReader(of: estimator, features: features)
    let count = try estimator.integer("n_neighbors")
    let neighbors = try search.neighbors(count, on: features, in: &context)
    return [
      EstimatorMethod("transform", graph.table, columns: graph.names, isDefault: true),
      search.method(neighbors, count: count),
    ]
  }

  func transform(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    let search = try NeighborSearchReader(of: estimator, features: features)
    let edge = try estimator.neighborEdge()
    let count = try estimator.integer("n_neighbors")
    // Distances have one more, since a training row is its own neighbour.
    let neighbors = try search.neighbors(
      edge == .distance ? count.addingReportingOverflow(1).partialValue : count, on: features,
      in: &context)
    let graph = try context.apply(
      NeighborGraph(pointCount: search.points.count, edge: edge), to: neighbors, from: estimator)
    return context.graph(graph, edge, of: search, for: estimator)
  }
}

/// Translates `RadiusNeighborsTransformer`.
struct RadiusTransformerTranslator: TransformerTranslator {
  let classes = ["sklearn.neighbors.RadiusNeighborsTransformer"]
  let limits = NeighborSearchReader.limits

  func transform(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    let search = try NeighborSearchReader(of: estimator, features: features)
    let edge = try estimator.neighborEdge()
    let operation = RadiusGraph(
      search.metric, points: search.points, radius: try estimator.number("radius"), edge: edge)
    let graph = try context.apply(
      operation, to: context.doubles(features, for: estimator), from: estimator)
    return context.graph(graph, edge, of: search, for: estimator)
  }
}

extension Estimator {
  /// What the columns of a graph say.
  fileprivate func neighborEdge() throws -> NeighborEdge {
    let mode = try text("mode")
    guard let edge = NeighborEdge(rawValue: mode) else {
      throw malformed("mode", found: "'\(mode)'", expected: "'distance' or 'connectivity'")
    }
    return edge
  }
}

extension TranslationContext {
  /// A graph's columns, which the library keeps as a sparse matrix.
  fileprivate mutating func graph(
    _ table: TableReference, _ edge: NeighborEdge, of search: NeighborSearchReader,
    for estimator: Estimator
  ) -> Features {
    // A neighbour at no distance is stored, and a point that is no neighbour is not.
    if edge == .distance { storesSomeZeros = true }
    var features = Features(numbered: search.points.count, table: table, by: estimator)
    features.isSparse = true
    return features
  }
}
