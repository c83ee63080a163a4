// The cluster whose centre is nearest.

import Pipelines

/// Translates the clusterings that keep centres.
struct CentreClustersTranslator: TransformerTranslator {
  let classes = ["KMeans", "MiniBatchKMeans", "MeanShift", "AffinityPropagation"].map {
    "sklearn.cluster.\($0)"
  }

  func methods(
    of estimator: Estimator, on features: Features, in context: inout TranslationContext
  ) throws -> [EstimatorMethod] {
    let centres = try estimator.points("cluster_centers_", featureCount: features.count)
    let labels = ClassLabels.integers(Array(0..<centres.count))
    let decided = try context.nearest(of: centres, labels, on: features, for: estimator)
    var methods = [EstimatorMethod("predict", decided, isDefault: true)]
    if estimator.className.hasSuffix("KMeans") {
      let result = try transform(features, by: estimator, in: &context)
      methods.append(EstimatorMethod("transform", result.table, columns: result.names))
    }
    return methods
  }

  func transform(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    guard estimator.className.hasSuffix("KMeans") else {
      throw estimator.unsupported("\(estimator.className) does not transform features")
    }
    return try context.distances(from: "cluster_centers_", on: features, for: estimator)
  }
}

/// Translates `Birch`, whose subclusters have labels of their own.
struct BirchTranslator: TransformerTranslator {
  let classes = ["sklearn.cluster.Birch"]

  func methods(
    of estimator: Estimator, on features: Features, in context: inout TranslationContext
  ) throws -> [EstimatorMethod] {
    let centres = try estimator.points("subcluster_centers_", featureCount: features.count)
    let labels = try estimator.integers("subcluster_labels_")
    guard labels.count == centres.count else {
      throw estimator.malformed(
        "subcluster_labels_", found: "\(labels.count) labels", expected: "\(centres.count)")
    }
    let decided = try context.nearest(
      of: centres, .integers(labels), on: features, for: estimator)
    let result = try transform(features, by: estimator, in: &context)
    return [
      EstimatorMethod("predict", decided, isDefault: true),
      EstimatorMethod("transform", result.table, columns: result.names),
    ]
  }

  func transform(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    try context.distances(from: "subcluster_centers_", on: features, for: estimator)
  }
}

/// Translates `BisectingKMeans`, which is asked from the first division down.
struct BisectingClustersTranslator: TransformerTranslator {
  let classes = ["sklearn.cluster.BisectingKMeans"]

  /// A file that shares nodes can describe more than it holds.
  private static let mostNodes = 1 << 12

  func methods(
    of estimator: Estimator, on features: Features, in context: inout TranslationContext
  ) throws -> [EstimatorMethod] {
    let mean =
      try estimator.optional("_X_mean") == nil
      ? nil : estimator.numbers("_X_mean", count: features.count)
    var nodes: [DescendClusters.Node] = []
    var centres: [Double] = []
    var pending = [(node: try estimator.part("_bisecting_tree"), parent: -1)]
    while let (node, parent) = pending.popLast() {
      let place = nodes.count
      guard place < Self.mostNodes else {
        throw estimator.unsupported("more than \(Self.mostNodes) clusters; use fewer")
      }
      if parent >= 0 { nodes[parent].halves?.append(place) }
      let centre = try node.numbers("center", count: features.count)
      centres += mean.map { zip(centre, $0).map { $0 + $1 } } ?? centre
      if node.optional("left") == nil {
        nodes.append(DescendClusters.Node(halves: nil, label: try node.integer("label")))
      } else {
        nodes.append(DescendClusters.Node(halves: [], label: -1))
        pending.append((try node.part("right"), place))
        pending.append((try node.part("left"), place))
      }
    }
    let points = ReferencePoints(values: centres, featureCount: features.count)
    let distances = try context.apply(
      DistanceMatrix(.squaredEuclidean, points: points),
      to: context.doubles(features, for: estimator), from: estimator)
    let decided = try context.apply(
      DescendClusters(nodes: nodes), to: distances, from: estimator)
    let result = try transform(features, by: estimator, in: &context)
    return [
      EstimatorMethod("predict", decided, isDefault: true),
      EstimatorMethod("transform", result.table, columns: result.names),
    ]
  }

  func transform(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    try context.distances(from: "cluster_centers_", on: features, for: estimator)
  }
}

extension TranslationContext {
  /// The label of the nearest of `centres`, the first of equals.
  fileprivate mutating func nearest(
    of centres: ReferencePoints, _ labels: ClassLabels, on features: Features,
    for estimator: Estimator
  ) throws -> TableReference {
    let distances = try apply(
      DistanceMatrix(.squaredEuclidean, points: centres), to: doubles(features, for: estimator),
      from: estimator)
    let nearness = try apply(Link(.negate), to: distances, from: estimator)
    return try decide(labels, by: nearness, rule: .largest, for: estimator)
  }

  /// The distances from the centres in an attribute, as features.
  fileprivate mutating func distances(
    from attribute: String, on features: Features, for estimator: Estimator
  ) throws -> Features {
    let centres = try estimator.points(attribute, featureCount: features.count)
    let table = try apply(
      DistanceMatrix(.euclidean, points: centres), to: doubles(features, for: estimator),
      from: estimator)
    let prefix = estimator.className.lowercased()
    return Features(
      table: table, columns: (0..<centres.count).map { FeatureColumn(name: "\(prefix)\($0)") })
  }
}
