// Columns mapped through their quantiles: `QuantileTransformer`.

import Pipelines

/// Translates `QuantileTransformer`.
struct QuantileTransformerTranslator: InvertibleTranslator {
  let classes = ["sklearn.preprocessing.QuantileTransformer"]

  func allowsMissing(_ estimator: Estimator) -> Bool { true }

  func transform(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    let operation = try operation(of: estimator, count: features.count, isInverse: false)
    return features.recomputed(
      as: try context.apply(operation, to: features.table, from: estimator))
  }

  func invert(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    let operation = try operation(of: estimator, count: features.count, isInverse: true)
    return features.recomputed(
      as: try context.apply(operation, to: features.table, from: estimator))
  }

  private func operation(
    of estimator: Estimator, count: Int, isInverse: Bool
  ) throws -> QuantileTransform {
    let probabilities = try estimator.numbers("references_")
    let matrix = try estimator.matrix("quantiles_", columns: count)
    guard matrix.rows == probabilities.count else {
      throw estimator.malformed(
        "quantiles_", found: "\(matrix.rows) rows", expected: "\(probabilities.count)")
    }
    let name = try estimator.text("output_distribution")
    guard let distribution = QuantileTransform.Distribution(rawValue: name) else {
      throw estimator.malformed(
        "output_distribution", found: "'\(name)'", expected: "'uniform' or 'normal'")
    }
    return QuantileTransform(
      probabilities: probabilities, quantiles: (0..<count).map(matrix.column),
      distribution: distribution, isInverse: isInverse)
  }
}
