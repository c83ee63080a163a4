// A number for each category: `OrdinalEncoder`.

import Pipelines

/// Translates `OrdinalEncoder`.
struct OrdinalEncoderTranslator: TransformerTranslator {
  let classes = ["sklearn.preprocessing.OrdinalEncoder"]

  func allowsMissing(_ estimator: Estimator) -> Bool { true }

  func transform(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    let fitted = try FittedCategories.all(of: estimator, count: features.count)
    try context.require(fitted.map(\.type), of: features, by: estimator)
    let missing = try estimator.number("encoded_missing_value", default: .nan)
    let unknown = try unknown(of: estimator)
    let tables = try fitted.enumerated().map { index, categories in
      let grouping = try CategoryGrouping(index, of: estimator, count: categories.count)
      return CategoryTable(
        categories: categories.values,
        codes: categories.values.indices.map { category in
          if category == categories.notANumber { return missing.isNaN ? nil : missing }
          return Double(grouping[category])
        },
        unknown: unknown)
    }
    let operation = OrdinalEncode(columns: tables, dtype: try estimator.outputType())
    let table = try context.apply(operation, to: features.table, from: estimator)
    let keepsMissing = missing.isNaN
    let columns = features.columns.map { column in
      FeatureColumn(name: column.name, missingSource: keepsMissing ? column.missingSource : nil)
    }
    return Features(table: table, columns: columns)
  }

  private func unknown(of estimator: Estimator) throws -> UnknownCategory {
    switch try estimator.text("handle_unknown", default: "error") {
    case "error": return .refuse
    case "use_encoded_value": return .treatAs(try estimator.number("unknown_value"))
    case let value:
      throw estimator.malformed(
        "handle_unknown", found: "'\(value)'", expected: "'error' or 'use_encoded_value'")
    }
  }
}
