// Logarithms of probabilities, which nearly every classifier with probabilities can give.

import Pipelines

extension TranslationContext {
  /// The methods with `predict_log_proba` beside a `predict_proba`.
  ///
  /// A translator whose estimator computes logarithms by another way gives the method itself.
  mutating func addingLogarithms(
    to methods: [EstimatorMethod], for estimator: Estimator
  ) throws -> [EstimatorMethod] {
    let name = "predict_log_proba"
    guard let probabilities = methods.first(where: { $0.name == "predict_proba" }),
      !methods.contains(where: { $0.name == name })
    else { return methods }
    let table = try apply(
      ElementwiseFunction(.log), to: probabilities.table, from: estimator)
    return methods + [EstimatorMethod(name, table, suffixes: probabilities.suffixes)]
  }
}
