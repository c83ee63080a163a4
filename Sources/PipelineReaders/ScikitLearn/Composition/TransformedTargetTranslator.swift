// Regressors of a transformed target, whose predictions are transformed back.

import Pipelines

/// Translates `TransformedTargetRegressor`.
struct TransformedTargetTranslator: EstimatorTranslator {
  let classes = ["sklearn.compose.TransformedTargetRegressor"]

  func allowsMissing(_ estimator: Estimator) -> Bool { true }

  func methods(
    of estimator: Estimator, on features: Features, in context: inout TranslationContext
  ) throws -> [EstimatorMethod] {
    let methods = try context.methods(of: estimator.part("regressor_"), on: features)
    guard let predicted = methods.first(where: { $0.name == "predict" }) else {
      throw estimator.unsupported("regressor_ does not predict; use a regressor")
    }
    let table = try inverse(
      of: estimator.part("transformer_"), on: predicted.table, in: &context)
    let isSingle = try estimator.integer("_training_dim") == 1
    return context.regression(table, isSingle: isSingle)
  }

  /// Appends what `inverse_transform` does.
  private func inverse(
    of transformer: Estimator, on table: TableReference, in context: inout TranslationContext
  ) throws -> TableReference {
    let width = context.pipeline.type(of: table).width
    switch transformer.object.type.publicName {
    case "sklearn.preprocessing.FunctionTransformer":
      guard transformer.optional("inverse_func") != nil else { return table }
      let function = try FunctionTransformerTranslator.function(
        of: transformer, "inverse_func", arguments: "inv_kw_args")
      return try context.apply(ElementwiseFunction(function), to: table, from: transformer)
    case "sklearn.preprocessing.StandardScaler":
      let ones = [Double](repeating: 1, count: width)
      let scale =
        try transformer.flag("with_std") ? transformer.numbers("scale_", count: width) : ones
      let mean =
        try transformer.flag("with_mean") ? transformer.numbers("mean_", count: width) : nil
      return try context.apply(
        AffineColumns(scale: scale, shift: mean), to: table, from: transformer)
    case "sklearn.preprocessing.MinMaxScaler":
      let operation = ScaleColumns(
        offset: try transformer.numbers("min_", count: width),
        divisor: try transformer.numbers("scale_", count: width))
      return try context.apply(operation, to: table, from: transformer)
    default:
      throw transformer.unsupported(
        "\(transformer.className) of a target; use StandardScaler, MinMaxScaler or numpy functions")
    }
  }
}
