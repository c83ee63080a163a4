// Missing values filled in, or told about: `SimpleImputer` and `MissingIndicator`.

import Pipelines
import Tensors

/// Translates `SimpleImputer`: every strategy only decides what `statistics_` holds.
struct SimpleImputerTranslator: TransformerTranslator {
  let classes = ["sklearn.impute.SimpleImputer"]

  func allowsMissing(_ estimator: Estimator) -> Bool {
    (try? estimator.missingMarker()) == .missing
  }

  func transform(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    let marker = try estimator.missingMarker()
    let statistics = try statistics(of: estimator, count: features.count)
    let isText: Bool = if case .text = marker { true } else { false }
    try context.require(
      statistics.map { value in
        switch value {
        case .text: .string
        case .number: isText ? .string : .f64
        case .missing: isText ? .string : nil
        }
      }, of: features, by: estimator)
    // A column that had no values at all has no statistic, and is dropped.
    let keepsEmpty = try estimator.flag("keep_empty_features", default: false)
    let kept = statistics.indices.filter { keepsEmpty || statistics[$0] != .missing }
    let filled = try context.select(kept, of: features, for: estimator)
    let table = try context.apply(
      FillMissing(marker: marker, values: kept.map { statistics[$0] }), to: filled.table,
      from: estimator)
    let columns = filled.columns.map { column in
      FeatureColumn(
        name: column.name, missingSource: marker == .missing ? nil : column.missingSource)
    }
    let result = Features(table: table, columns: columns, isSparse: features.isSparse)
    guard try estimator.flag("add_indicator", default: false) else { return result }
    let flags = try context.missingFlags(of: features, by: estimator.part("indicator_"))
    return try context.concatenate([result, flags], for: estimator)
  }

  private func statistics(of estimator: Estimator, count: Int) throws -> [CellValue] {
    let elements = try estimator.list("statistics_")
    guard elements.count == count else {
      throw estimator.malformed(
        "statistics_", found: "\(elements.count) values", expected: "\(count)")
    }
    return try elements.map { element in
      if element.isMissingValue { return .missing }
      if let text = element.text { return .text(text) }
      if let number = element.number { return .number(number) }
      if let flag = element.boolean { return .number(flag ? 1 : 0) }
      throw estimator.malformed(
        "statistics_", found: element.summary, expected: "texts or numbers")
    }
  }
}

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

extension Estimator {
  /// What the parameter `missing_values` means.
  func missingMarker() throws -> MissingMarker {
    let value = try value("missing_values")
    if value.isMissingValue { return .missing }
    if let text = value.text { return .text(text) }
    if let number = value.number { return .number(number) }
    throw malformed(
      "missing_values", found: value.summary, expected: "NaN, None, a number or a text")
  }
}
