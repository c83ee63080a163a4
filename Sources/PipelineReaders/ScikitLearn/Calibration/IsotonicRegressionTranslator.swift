// Regression by steps that only rise or only fall: `IsotonicRegression`.

import Pipelines
import Tensors

/// Translates `IsotonicRegression`, which also transforms.
struct IsotonicRegressionTranslator: TransformerTranslator {
  let classes = ["sklearn.isotonic.IsotonicRegression"]

  /// It takes one column, and does not keep that number where it was fitted on an array of one axis.
  func inputColumns(of estimator: Estimator, _ models: BoosterModels) throws -> [InputColumn]? {
    [InputColumn(name: nil, dtype: .f64)]
  }

  func methods(
    of estimator: Estimator, on features: Features, in context: inout TranslationContext
  ) throws -> [EstimatorMethod] {
    let result = try transform(features, by: estimator, in: &context)
    return [
      EstimatorMethod("predict", result.table, isDefault: true),
      // An array of one axis, which has no columns to name.
      EstimatorMethod("transform", result.table),
    ]
  }

  func transform(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    guard features.count == 1 else {
      throw estimator.malformed(
        "X_thresholds_", found: "\(features.count) columns of input", expected: "one")
    }
    let table = try context.isotonic(features.table, by: estimator)
    return Features(table: table, columns: [FeatureColumn(name: "isotonicregression0")])
  }
}

extension TranslationContext {
  /// Appends what an isotonic regression makes of one column.
  mutating func isotonic(
    _ column: TableReference, by estimator: Estimator
  ) throws -> TableReference {
    let x = try estimator.numbers("X_thresholds_")
    let points = Interpolate.Points(x: x, y: try estimator.numbers("y_thresholds_", count: x.count))
    let outside: Interpolate.Outside
    switch try estimator.text("out_of_bounds") {
    case "nan": outside = .missing
    case "clip": outside = .nearest
    case "raise": outside = .refuse
    case let value:
      throw estimator.malformed(
        "out_of_bounds", found: "'\(value)'", expected: "'nan', 'clip' or 'raise'")
    }
    // The column is converted to the type of the places, whatever it was.
    var isSingle = false
    if case .array(let array) = try estimator.value("X_thresholds_"),
      case .doubles(_, bits: 32) = array.elements
    {
      isSingle = true
    }
    let converted = try apply(
      CastColumns(to: isSingle ? .f32 : .f64), to: column, from: estimator)
    return try apply(
      Interpolate(columns: [points], outside: outside), to: converted, from: estimator)
  }
}
