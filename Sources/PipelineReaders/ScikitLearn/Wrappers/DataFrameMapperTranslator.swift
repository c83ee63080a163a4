// Transformers of named columns side by side: sklearn_pandas' `DataFrameMapper`.

import Pipelines

/// Translates `DataFrameMapper`.
struct DataFrameMapperTranslator: TransformerTranslator {
  let classes = ["sklearn_pandas.dataframe_mapper.DataFrameMapper"]
  let limits = [
    EstimatorLimit(
      "a default transformer without names", "the file does not say which columns it takes")
  ]

  func allowsMissing(_ estimator: Estimator) -> Bool { true }

  func inputColumns(of estimator: Estimator, _ models: BoosterModels) throws -> [InputColumn]? {
    var names: [String] = []
    for part in try DataFrameMapperPart.all(of: estimator) { names += part.columns }
    switch try DefaultTransformer(of: estimator) {
    case .drop: break
    case .passthrough:
      // The names of the columns that are passed through come last among those of the output.
      let outputs = estimator.optional("transformed_names_")?.sequence?.compactMap(\.text) ?? []
      names += outputs.reversed().prefix { !names.contains($0) }.reversed()
    case .transformer(let value):
      let transformer = try estimator.part(value, at: "built_default")
      guard transformer.optional("feature_names_in_") != nil else {
        throw estimator.unsupported(
          "the file does not say which columns the default transformer takes; select them by name, "
            + "or put the mapper into a PMMLPipeline")
      }
      names += try transformer.texts("feature_names_in_")
    }
    var seen: Set<String> = []
    return names.filter { seen.insert($0).inserted }.map { InputColumn(name: $0, dtype: .f64) }
  }

  func transform(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    let places = Dictionary(
      zip(features.names, 0...), uniquingKeysWith: { first, _ in first })
    var parts: [Features] = []
    var selected = Set(estimator.optional("drop_cols")?.sequence?.compactMap(\.text) ?? [])
    for part in try DataFrameMapperPart.all(of: estimator) {
      selected.formUnion(part.columns)
      let indices = try part.columns.map { name in
        guard let place = places[name] ?? Int(name).flatMap({ features.count > $0 ? $0 : nil })
        else {
          throw estimator.malformed(
            part.place, found: "the column '\(name)'", expected: "one of the columns it is given")
        }
        return place
      }
      let columns = try context.select(indices, of: features, for: estimator)
      parts.append(try part.transform(columns, in: &context))
    }
    switch try DefaultTransformer(of: estimator) {
    case .drop: break
    case let rest:
      let indices = features.columns.indices.filter { !selected.contains(features.names[$0]) }
      var columns = try context.select(indices, of: features, for: estimator)
      if case .transformer(let value) = rest {
        columns = try context.transform(
          columns, by: estimator.part(value, at: "built_default"))
      }
      parts.append(columns)
    }
    guard !parts.isEmpty else { throw estimator.unsupported("it maps no columns") }
    var result = try context.concatenate(parts, for: estimator)
    result.isSparse = try result.isSparse && estimator.flag("sparse", default: false)
    let names = estimator.optional("transformed_names_")?.sequence?.compactMap(\.text) ?? []
    if names.count == result.count {
      for (index, name) in names.enumerated() { result.columns[index].name = name }
    }
    return result
  }
}

/// What becomes of columns that no part of a mapper selects.
private enum DefaultTransformer {
  case drop
  case passthrough
  case transformer(InertValue)

  init(of mapper: Estimator) throws {
    switch mapper["built_default"] ?? mapper["default"] {
    case nil, .bool(false)?: self = .drop
    case InertValue.none?: self = .passthrough
    case let value?: self = .transformer(value)
    }
  }
}

/// One part of a mapper: columns, and what transforms them in turn.
private struct DataFrameMapperPart {
  let place: String
  let columns: [String]
  let transformers: [Estimator]
  /// The name that the options give the result instead of its columns' names.
  let alias: String?
  let prefix: String
  let suffix: String

  /// The parts of a mapper, as fitting built them.
  static func all(of mapper: Estimator) throws -> [DataFrameMapperPart] {
    let attribute = mapper.optional("built_features") == nil ? "features" : "built_features"
    return try mapper.list(attribute).enumerated().map { index, entry in
      try DataFrameMapperPart(entry, of: mapper, at: "\(attribute)[\(index)]")
    }
  }

  private init(_ entry: InertValue, of mapper: Estimator, at place: String) throws {
    guard let parts = entry.sequence, parts.count == 2 || parts.count == 3 else {
      throw mapper.malformed(
        place, found: entry.summary, expected: "columns, a transformer and options")
    }
    self.place = place
    columns = try Self.names(parts[0], of: mapper, at: "\(place)[0]")
    let label = columns.count == 1 ? "\(place) '\(columns[0])'" : place
    if parts[1].isNone {
      transformers = []
    } else if let steps = parts[1].sequence, !steps.isEmpty {
      transformers = try steps.enumerated().map { try mapper.part($1, at: "\(label)[\($0)]") }
    } else {
      transformers = [try mapper.part(parts[1], at: label)]
    }
    let options: InertDictionary? =
      if parts.count == 3, case .dictionary(let dictionary) = parts[2] { dictionary } else { nil }
    alias = options?["alias"]?.text
    prefix = options?["prefix"]?.text ?? ""
    suffix = options?["suffix"]?.text ?? ""
  }

  /// One name, or a list of them; the columns of a table without names are called by numbers.
  private static func names(
    _ value: InertValue, of mapper: Estimator, at place: String
  ) throws -> [String] {
    let elements = value.text == nil && value.integer == nil ? value.sequence : [value]
    let names = elements?.compactMap { $0.text ?? $0.integer.map(String.init) }
    guard let names, !names.isEmpty, names.count == elements?.count else {
      throw mapper.unsupported(
        "\(place) is \(value.summary); columns by name are known, so fit the mapper before saving it"
      )
    }
    return names
  }

  /// The columns transformed and named.
  func transform(
    _ columns: Features, in context: inout TranslationContext
  ) throws -> Features {
    var result = columns
    for transformer in transformers { result = try context.transform(result, by: transformer) }
    let base = alias ?? self.columns.joined(separator: "_")
    let names =
      result.count == 1
      ? [base] : labels(of: result).map { "\(base)_\($0)" }
    for (index, name) in names.enumerated() {
      result.columns[index].name = "\(prefix)\(name)\(suffix)"
    }
    return result
  }

  /// What tells the columns of the result apart: classes of the last transformer that has some,
  /// otherwise numbers.
  private func labels(of result: Features) -> [String] {
    let steps = transformers.flatMap { transformer -> [Estimator] in
      guard transformer.className == "TransformerPipeline" else { return [transformer] }
      return (transformer["steps"]?.sequence ?? []).compactMap { step in
        guard let pair = step.sequence, pair.count == 2 else { return nil }
        return try? transformer.part(pair[1], at: "steps")
      }
    }
    let classes = steps.reversed().lazy.compactMap { $0.optional("classes_") }.first
    if let names = classes?.sequence?.compactMap(\.text), names.count == result.count {
      return names
    }
    return result.columns.indices.map(String.init)
  }
}
