// Chains of estimators: `Pipeline`, and other libraries' kin that compute the same.

import Pipelines

/// Translates chains: every step but the last transforms.
struct PipelineTranslator: InvertibleTranslator {
  let classes = [
    "sklearn.pipeline.Pipeline", "imblearn.pipeline.Pipeline",
    "sklearn_pandas.pipeline.TransformerPipeline",
  ]

  func allowsMissing(_ estimator: Estimator) -> Bool { true }

  func methods(
    of estimator: Estimator, on features: Features, in context: inout TranslationContext
  ) throws -> [EstimatorMethod] {
    let steps = try steps(of: estimator)
    var features = features
    for step in steps.dropLast() {
      guard let step else { continue }
      features = try context.transform(features, by: step)
    }
    guard let last = steps[steps.count - 1] else {
      return [
        EstimatorMethod("transform", features.table, columns: features.names, isDefault: true)
      ]
    }
    return try context.methods(of: last, on: features)
  }

  func transform(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    var features = features
    for case let step? in try steps(of: estimator) {
      features = try context.transform(features, by: step)
    }
    return features
  }

  func invert(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    var features = features
    for case let step? in try steps(of: estimator).reversed() {
      features = try context.invert(features, by: step)
    }
    return features
  }

  /// The steps; `nil` for one that passes its input through.
  private func steps(of pipeline: Estimator) throws -> [Estimator?] {
    let steps = try pipeline.list("steps").enumerated().map { index, step in
      guard let pair = step.sequence, pair.count == 2, let name = pair[0].text else {
        throw pipeline.malformed(
          "steps[\(index)]", found: step.summary, expected: "a name and an estimator")
      }
      if pair[1].isNone || pair[1].text == "passthrough" { return Estimator?.none }
      return try pipeline.part(pair[1], at: "steps[\(index)] '\(name)'")
    }
    guard !steps.isEmpty else { throw pipeline.malformed("steps", found: "no steps") }
    return steps
  }
}
