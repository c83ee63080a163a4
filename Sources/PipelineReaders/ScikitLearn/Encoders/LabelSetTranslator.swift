// Sets of labels as indicators: `MultiLabelBinarizer`.

import Pipelines

/// Translates `MultiLabelBinarizer`, whose rows are collections of labels: a column of texts holds them,
/// each a JSON list.
struct LabelSetTranslator: TransformerTranslator {
  let classes = ["sklearn.preprocessing.MultiLabelBinarizer"]
  let limits = [
    EstimatorLimit(
      "rows other than a column of texts, each a JSON list of labels",
      "no other column of a table holds collections"),
    EstimatorLimit(
      "labels of several types, None, tuples and whole numbers from 2^53 on",
      "a JSON list does not tell them apart"),
  ]

  func inputColumns(of estimator: Estimator, _ models: BoosterModels) throws -> [InputColumn]? {
    [InputColumn(name: nil, dtype: .f64)]
  }

  func transform(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    guard features.count == 1 else {
      throw estimator.unsupported(
        "\(features.count) columns; it takes one, each cell a JSON list of labels")
    }
    let labels = try FittedCategories(estimator.value("classes_"), of: estimator, at: "classes_")
    try context.require([.string], of: features, by: estimator)
    let table = try context.apply(
      LabelSets(labels: labels.values), to: features.table, from: estimator)
    let name = features.columns[0].name
    return Features(
      table: table, columns: labels.names.map { FeatureColumn(name: "\(name)_\($0)") },
      isSparse: try estimator.flag("sparse_output", default: false))
  }
}
