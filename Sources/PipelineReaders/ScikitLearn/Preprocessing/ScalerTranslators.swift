// Transformers that move and stretch columns, or rows.

import Pipelines

/// Translates `StandardScaler`, `RobustScaler` and `MaxAbsScaler`: subtract, then divide.
struct ScalerTranslator: TransformerTranslator {
  let classes = ["StandardScaler", "RobustScaler", "MaxAbsScaler"].map {
    "sklearn.preprocessing.\($0)"
  }

  func allowsMissing(_ estimator: Estimator) -> Bool { true }

  func transform(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    let width = features.count
    let offset: [Double]?
    let divisor: [Double]?
    switch estimator.className {
    case "StandardScaler":
      offset = try estimator.flag("with_mean") ? estimator.numbers("mean_", count: width) : nil
      divisor = try estimator.flag("with_std") ? estimator.numbers("scale_", count: width) : nil
    case "RobustScaler":
      offset =
        try estimator.flag("with_centering") ? estimator.numbers("center_", count: width) : nil
      divisor = try estimator.flag("with_scaling") ? estimator.numbers("scale_", count: width) : nil
    default:
      offset = nil
      divisor = try estimator.numbers("scale_", count: width)
    }
    var table = try context.apply(
      ScaleColumns(offset: offset, divisor: divisor), to: features.table, from: estimator)
    if estimator.className == "MaxAbsScaler", try estimator.flag("clip", default: false) {
      let ones = [Double](repeating: 1, count: width)
      table = try context.apply(
        AffineColumns(scale: ones, shift: nil, clip: -1...1), to: table, from: estimator)
    }
    return Features(
      table: table, columns: features.columns.map { $0.recomputed() }, isSparse: features.isSparse)
  }
}

/// Translates `MinMaxScaler`: multiply, then add, then perhaps clip.
struct MinMaxScalerTranslator: TransformerTranslator {
  let classes = ["sklearn.preprocessing.MinMaxScaler"]

  func allowsMissing(_ estimator: Estimator) -> Bool { true }

  func transform(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    var clip: ClosedRange<Double>?
    if try estimator.flag("clip", default: false) {
      let range = try estimator.numbers("feature_range", count: 2)
      guard range[0] <= range[1] else {
        throw estimator.malformed(
          "feature_range", found: "\(range)", expected: "a lower and an upper end")
      }
      clip = range[0]...range[1]
    }
    let operation = AffineColumns(
      scale: try estimator.numbers("scale_", count: features.count),
      shift: try estimator.numbers("min_", count: features.count), clip: clip)
    let table = try context.apply(operation, to: features.table, from: estimator)
    return Features(
      table: table, columns: features.columns.map { $0.recomputed() }, isSparse: features.isSparse)
  }
}

/// Translates `Normalizer` and `Binarizer`, which have parameters and nothing fitted.
struct NormalizerTranslator: TransformerTranslator {
  let classes = ["sklearn.preprocessing.Normalizer", "sklearn.preprocessing.Binarizer"]

  func transform(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    let operation: any PipelineOperator
    if estimator.className == "Binarizer" {
      operation = Link(.step(threshold: try estimator.number("threshold")))
    } else {
      let name = try estimator.text("norm")
      guard let norm = NormalizeRows.Norm(rawValue: name) else {
        throw estimator.malformed("norm", found: "'\(name)'", expected: "'l1', 'l2' or 'max'")
      }
      operation = NormalizeRows(norm: norm)
    }
    let table = try context.apply(operation, to: features.table, from: estimator)
    return Features(
      table: table, columns: features.columns.map { $0.recomputed() }, isSparse: features.isSparse)
  }
}
