// Missing values filled in from similar rows: `KNNImputer`.

import Pipelines

/// Translates `KNNImputer`.
struct KNNImputerTranslator: TransformerTranslator {
  let classes = ["sklearn.impute.KNNImputer"]
  let limits = [
    EstimatorLimit("metric, a function", "it is code that is not in the file"),
    EstimatorLimit("weights, a function", "it is code that is not in the file"),
  ]

  func allowsMissing(_ estimator: Estimator) -> Bool {
    (try? estimator.missingMarker()) == .missing
  }

  func transform(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    guard try estimator.value("metric").text == "nan_euclidean" else {
      throw estimator.unsupported(
        "metric=\(try estimator.value("metric").summary); use 'nan_euclidean'")
    }
    guard
      let weighting = FillFromNeighbors.Weighting(
        rawValue: try estimator.value("weights").text ?? "")
    else {
      throw estimator.unsupported(
        "weights=\(try estimator.value("weights").summary); use 'uniform' or 'distance'")
    }
    let marker = try estimator.missingMarker()
    let operation = FillFromNeighbors(
      marker: marker, rows: try rows(of: estimator, count: features.count),
      columnCount: features.count, neighborCount: try estimator.integer("n_neighbors"),
      weighting: weighting)
    let table = try context.apply(operation, to: features.table, from: estimator)
    let columns = features.columns.map { column in
      FeatureColumn(
        name: column.name, missingSource: marker == .missing ? nil : column.missingSource)
    }
    let filled = Features(table: table, columns: columns)
    let result = try handleEmpty(filled, of: estimator, in: &context)
    return try context.addingIndicator(to: result, of: features, by: estimator)
  }

  /// The training rows, NaN where a cell was missing.
  private func rows(of estimator: Estimator, count: Int) throws -> [[Double]] {
    let matrix = try estimator.matrix("_fit_X", columns: count)
    let missing = try estimator.flags("_mask_fit_X")
    guard missing.count == matrix.values.count else {
      throw estimator.malformed(
        "_mask_fit_X", found: "\(missing.count) flags", expected: "\(matrix.values.count)")
    }
    return (0..<matrix.rows).map { row in
      (0..<count).map {
        missing[row * count + $0] ? .nan : matrix.values[row * count + $0]
      }
    }
  }

  /// Columns that had no value in training are dropped, or zero.
  private func handleEmpty(
    _ features: Features, of estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    let isValid = try estimator.flags("_valid_mask")
    guard isValid.count == features.count else {
      throw estimator.malformed(
        "_valid_mask", found: "\(isValid.count) flags", expected: "\(features.count)")
    }
    guard try estimator.flag("keep_empty_features", default: false) else {
      return try context.select(
        isValid.indices.filter { isValid[$0] }, of: features, for: estimator)
    }
    if isValid.allSatisfy({ $0 }) { return features }
    let zero = try context.apply(
      ConstantColumns(values: [0]), to: features.table, from: estimator)
    let both = try context.apply(
      ConcatenateColumns(), to: features.table, zero, from: estimator)
    let places = isValid.indices.map { isValid[$0] ? $0 : features.count }
    let table = try context.apply(SelectColumns(indices: places), to: both, from: estimator)
    return Features(table: table, columns: features.columns)
  }
}
