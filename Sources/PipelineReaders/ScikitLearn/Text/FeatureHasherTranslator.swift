// Rows of names to hashes: `FeatureHasher` over columns of text.

import Pipelines
import TextAnalysis

/// Translates `FeatureHasher(input_type='string')`: each cell of a row is a name that counts once.
struct FeatureHasherTranslator: TransformerTranslator {
  let classes = ["sklearn.feature_extraction.FeatureHasher"]

  let limits = [
    EstimatorLimit(
      "input_type='dict' or 'pair'", "its rows may have any fields, a table has its own"),
    EstimatorLimit(
      "a hasher by itself", "it does not say how many columns it takes; a ColumnTransformer does"),
    EstimatorLimit("n_features above 4,194,304", "a small file could fill the memory"),
  ]

  func inputColumns(of estimator: Estimator, _ models: BoosterModels) throws -> [InputColumn]? {
    throw estimator.unsupported(
      "it does not say how many columns it takes; put it into a ColumnTransformer")
  }

  func transform(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    let input = try estimator.text("input_type", default: "dict")
    guard input == "string" else {
      throw estimator.unsupported(
        "input_type='\(input)': its rows may have any fields; use input_type='string', or "
          + "DictVectorizer")
    }
    try context.require(features.columns.map { _ in .string }, of: features, by: estimator)
    let count = try estimator.hashCount()
    try context.claim(columns: count, by: estimator)
    let type = try estimator.countType()
    let operation = HashTerms(
      rules: TextRules(lowercase: false, tokens: .found(pattern: #"\A[\s\S]*\Z"#)),
      featureCount: count, alternateSign: try estimator.flag("alternate_sign", default: true),
      dtype: type.dtype)
    let parts = try features.columns.indices.map { index in
      let column = try context.select([index], of: features, for: estimator)
      return try context.apply(operation, to: column.table, from: estimator)
    }
    let table =
      parts.count == 1 ? parts[0] : try context.apply(AddTables(), to: parts, from: estimator)
    // Names of opposite signs can leave a zero among the entries.
    if operation.alternateSign { context.storesSomeZeros = true }
    return Features(
      table: table, columns: (0..<count).map { FeatureColumn(name: "\($0)") }, isSparse: true)
  }
}

extension Estimator {
  /// More columns of hashes than a file may ask for.
  private static var mostHashes: Int { 1 << 22 }

  /// The parameter `n_features` of a hasher.
  /// - Throws: `ReaderError` for less than 1, `PipelineError` for more than can be had.
  func hashCount() throws -> Int {
    let count = try integer("n_features")
    guard count >= 1 else {
      throw malformed("n_features", found: "\(count)", expected: "at least 1")
    }
    guard count <= Self.mostHashes else {
      throw unsupported(
        "n_features=\(count); at most \(Self.mostHashes) are supported, so use fewer")
    }
    return count
  }
}
