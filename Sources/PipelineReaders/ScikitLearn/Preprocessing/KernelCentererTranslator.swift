// Kernels of centred features: `KernelCenterer`.

import Pipelines

/// Translates `KernelCenterer`.
struct KernelCentererTranslator: TransformerTranslator {
  let classes = ["sklearn.preprocessing.KernelCenterer"]

  func transform(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    let operation = CenterKernel(
      columnMeans: try estimator.numbers("K_fit_rows_", count: features.count),
      mean: try estimator.number("K_fit_all_"))
    let table = try context.apply(operation, to: features.table, from: estimator)
    return Features(
      table: table,
      columns: features.columns.indices.map { FeatureColumn(name: "kernelcenterer\($0)") })
  }
}
