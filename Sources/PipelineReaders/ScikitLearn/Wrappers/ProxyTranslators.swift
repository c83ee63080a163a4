// Objects of sklearn2pmml that stand for others, or for nothing.

import Pipelines

/// Translates transformers that pass their input through.
struct PassingTranslator: TransformerTranslator {
  let classes = [
    "sklearn2pmml.decoration.ContinuousDomainEraser",
    "sklearn2pmml.decoration.DiscreteDomainEraser", "sklearn2pmml.decoration.DomainEraser",
    "sklearn2pmml.preprocessing.IdentityTransformer", "sklearn2pmml.postprocessing.FeatureExporter",
  ]

  func allowsMissing(_ estimator: Estimator) -> Bool { true }

  func transform(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features { features }
}

/// Translates the wrappers that give the output of a transformer names.
struct AliasTranslator: TransformerTranslator {
  let classes = ["Alias", "MultiAlias"].map { "sklearn2pmml.decoration.\($0)" }

  func allowsMissing(_ estimator: Estimator) -> Bool { true }

  func transform(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    // Stateless transformers work without having been fitted.
    let attribute = estimator.optional("transformer_") == nil ? "transformer" : "transformer_"
    var result = try context.transform(features, by: estimator.part(attribute))
    let names =
      estimator.className == "Alias"
      ? [try estimator.text("name")] : try estimator.texts("names")
    if names.count == result.count {
      for (index, name) in names.enumerated() { result.columns[index].name = name }
    }
    return result
  }
}

/// Translates `SelectorProxy`, which stands for a feature selector.
struct SelectorProxyTranslator: TransformerTranslator {
  let classes = ["sklearn2pmml.SelectorProxy"]

  func allowsMissing(_ estimator: Estimator) -> Bool { true }

  func transform(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    try context.transform(features, by: estimator.part("selector"))
  }
}

/// Translates `SelectUnique`, which drops columns that were equal to others in training.
struct SelectUniqueTranslator: TransformerTranslator {
  let classes = ["sklearn2pmml.feature_selection.SelectUnique"]

  func allowsMissing(_ estimator: Estimator) -> Bool { true }

  func inputColumns(of estimator: Estimator, _ models: BoosterModels) throws -> [InputColumn]? {
    try estimator.flags("support_mask_").map { _ in InputColumn(name: nil, dtype: .f64) }
  }

  func transform(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    let mask = try estimator.flags("support_mask_")
    guard mask.count == features.count else {
      throw estimator.malformed(
        "support_mask_", found: "\(mask.count) columns", expected: "\(features.count)")
    }
    return try context.select(mask.indices.filter { mask[$0] }, of: features, for: estimator)
  }
}

/// Translates `EstimatorProxy`, which stands for an estimator.
struct EstimatorProxyTranslator: EstimatorTranslator {
  let classes = ["sklearn2pmml.EstimatorProxy"]

  func allowsMissing(_ estimator: Estimator) -> Bool { true }

  func methods(
    of estimator: Estimator, on features: Features, in context: inout TranslationContext
  ) throws -> [EstimatorMethod] {
    try context.methods(of: estimator.part("estimator"), on: features)
  }
}

/// Translates the constructors of data frames and series, which name columns and convert them.
struct FrameConstructorTranslator: TransformerTranslator {
  let classes = ["DataFrameConstructor", "SeriesConstructor"].map {
    "sklearn2pmml.preprocessing.\($0)"
  }

  func allowsMissing(_ estimator: Estimator) -> Bool { true }

  func transform(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    var result = try context.cast(features, to: estimator["dtype"], by: estimator)
    let names: [String]
    if estimator.className == "SeriesConstructor" {
      names = estimator.optional("name")?.text.map { [$0] } ?? features.names
    } else {
      names =
        estimator.optional("columns")?.sequence?.map {
          $0.text ?? $0.integer.map(String.init) ?? ""
        } ?? features.names
    }
    guard names.count == result.count else {
      throw estimator.malformed(
        "columns", found: "\(names.count) names", expected: "\(result.count)")
    }
    for (index, name) in names.enumerated() { result.columns[index].name = name }
    return result
  }
}
