// Skewed columns made more like normal ones: `PowerTransformer`.

import Pipelines

/// Translates `PowerTransformer`.
struct PowerTransformerTranslator: InvertibleTranslator {
  let classes = ["sklearn.preprocessing.PowerTransformer"]

  func allowsMissing(_ estimator: Estimator) -> Bool { true }

  func transform(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    let operation = try operation(of: estimator, count: features.count, isInverse: false)
    let table = try context.apply(operation, to: features.table, from: estimator)
    let result = features.recomputed(as: table)
    guard try estimator.flag("standardize") else { return result }
    return try context.transform(result, by: estimator.part("_scaler"))
  }

  func invert(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    let plain =
      try estimator.flag("standardize")
      ? context.invert(features, by: estimator.part("_scaler")) : features
    let operation = try operation(of: estimator, count: features.count, isInverse: true)
    return features.recomputed(
      as: try context.apply(operation, to: plain.table, from: estimator))
  }

  private func operation(
    of estimator: Estimator, count: Int, isInverse: Bool
  ) throws -> PowerTransform {
    let exponents = try estimator.numbers("lambdas_", count: count)
    switch try estimator.text("method") {
    case "yeo-johnson":
      return PowerTransform(family: .yeoJohnson, exponents: exponents, isInverse: isInverse)
    case "box-cox":
      return PowerTransform(family: .boxCox, exponents: exponents, isInverse: isInverse)
    case let value:
      throw estimator.malformed(
        "method", found: "'\(value)'", expected: "'yeo-johnson' or 'box-cox'")
    }
  }
}
