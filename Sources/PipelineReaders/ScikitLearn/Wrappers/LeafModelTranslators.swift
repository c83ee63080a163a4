// Linear models of the leaves that boosted trees put rows into.

import Pipelines

/// Translates `GBDTLRClassifier` and `GBDTLMRegressor`.
struct LeafModelTranslator: EstimatorTranslator {
  let classes = ["GBDTLRClassifier", "GBDTLMRegressor"].map { "sklearn2pmml.ensemble.\($0)" }

  func allowsMissing(_ estimator: Estimator) -> Bool { true }

  func methods(
    of estimator: Estimator, on features: Features, in context: inout TranslationContext
  ) throws -> [EstimatorMethod] {
    let trees = try estimator.part("gbdt_")
    let encoder = try estimator.part("ohe_")
    let methods = try context.methods(of: trees, on: features)
    guard let leaves = methods.first(where: { $0.name == "apply" }) else {
      throw trees.unsupported("the leaves of \(trees.className); use gradient boosting or a forest")
    }
    var indices = Features(
      table: leaves.table,
      columns: leaves.suffixes.indices.map { FeatureColumn(name: "x\($0)") })
    // Of several trees an iteration, one a class, the first counts.
    let wanted = try encoder.list("categories_").count
    if wanted > 0, indices.count != wanted, indices.count % wanted == 0 {
      let step = indices.count / wanted
      indices = try context.select(
        Array(stride(from: 0, to: indices.count, by: step)), of: indices, for: estimator)
    }
    let encoded = try context.transform(indices, by: encoder)
    let linear = try estimator.part(
      estimator.className == "GBDTLRClassifier" ? "lr_" : "lm_")
    return try context.methods(of: linear, on: encoded).filter {
      ["predict", "predict_proba"].contains($0.name)
    }
  }
}

/// Translates `MLPTransformer`: the outputs of a layer of a neural network.
struct NetworkTransformerTranslator: TransformerTranslator {
  let classes = ["sklearn2pmml.neural_network.MLPTransformer"]

  func transform(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    let network = try estimator.part("mlp_")
    let methods = try context.methods(of: network, on: features)
    guard let predicted = methods.first(where: { $0.name == "predict" }) else {
      throw network.unsupported("\(network.className) does not predict; use MLPRegressor")
    }
    return Features(
      table: predicted.table,
      columns: predicted.suffixes.indices.map { FeatureColumn(name: "mlptransformer\($0)") })
  }
}
