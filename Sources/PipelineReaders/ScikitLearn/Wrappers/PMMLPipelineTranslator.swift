// `PMMLPipeline`: a pipeline whose predictions can be transformed further.

import Pipelines

/// Translates `PMMLPipeline`: the methods of a pipeline, and those that transform what they return.
struct PMMLPipelineTranslator: TransformerTranslator {
  let classes = ["sklearn2pmml.pipeline.PMMLPipeline"]

  func allowsMissing(_ estimator: Estimator) -> Bool { true }

  func methods(
    of estimator: Estimator, on features: Features, in context: inout TranslationContext
  ) throws -> [EstimatorMethod] {
    let methods = try PipelineTranslator().methods(of: estimator, on: features, in: &context)
    var transformed: [EstimatorMethod] = []
    for name in ["predict", "predict_proba", "apply"] {
      guard let transformer = estimator.optional("\(name)_transformer"),
        let method = methods.first(where: { $0.name == name })
      else { continue }
      transformed.append(
        try transform(
          method, by: estimator.part(transformer, at: "\(name)_transformer"), in: &context))
    }
    return methods + transformed
  }

  func transform(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    try PipelineTranslator().transform(features, by: estimator, in: &context)
  }

  /// The method that gives what `method` gives, and beside it what the transformer makes of that.
  private func transform(
    _ method: EstimatorMethod, by transformer: Estimator, in context: inout TranslationContext
  ) throws -> EstimatorMethod {
    let returned = Features(
      table: method.table,
      columns: method.suffixes.indices.map { FeatureColumn(name: "x\($0)") })
    let result = try context.transform(returned, by: transformer)
    let both = try context.concatenate([returned, result], for: transformer)
    // The returned columns keep their names; columns without names of their own are numbered.
    var names = method.suffixes.enumerated().map { $1.isEmpty ? "[\($0)]" : $1 }
    for (index, name) in result.names.enumerated() {
      let isOwn = !names.contains("[\(name)]") && !returned.names.contains(name)
      names.append(isOwn ? "[\(name)]" : "[\(returned.count + index)]")
    }
    return EstimatorMethod("\(method.name)_transform", both.table, suffixes: names)
  }
}
