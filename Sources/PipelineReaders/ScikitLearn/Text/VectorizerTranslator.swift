// Texts to counts of terms: `CountVectorizer`, `TfidfVectorizer` and `HashingVectorizer`.

import Pipelines
import TextAnalysis

/// Translates the vectorizers of text.
struct VectorizerTranslator: TransformerTranslator {
  let classes = ["CountVectorizer", "TfidfVectorizer", "HashingVectorizer"].map {
    "sklearn.feature_extraction.\($0)"
  }

  let limits = [
    EstimatorLimit(
      "functions as analyzer, preprocessor or tokenizer",
      "a model file names them, but does not say what they do"),
    EstimatorLimit(
      "token_pattern with lookaround, references to groups, local flags or (?i)",
      "patterns are matched in linear time"),
    EstimatorLimit("input='file' or 'filename'", "a cell holds the text itself"),
    EstimatorLimit("dtype of 8 or 16 bits", "counts overflow"),
    EstimatorLimit("n_features above 4,194,304", "a small file could fill the memory"),
  ]

  func inputColumns(of estimator: Estimator, _ models: BoosterModels) throws -> [InputColumn]? {
    [InputColumn(name: nil, dtype: .string, allowsMissing: false)]
  }

  func transform(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    guard features.count == 1 else {
      throw estimator.unsupported(
        "\(features.count) columns reach it; give it one column of text, by its name alone")
    }
    try context.require([.string], of: features, by: estimator)
    if estimator.className == "HashingVectorizer" {
      return try hashes(features, estimator, &context)
    }
    let counts = try counts(features, estimator, &context)
    guard estimator.className == "TfidfVectorizer" else { return counts }
    return try TermWeights.apply(to: counts, by: estimator.part("_tfidf"), in: &context)
  }

  private func counts(
    _ features: Features, _ estimator: Estimator, _ context: inout TranslationContext
  ) throws -> Features {
    let vocabulary = try FittedVocabulary.terms(of: estimator)
    let type = try estimator.countType()
    let operation = CountTerms(
      rules: try estimator.textRules(), vocabulary: vocabulary,
      isBinary: try estimator.flag("binary") || type.isBinary, dtype: type.dtype)
    return Features(
      table: try context.apply(operation, to: features.table, from: estimator),
      columns: vocabulary.map { FeatureColumn(name: $0) }, isSparse: true)
  }

  private func hashes(
    _ features: Features, _ estimator: Estimator, _ context: inout TranslationContext
  ) throws -> Features {
    let count = try estimator.hashCount()
    try context.claim(columns: count, by: estimator)
    let type = try estimator.countType()
    let operation = HashTerms(
      rules: try estimator.textRules(), featureCount: count,
      alternateSign: try estimator.flag("alternate_sign", default: true),
      isBinary: try estimator.flag("binary") || type.isBinary, dtype: type.dtype)
    var table = try context.apply(operation, to: features.table, from: estimator)
    if let norm = estimator.optional("norm") {
      table = try context.apply(
        TermWeights.normalization(norm, of: estimator), to: table, from: estimator)
    }
    // Terms of opposite signs can leave a zero among the entries.
    if operation.alternateSign, !operation.isBinary { context.storesSomeZeros = true }
    return Features(
      table: table, columns: (0..<count).map { FeatureColumn(name: "\($0)") }, isSparse: true)
  }
}

/// The vocabulary of a fitted vectorizer.
enum FittedVocabulary {
  /// The term of each column.
  static func terms(of estimator: Estimator) throws -> [String] {
    // A vectorizer that was given its vocabulary need not be fitted.
    let name = estimator.optional("vocabulary_") == nil ? "vocabulary" : "vocabulary_"
    let value = try estimator.value(name)
    let terms = try terms(in: value, at: name, of: estimator)
    guard !terms.isEmpty else {
      throw estimator.malformed(name, found: "no terms", expected: "at least one")
    }
    return terms
  }

  private static func terms(
    in value: InertValue, at name: String, of estimator: Estimator
  ) throws -> [String] {
    guard case .dictionary(let dictionary) = value else {
      if case .set(let set) = value {
        // Python compares texts by code points.
        return try texts(set.elements, name, estimator).sorted {
          $0.unicodeScalars.lexicographicallyPrecedes($1.unicodeScalars)
        }
      }
      return try texts(value.sequence ?? [], name, estimator)
    }
    var terms = [String?](repeating: nil, count: dictionary.entries.count)
    for (key, place) in dictionary.entries {
      guard let term = key.text, let place = place.integer, terms.indices.contains(place),
        terms[place] == nil
      else {
        throw estimator.malformed(
          name, found: "\(key.summary): \(place.summary)",
          expected: "terms with places 0 to \(terms.count - 1), each once")
      }
      terms[place] = term
    }
    return terms.compactMap(\.self)
  }

  private static func texts(
    _ values: [InertValue], _ name: String, _ estimator: Estimator
  ) throws -> [String] {
    let texts = values.compactMap(\.text)
    guard texts.count == values.count else {
      throw estimator.malformed(name, found: "something else than text", expected: "terms")
    }
    return texts
  }
}
