// Similar columns pooled into one: `FeatureAgglomeration`.

import Pipelines

/// Translates `FeatureAgglomeration`.
struct FeatureAgglomerationTranslator: TransformerTranslator {
  let classes = ["sklearn.cluster.FeatureAgglomeration"]
  let limits = [
    EstimatorLimit(
      "pooling_func, other than NumPy's mean, sum, prod, max, min and median",
      "it is code that is not in the file")
  ]

  func transform(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    let labels = try estimator.integers("labels_")
    guard labels.count == features.count else {
      throw estimator.malformed(
        "labels_", found: "\(labels.count) labels", expected: "\(features.count)")
    }
    let groups = Set(labels).sorted().map { label in
      labels.indices.filter { labels[$0] == label }
    }
    let operation = PoolColumns(groups: groups, statistic: try statistic(of: estimator))
    let table = try context.apply(operation, to: features.table, from: estimator)
    return Features(numbered: groups.count, table: table, by: estimator)
  }

  private func statistic(of estimator: Estimator) throws -> PoolColumns.Statistic {
    let value = try estimator.value("pooling_func")
    if case .global(let function) = value, function.module.hasPrefix("numpy") {
      switch function.name {
      case "mean": return .mean
      case "sum": return .sum
      case "prod": return .product
      case "max", "amax": return .max
      case "min", "amin": return .min
      case "median": return .median
      default: break
      }
    }
    throw estimator.unsupported(
      "pooling_func=\(value.summary); use numpy's mean, sum, prod, max, min or median")
  }
}
