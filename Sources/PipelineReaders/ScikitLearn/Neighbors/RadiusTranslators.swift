// The models that ask all training rows within a radius.

import Pipelines

/// Translates `RadiusNeighborsClassifier`.
struct RadiusClassifierTranslator: EstimatorTranslator {
  let classes = ["sklearn.neighbors.RadiusNeighborsClassifier"]
  let limits =
    NeighborSearchReader.limits + [
      EstimatorLimit("several outputs", "outlier labels of several outputs are not built")
    ]

  func methods(
    of estimator: Estimator, on features: Features, in context: inout TranslationContext
  ) throws -> [EstimatorMethod] {
    let search = try NeighborSearchReader(of: estimator, features: features)
    let targets = try NeighborTargets(of: estimator, rows: search.points.count)
    guard targets.isSingle else {
      throw estimator.unsupported("several outputs; fit one RadiusNeighborsClassifier for each")
    }
    let labels = targets.outputs[0]
    // Without a label for them, rows without neighbours are errors.
    let outlier = try estimator.optional("outlier_label_").map {
      try estimator.labels(in: $0, at: "outlier_label_")
    }
    let place = outlier.flatMap { labels.names.firstIndex(of: $0.names[0]) }
    let fallback = outlier.map { _ in labels.names.indices.map { $0 == place ? 1.0 : 0.0 } }
    let operation = RadiusAverage(
      search.metric, points: search.points, radius: try estimator.number("radius"),
      values: targets.indicators, outputCount: targets.width, weighting: try search.weighting(),
      fallback: fallback)
    let all = try context.apply(
      operation, to: context.doubles(features, for: estimator), from: estimator)
    let shares = try context.apply(
      SelectColumns(indices: Array(0..<labels.count)), to: all, from: estimator)
    guard let outlier, place == nil else {
      let decided = try context.decide(labels, by: shares, rule: .largest, for: estimator)
      return context.predictions(decided, probabilities: shares, labels)
    }
    guard let extended = labels.appending(outlier) else {
      throw estimator.unsupported(
        "outlier_label is of another type than the classes; use a label of the same type")
    }
    // The last column says that there is no neighbour.
    let decided = try context.decide(extended, by: all, rule: .largest, for: estimator)
    return context.predictions(decided, probabilities: shares, labels)
  }
}

/// Translates `RadiusNeighborsRegressor`.
struct RadiusRegressorTranslator: EstimatorTranslator {
  let classes = ["sklearn.neighbors.RadiusNeighborsRegressor"]
  let limits = NeighborSearchReader.limits

  func methods(
    of estimator: Estimator, on features: Features, in context: inout TranslationContext
  ) throws -> [EstimatorMethod] {
    let search = try NeighborSearchReader(of: estimator, features: features)
    let targets = try estimator.neighborValues(rows: search.points.count)
    guard case .array(let array) = try estimator.value("_y"), case .doubles = array.elements else {
      throw estimator.unsupported(
        "targets of whole numbers have no missing value for rows without neighbours; "
          + "fit it on floats")
    }
    let operation = RadiusAverage(
      search.metric, points: search.points, radius: try estimator.number("radius"),
      values: targets.values, outputCount: targets.outputCount, weighting: try search.weighting(),
      fallback: Array(repeating: .nan, count: targets.outputCount))
    let all = try context.apply(
      operation, to: context.doubles(features, for: estimator), from: estimator)
    let predicted = try context.apply(
      SelectColumns(indices: Array(0..<targets.outputCount)), to: all, from: estimator)
    return context.regression(predicted, isSingle: targets.isSingle)
  }
}

extension ClassLabels {
  /// These labels and the first of others of the same type.
  fileprivate func appending(_ others: ClassLabels) -> ClassLabels? {
    switch (self, others) {
    case (.integers(let labels), .integers(let more)): .integers(labels + more.prefix(1))
    case (.doubles(let labels), .doubles(let more)): .doubles(labels + more.prefix(1))
    case (.strings(let labels), .strings(let more)): .strings(labels + more.prefix(1))
    default: nil
    }
  }
}
