// Transformers that move and stretch columns, or rows.

import Pipelines

/// Translates `StandardScaler`, `RobustScaler` and `MaxAbsScaler`: subtract, then divide.
struct ScalerTranslator: InvertibleTranslator {
  let classes = ["StandardScaler", "RobustScaler", "MaxAbsScaler"].map {
    "sklearn.preprocessing.\($0)"
  }

  func allowsMissing(_ estimator: Estimator) -> Bool { true }

  func transform(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    let width = features.count
    let (offset, divisor) = try Self.parameters(of: estimator, count: width)
    var table = try context.apply(
      ScaleColumns(offset: offset, divisor: divisor), to: features.table, from: estimator)
    if estimator.className == "MaxAbsScaler", try estimator.flag("clip", default: false) {
      let ones = [Double](repeating: 1, count: width)
      table = try context.apply(
        AffineColumns(scale: ones, shift: nil, clip: -1...1), to: table, from: estimator)
    }
    return features.recomputed(as: table)
  }

  func invert(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    let (offset, divisor) = try Self.parameters(of: estimator, count: features.count)
    let ones = [Double](repeating: 1, count: features.count)
    let table = try context.apply(
      AffineColumns(scale: divisor ?? ones, shift: offset), to: features.table, from: estimator)
    return features.recomputed(as: table)
  }

  /// What is subtracted, and what is divided by.
  private static func parameters(
    of estimator: Estimator, count: Int
  ) throws -> (offset: [Double]?, divisor: [Double]?) {
    func numbers(_ name: String, if flag: String) throws -> [Double]? {
      try estimator.flag(flag) ? estimator.numbers(name, count: count) : nil
    }
    switch estimator.className {
    case "StandardScaler":
      return (try numbers("mean_", if: "with_mean"), try numbers("scale_", if: "with_std"))
    case "RobustScaler":
      return (
        try numbers("center_", if: "with_centering"), try numbers("scale_", if: "with_scaling")
      )
    default: return (nil, try estimator.numbers("scale_", count: count))
    }
  }
}

/// Translates `MinMaxScaler`: multiply, then add, then perhaps clip.
struct MinMaxScalerTranslator: InvertibleTranslator {
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
    return features.recomputed(as: table)
  }

  func invert(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    let operation = ScaleColumns(
      offset: try estimator.numbers("min_", count: features.count),
      divisor: try estimator.numbers("scale_", count: features.count))
    let table = try context.apply(operation, to: features.table, from: estimator)
    return features.recomputed(as: table)
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
    return features.recomputed(as: table)
  }
}
