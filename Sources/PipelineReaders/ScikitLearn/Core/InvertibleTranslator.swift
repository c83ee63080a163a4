// Transformers that can be undone, as those of a target are.

import Pipelines

/// A family of transformers with an `inverse_transform` method that is translated.
protocol InvertibleTranslator: TransformerTranslator {
  /// Appends what `inverse_transform` does to `features`, as many columns as `transform` gives.
  func invert(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features
}

extension TranslationContext {
  /// What `estimator` makes of `features` when it is undone.
  mutating func invert(_ features: Features, by estimator: Estimator) throws -> Features {
    let translator = try EstimatorRegistry.standard.translator(for: estimator)
    guard let translator = translator as? any InvertibleTranslator else {
      throw estimator.unsupported(
        "what \(estimator.className) does is not undone; transform the target with a scaler, a "
          + "quantile or power transformer or numpy functions")
    }
    return try translator.invert(features, by: estimator, in: &self)
  }
}
