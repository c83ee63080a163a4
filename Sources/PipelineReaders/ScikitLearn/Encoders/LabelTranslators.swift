// Encoders of labels, applied to a column of features: `LabelEncoder`, `LabelBinarizer`.

import Pipelines

/// Translates `LabelEncoder`: the place of each label among the classes.
struct LabelEncoderTranslator: TransformerTranslator {
  let classes = ["sklearn.preprocessing.LabelEncoder"]

  func allowsMissing(_ estimator: Estimator) -> Bool { true }

  func inputColumns(of estimator: Estimator, _ models: BoosterModels) throws -> [InputColumn]? {
    [InputColumn(name: nil, dtype: .f64)]
  }

  func transform(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    let categories = try context.labelCategories(of: features, by: estimator)
    let table = CategoryTable(
      categories: categories.values, codes: categories.values.indices.map(Double.init),
      unknown: .refuse)
    let codes = try context.apply(
      OrdinalEncode(columns: [table], dtype: .i64), to: features.table, from: estimator)
    return Features(table: codes, columns: [FeatureColumn(name: features.columns[0].name)])
  }
}

/// Translates `LabelBinarizer`: a column for each class, or one where there are two.
struct LabelBinarizerTranslator: TransformerTranslator {
  let classes = ["sklearn.preprocessing.LabelBinarizer"]
  let limits = [
    EstimatorLimit("rows of several labels", "a column holds one label a row")
  ]

  func allowsMissing(_ estimator: Estimator) -> Bool { true }

  func inputColumns(of estimator: Estimator, _ models: BoosterModels) throws -> [InputColumn]? {
    [InputColumn(name: nil, dtype: .f64)]
  }

  func transform(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    if let kind = estimator["y_type_"]?.text, kind.hasPrefix("multilabel") {
      throw estimator.unsupported(
        "rows of several labels; they are indicators already, so leave the step out")
    }
    let categories = try context.labelCategories(of: features, by: estimator)
    let count = categories.count
    // One class has a column that is never set, two share the column of the second.
    let codes: [Double?] =
      switch count {
      case 1: [nil]
      case 2: [nil, 0]
      default: (0..<count).map(Double.init)
      }
    let slots = count <= 2 ? 1 : count
    let table = CategoryTable(
      categories: categories.values, codes: codes, unknown: .none, slotCount: slots)
    var result = try context.apply(
      OneHotEncode(columns: [table], dtype: .i64), to: features.table, from: estimator)
    let negative = try estimator.integer("neg_label", default: 0)
    let positive = try estimator.integer("pos_label", default: 1)
    if (negative, positive) != (0, 1) {
      let operation = AffineColumns(
        scale: Array(repeating: Double(positive) - Double(negative), count: slots),
        shift: Array(repeating: Double(negative), count: slots))
      result = try context.apply(operation, to: result, from: estimator)
    }
    let name = features.columns[0].name
    let names = slots == 1 ? [name] : categories.names.map { "\(name)_\($0)" }
    return Features(
      table: result, columns: names.map { FeatureColumn(name: $0) },
      isSparse: try estimator.flag("sparse_output", default: false))
  }
}

extension TranslationContext {
  /// The classes of an encoder of labels, which takes one column.
  fileprivate mutating func labelCategories(
    of features: Features, by estimator: Estimator
  ) throws -> FittedCategories {
    guard features.count == 1 else {
      throw estimator.unsupported(
        "\(features.count) columns; it encodes one column of labels, so use OrdinalEncoder or "
          + "OneHotEncoder")
    }
    let categories = try FittedCategories(
      estimator.value("classes_"), of: estimator, at: "classes_")
    guard categories.count > 0 else {
      throw estimator.malformed("classes_", found: "no classes", expected: "one or more")
    }
    try require([categories.type], of: features, by: estimator)
    return categories
  }
}
