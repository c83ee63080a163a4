// Missing values filled in by a value for each column: `SimpleImputer`.

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
    return try context.addingIndicator(to: result, of: features, by: estimator)
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
