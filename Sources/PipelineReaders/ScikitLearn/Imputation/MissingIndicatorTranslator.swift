// Flags of missing values: `MissingIndicator`.

import Pipelines
import Tensors

/// Translates `MissingIndicator`.
struct MissingIndicatorTranslator: TransformerTranslator {
  let classes = ["sklearn.impute.MissingIndicator"]

  func allowsMissing(_ estimator: Estimator) -> Bool { true }

  func transform(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    try context.missingFlags(of: features, by: estimator)
  }
}

extension TranslationContext {
  /// A flag for each of the features that the indicator tells about.
  mutating func missingFlags(
    of features: Features, by indicator: Estimator
  ) throws -> Features {
    let marker = try indicator.missingMarker()
    let told = try indicator.integers("features_")
    guard told.allSatisfy(features.columns.indices.contains) else {
      throw indicator.malformed(
        "features_", found: "column \(told.max() ?? 0)", expected: "one of \(features.count)")
    }
    if case .text = marker {
      try require(
        Array(repeating: .string, count: features.count), of: features, by: indicator)
    }
    if try indicator.flag("error_on_new"), try indicator.text("features") == "missing-only",
      Set(told).count < features.count
    {
      // A value that is missing for the first time is an error.
      guard marker == .missing else {
        throw indicator.unsupported(
          "error_on_new=True with missing_values other than NaN; fit it with error_on_new=False")
      }
      let others = features.columns.indices.filter { !told.contains($0) }
      forbidMissing(
        in: Features(table: features.table, columns: others.map { features.columns[$0] }))
    }
    let table = try apply(
      MissingFlags(marker: marker, columns: told), to: features.table, from: indicator)
    return Features(
      table: table,
      columns: told.map {
        FeatureColumn(name: "\(indicator.className.lowercased())_\(features.columns[$0].name)")
      })
  }
}
