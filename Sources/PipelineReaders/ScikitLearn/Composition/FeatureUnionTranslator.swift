// Several transformers of the same columns side by side: `FeatureUnion`.

import Pipelines

/// Translates `FeatureUnion`.
struct FeatureUnionTranslator: TransformerTranslator {
  let classes = ["sklearn.pipeline.FeatureUnion"]

  func allowsMissing(_ estimator: Estimator) -> Bool { true }

  func transform(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    let weights = estimator.optional("transformer_weights")
    var parts: [Features] = []
    for (index, entry) in try estimator.list("transformer_list").enumerated() {
      let place = "transformer_list[\(index)]"
      guard let pair = entry.sequence, pair.count == 2, let name = pair[0].text else {
        throw estimator.malformed(
          place, found: entry.summary, expected: "a name and a transformer")
      }
      if pair[1].isNone || pair[1].text == "drop" { continue }
      var part = features
      if pair[1].text != "passthrough" {
        let transformer = try estimator.part(pair[1], at: "\(place) '\(name)'")
        part = try context.transform(features, by: transformer)
      }
      part = try context.weigh(part, by: name, in: weights, of: estimator)
      parts.append(
        part.named(by: name, verbosity: estimator["verbose_feature_names_out"]))
    }
    return try context.concatenate(parts, for: estimator)
  }
}
