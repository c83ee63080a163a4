// Counts of terms to weights: `TfidfTransformer`, also within `TfidfVectorizer`.

import Pipelines

/// Translates `TfidfTransformer`.
struct TfidfTransformerTranslator: TransformerTranslator {
  let classes = ["sklearn.feature_extraction.TfidfTransformer"]

  func transform(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    try TermWeights.apply(to: features, by: estimator, in: &context)
  }
}

/// What a fitted `TfidfTransformer` does.
enum TermWeights {
  /// Appends the weighing and normalising of counts.
  static func apply(
    to features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    let operation = WeighTerms(
      isSublinear: try estimator.flag("sublinear_tf", default: false),
      weights: try weights(of: estimator, count: features.count))
    var table = try context.apply(operation, to: features.table, from: estimator)
    if let norm = estimator.optional("norm") {
      table = try context.apply(
        normalization(norm, of: estimator), to: table, from: estimator)
    }
    return Features(
      table: table, columns: features.columns.map { $0.recomputed() }, isSparse: true)
  }

  /// The operator that the parameter `norm` means.
  static func normalization(
    _ norm: InertValue, of estimator: Estimator
  ) throws -> NormalizeRows {
    guard let name = norm.text, let norm = NormalizeRows.Norm(rawValue: name), norm != .max else {
      throw estimator.malformed("norm", found: norm.summary, expected: "'l1', 'l2' or None")
    }
    return NormalizeRows(norm: norm)
  }

  /// The inverse document frequencies: an array since 1.5, the diagonal of a sparse matrix before.
  private static func weights(of estimator: Estimator, count: Int) throws -> [Double]? {
    guard try estimator.flag("use_idf", default: true) else { return nil }
    if estimator.optional("idf_") != nil { return try estimator.numbers("idf_", count: count) }
    let diagonal = try estimator.part("_idf_diag")
    return try diagonal.numbers("data", count: count)
  }
}
