// How a neighbours model searches: metric, training rows and tree.

import Pipelines

/// The search of a fitted model of `sklearn.neighbors`.
struct NeighborSearchReader {
  let estimator: Estimator
  let metric: DistanceMetric
  let points: ReferencePoints

  static let limits = [
    EstimatorLimit("metric=<function>", "a Python function cannot be read from a file"),
    EstimatorLimit("metric='precomputed'", "the distances of new rows are not in the rows"),
    EstimatorLimit(
      "metric='correlation'", "which neighbours a constant row has depends on the processor"),
    EstimatorLimit(
      "metric='haversine', 'nan_euclidean' and metrics of truth values",
      "they are not built; use another metric"),
    EstimatorLimit("weights=<function>", "a Python function cannot be read from a file"),
  ]

  /// Reads the search.
  init(of estimator: Estimator, features: Features) throws {
    self.estimator = estimator
    metric = try estimator.distanceMetric(
      "effective_metric_", parameters: "effective_metric_params_", featureCount: features.count)
    points = try estimator.points("_fit_X", featureCount: features.count)
  }

  /// The neighbours of every row, `count` of them.
  func neighbors(
    _ count: Int, on features: Features, in context: inout TranslationContext
  ) throws -> TableReference {
    guard count > 0, count <= points.count else {
      throw estimator.malformed(
        "n_neighbors", found: "\(count)", expected: "1 to \(points.count), the training rows")
    }
    let operation = NearestNeighbors(metric, points: points, count: count, tree: try tree())
    return try context.apply(
      operation, to: context.doubles(features, for: estimator), from: estimator)
  }

  /// The method `kneighbors`: the distances and then the places of the neighbours.
  func method(_ neighbors: TableReference, count: Int, isDefault: Bool = false) -> EstimatorMethod {
    let suffixes = ["distance", "index"].flatMap { part in
      (0..<count).map { "[\(part)][\($0)]" }
    }
    return EstimatorMethod(
      "kneighbors", neighbors, suffixes: suffixes, isDefault: isDefault)
  }

  /// What counts how much.
  func weighting() throws -> AverageNeighbors.Weighting {
    guard let value = estimator.optional("weights") else { return .uniform }
    switch value.text {
    case "uniform"?: return .uniform
    case "distance"?: return .inverseDistance
    case let name?:
      throw estimator.malformed("weights", found: "'\(name)'", expected: "'uniform' or 'distance'")
    case nil:
      throw estimator.unsupported(
        "weights is a Python function; use 'uniform' or 'distance' and fit again")
    }
  }

  /// The tree that the library walks; which of equally distant rows it finds depends on it.
  private func tree() throws -> NearestNeighbors.Tree? {
    let kind: NearestNeighbors.Tree.Kind
    switch try estimator.text("_fit_method") {
    case "kd_tree": kind = .boxes
    case "ball_tree": kind = .balls
    default: return nil
    }
    return try estimator.part("_tree").searchTree(kind)
  }
}

extension Estimator {
  /// This fitted tree of `sklearn.neighbors`.
  func searchTree(_ kind: NearestNeighbors.Tree.Kind) throws -> NearestNeighbors.Tree {
    // (data, order, nodes, bounds, leaf size, levels, nodes, ...)
    guard case .tuple(let state) = object.state, state.elements.count >= 4,
      case .array(let nodes) = state.elements[2], case .records(let fields) = nodes.elements
    else {
      throw malformed("state", found: "no tables", expected: "those of a fitted tree")
    }
    func field(_ name: String) throws -> InertValue {
      guard let field = fields.first(where: { $0.field == name }) else {
        throw malformed(name, found: "no such field of the nodes")
      }
      return .array(field.values)
    }
    let leaves = try integers(in: field("is_leaf"), at: "is_leaf")
    return NearestNeighbors.Tree(
      kind: kind, order: try integers(in: state.elements[1], at: "idx_array"),
      starts: try integers(in: field("idx_start"), at: "idx_start"),
      ends: try integers(in: field("idx_end"), at: "idx_end"), leaves: leaves.map { $0 != 0 },
      radii: try numbers(in: field("radius"), at: "radius"),
      bounds: try numbers(in: state.elements[3], at: "node_bounds"))
  }
}
