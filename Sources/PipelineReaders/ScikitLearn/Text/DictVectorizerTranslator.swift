// Rows as dictionaries to columns: `DictVectorizer` over the records of a table.

import Pipelines

/// Translates `DictVectorizer`: a record has a field for each column of the table.
///
/// A field of text becomes an indicator for each text that training saw; a field of numbers stays one.
struct DictVectorizerTranslator: TransformerTranslator {
  let classes = ["sklearn.feature_extraction.DictVectorizer"]

  let limits = [
    EstimatorLimit("fields that hold lists", "a cell of a table holds one value"),
    EstimatorLimit(
      "a field that held both text and numbers or None", "a column has one type"),
  ]

  func allowsMissing(_ estimator: Estimator) -> Bool { true }

  func inputColumns(of estimator: Estimator, _ models: BoosterModels) throws -> [InputColumn]? {
    // The names of the fields, in the order of the features, each once.
    let fields = try DictionaryFields(of: estimator)
    var seen: Set<String> = []
    return fields.features.map(\.field).filter { seen.insert($0).inserted }.map {
      InputColumn(name: $0, dtype: fields.isText($0) ? .string : .f64)
    }
  }

  func transform(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    let fields = try DictionaryFields(of: estimator, among: features.names)
    try context.require(
      features.names.map { name in
        fields.uses(name) ? (fields.isText(name) ? .string : .f64) : nil
      }, of: features, by: estimator)
    var parts: [Features] = []
    // The place of each feature among the columns of all parts.
    var places = [Int?](repeating: nil, count: fields.features.count)
    var width = 0
    for (index, name) in features.names.enumerated() {
      let members = fields.features.indices.filter { fields.features[$0].field == name }
      guard !members.isEmpty else { continue }
      for (offset, member) in members.enumerated() { places[member] = width + offset }
      width += members.count
      let column = try context.select([index], of: features, for: estimator)
      parts.append(
        try part(column, fields, members.map { fields.features[$0] }, estimator, &context))
    }
    if places.contains(nil) {
      // Features of fields that no column gives are 0.
      parts.append(
        Features(
          table: try context.apply(
            ConstantColumns(values: [0]), to: features.table, from: estimator),
          columns: [FeatureColumn(name: "absent")]))
    }
    let all = try context.concatenate(parts, for: estimator)
    var result = try context.select(places.map { $0 ?? width }, of: all, for: estimator)
    for (index, feature) in fields.features.enumerated() {
      result.columns[index].name = feature.name
      // Numbers that are 0 are entries of the matrix all the same.
      result.columns[index].storesZeros = feature.text == nil && places[index] != nil
    }
    result.isSparse = try estimator.flag("sparse", default: true)
    switch try estimator.outputType() {
    case .f64: return result
    case .f32:
      result.table = try context.apply(
        CastColumns(to: .f32), to: result.table, from: estimator)
      return result
    default: throw estimator.unsupported("dtype must be float64 or float32")
    }
  }

  private func part(
    _ column: Features, _ fields: DictionaryFields, _ members: [DictionaryFields.Feature],
    _ estimator: Estimator, _ context: inout TranslationContext
  ) throws -> Features {
    guard fields.isText(column.names[0]) else { return column }
    let texts = try members.map { member in
      guard let text = member.text else {
        throw estimator.unsupported(
          "the field '\(member.field)' held both text and numbers or None; fit it on one type")
      }
      return CellValue.text(text)
    }
    let table = CategoryTable(
      categories: texts, codes: texts.indices.map(Double.init), unknown: .none,
      slotCount: texts.count)
    return Features(
      table: try context.apply(
        OneHotEncode(columns: [table]), to: column.table, from: estimator),
      columns: members.map { FeatureColumn(name: $0.name) })
  }
}

/// The features of a fitted `DictVectorizer`, each with the field that it comes of.
struct DictionaryFields {
  struct Feature {
    /// The feature's name.
    let name: String
    /// The field.
    let field: String
    /// The text that the feature indicates; `nil` for a field of numbers.
    let text: String?
  }

  /// The features in order.
  let features: [Feature]
  private let textFields: Set<String>
  private let fields: Set<String>

  /// Reads the features; a name such as `color=red` is split at its first separator, unless `columns`
  /// says which fields there are.
  init(of estimator: Estimator, among columns: [String]? = nil) throws {
    let separator = try estimator.text("separator", default: "=")
    let known = columns.map(Set.init)
    features = try estimator.texts("feature_names_").map { name in
      Self.feature(name, separator, known)
    }
    textFields = Set(features.filter { $0.text != nil }.map(\.field))
    fields = Set(features.map(\.field))
  }

  /// Whether the field becomes features.
  func uses(_ field: String) -> Bool { fields.contains(field) }

  /// Whether the field holds text.
  func isText(_ field: String) -> Bool { textFields.contains(field) }

  private static func feature(
    _ name: String, _ separator: String, _ known: Set<String>?
  ) -> Feature {
    if known?.contains(name) ?? false { return Feature(name: name, field: name, text: nil) }
    let separator = Array(separator.utf8)
    let bytes = Array(name.utf8)
    guard !separator.isEmpty, bytes.count >= separator.count else {
      return Feature(name: name, field: name, text: nil)
    }
    for start in 0...(bytes.count - separator.count)
    where bytes[start...].starts(with: separator) {
      let field = String(decoding: bytes[..<start], as: UTF8.self)
      let text = String(decoding: bytes[(start + separator.count)...], as: UTF8.self)
      if known?.contains(field) ?? true { return Feature(name: name, field: field, text: text) }
    }
    return Feature(name: name, field: name, text: nil)
  }
}
