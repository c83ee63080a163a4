// Values replaced by others: sklearn2pmml's lookup tables, bins and label encoders.

import Pipelines
import Tensors

/// Translates the lookup transformers.
struct LookupTranslator: TransformerTranslator {
  let classes = ["LookupTransformer", "FilterLookupTransformer", "MultiLookupTransformer"].map {
    "sklearn2pmml.preprocessing.\($0)"
  }

  func allowsMissing(_ estimator: Estimator) -> Bool { true }

  func transform(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    let table = try table(of: estimator, keyCount: features.count)
    if let first = table.keys.first {
      try context.require(first.map(\.columnType), of: features, by: estimator)
    }
    let types = context.types(of: features)
    let keys = features.columns.indices.map { index in
      types[index] == .bool
        ? Expression.apply(.numberFromTruth, .column(index: index)) : .column(index: index)
    }
    var expression = Expression.lookup(table: table, keys: keys)
    if estimator.className == "FilterLookupTransformer" {
      expression = .apply(.firstKnown, expression, keys[0])
    }
    let value = PythonValue(
      expression: expression, kind: table.kind == .text ? .text : .number)
    return try context.evaluate(
      [(features.names.joined(separator: "_"), value)], over: features, by: estimator)
  }

  private func table(of estimator: Estimator, keyCount: Int) throws -> LookupTable {
    guard case .dictionary(let mapping) = try estimator.value("mapping") else {
      throw estimator.malformed("mapping", found: "no dictionary", expected: "a dictionary")
    }
    var keys: [[CellValue]] = []
    var values: [CellValue] = []
    for (key, value) in mapping.entries {
      let parts = key.text == nil ? key.sequence ?? [key] : [key]
      let cells = parts.map(CellValue.init)
      guard cells.count == keyCount, !cells.contains(nil), let cell = CellValue(value) else {
        throw estimator.malformed(
          "mapping", found: "\(key.summary): \(value.summary)",
          expected: "\(keyCount) texts or numbers for one")
      }
      keys.append(cells.compactMap(\.self))
      values.append(cell)
    }
    let standard = estimator.optional("default_value") ?? InertValue.none
    guard let fallback = CellValue(standard) else {
      throw estimator.malformed(
        "default_value", found: standard.summary, expected: "a text or a number")
    }
    let isText = (values + [fallback]).contains { $0.columnType == .string }
    return LookupTable(
      keys: keys, values: values, fallback: fallback, kind: isText ? .text : .number)
  }
}

/// Translates `CutTransformer`, which puts numbers into bins.
struct CutTranslator: TransformerTranslator {
  let classes = ["sklearn2pmml.preprocessing.CutTransformer"]
  let limits = [
    EstimatorLimit("a number of bins", "pandas finds the edges anew in every table"),
    EstimatorLimit("labels=None", "the results are intervals, not values"),
  ]

  func allowsMissing(_ estimator: Estimator) -> Bool { true }

  func transform(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    guard estimator["bins"]?.integer == nil else {
      throw estimator.unsupported(
        "bins=\(estimator["bins"]?.summary ?? ""), whose edges depend on the table; list the edges")
    }
    let edges = try estimator.numbers("bins")
    guard edges.count > 1, zip(edges, edges.dropFirst()).allSatisfy({ $0 <= $1 }) else {
      throw estimator.malformed("bins", found: "\(edges)", expected: "edges that ascend")
    }
    let values = try labels(of: estimator, count: edges.count - 1)
    let isRight = try estimator.flag("right", default: true)
    let includesLowest = try estimator.flag("include_lowest", default: true)
    let intervals = zip(edges, edges.dropFirst()).enumerated().map { index, bounds in
      Bins.Interval(
        lower: bounds.0, includesLower: !isRight || (includesLowest && index == 0),
        upper: bounds.1, includesUpper: isRight)
    }
    let isText = values.contains { $0.columnType == .string }
    let bins = Bins(
      intervals: intervals, values: values, fallback: .missing, kind: isText ? .text : .number)
    var result = try context.map(features, by: estimator) { value, _ in
      PythonValue(
        expression: .bin(bins: bins, value: value.expression), kind: isText ? .text : .number)
    }
    // Numbers beyond the edges are missing too.
    for index in result.columns.indices {
      result.columns[index].categories =
        estimator.optional("dtype") == nil ? nil : values
    }
    return result
  }

  private func labels(of estimator: Estimator, count: Int) throws -> [CellValue] {
    guard let labels = estimator.optional("labels") else {
      throw estimator.unsupported("labels=None, which gives intervals; use labels=False or a list")
    }
    if labels.boolean == false { return (0..<count).map { .number(Double($0)) } }
    let cells = labels.sequence?.compactMap(CellValue.init)
    guard let cells, cells.count == count else {
      throw estimator.malformed("labels", found: labels.summary, expected: "\(count) labels")
    }
    return cells
  }
}

/// Translates the label encoders that know missing values.
struct MissingAwareLabelTranslator: TransformerTranslator {
  let classes = ["PMMLLabelBinarizer", "PMMLLabelEncoder"].map {
    "sklearn2pmml.preprocessing.\($0)"
  }

  func allowsMissing(_ estimator: Estimator) -> Bool { true }

  func transform(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    guard features.count == 1 else {
      throw estimator.malformed("X", found: "\(features.count) columns", expected: "one")
    }
    let fitted = try FittedCategories(
      estimator.value("classes_"), of: estimator, at: "classes_")
    try context.require([fitted.type], of: features, by: estimator)
    let codes = fitted.values.indices.map { Double($0) }
    if estimator.className == "PMMLLabelBinarizer" {
      let table = CategoryTable(
        categories: fitted.values, codes: codes, unknown: .none, slotCount: fitted.count)
      let encoded = try context.apply(
        OneHotEncode(columns: [table]), to: features.table, from: estimator)
      return Features(
        table: encoded,
        columns: fitted.names.map { FeatureColumn(name: "\(features.names[0])_\($0)") },
        isSparse: try estimator.flag("sparse_output", default: false))
    }
    let unknown = estimator.optional("missing_values")?.number
    let table = CategoryTable(
      categories: fitted.values, codes: codes,
      unknown: unknown.map(UnknownCategory.treatAs) ?? UnknownCategory.none)
    let encoded = try context.apply(
      OrdinalEncode(columns: [table]), to: features.table, from: estimator)
    return Features(table: encoded, columns: [FeatureColumn(name: features.names[0])])
  }
}
