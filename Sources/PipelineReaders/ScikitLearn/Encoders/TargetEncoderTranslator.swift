// The mean target of each category in place of it: `TargetEncoder`.

import Pipelines

/// Translates `TargetEncoder`, whose fitted means replace the categories.
struct TargetEncoderTranslator: TransformerTranslator {
  let classes = ["sklearn.preprocessing.TargetEncoder"]

  func allowsMissing(_ estimator: Estimator) -> Bool { true }

  func transform(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    let fitted = try FittedCategories.all(of: estimator, count: features.count)
    try context.require(fitted.map(\.type), of: features, by: estimator)
    let means = try estimator.numbers("target_mean_")
    let labels: [String]? =
      try estimator.text("target_type_") == "multiclass" ? estimator.labels().names : nil
    let repeats = labels?.count ?? 1
    guard means.count == repeats else {
      throw estimator.malformed(
        "target_mean_", found: "\(means.count) means", expected: "\(repeats)")
    }
    let encodings = try encodings(of: estimator, fitted, repeats: repeats)
    // Of several classes each has a column, beside those of the same feature.
    let sources = features.columns.indices.flatMap { Array(repeating: $0, count: repeats) }
    let spread = try context.select(sources, of: features, for: estimator)
    let tables = zip(sources.indices, encodings).map { index, codes in
      CategoryTable(
        categories: fitted[sources[index]].values, codes: codes,
        unknown: .treatAs(means[index % repeats]))
    }
    let table = try context.apply(
      OrdinalEncode(columns: tables), to: spread.table, from: estimator)
    let columns = sources.enumerated().map { index, source in
      let name = features.columns[source].name
      return FeatureColumn(name: labels.map { "\(name)_\($0[index % repeats])" } ?? name)
    }
    return Features(table: table, columns: columns)
  }

  private func encodings(
    of estimator: Estimator, _ fitted: [FittedCategories], repeats: Int
  ) throws -> [[Double]] {
    let lists = try estimator.list("encodings_")
    guard lists.count == fitted.count * repeats else {
      throw estimator.malformed(
        "encodings_", found: "\(lists.count) encodings", expected: "\(fitted.count * repeats)")
    }
    return try lists.enumerated().map { index, list in
      try estimator.numbers(
        in: list, at: "encodings_[\(index)]", count: fitted[index / repeats].count)
    }
  }
}
