// Linear classifiers fitted by stochastic gradient descent: the loss decides about probabilities.

import Pipelines

/// Translates `SGDClassifier`.
struct StochasticGradientClassifierTranslator: EstimatorTranslator {
  let classes = ["sklearn.linear_model.SGDClassifier"]

  func methods(
    of estimator: Estimator, on features: Features, in context: inout TranslationContext
  ) throws -> [EstimatorMethod] {
    let labels = try estimator.labels()
    let (scores, _) = try context.linearScores(of: features, by: estimator)
    let link: Link.Function? =
      switch try estimator.text("loss") {
      case "log_loss", "log": .logistic(slope: 1)
      case "modified_huber": .modifiedHuber
      default: nil
      }
    let probabilities = try link.map {
      try context.oneVersusRest(scores, link: $0, for: estimator)
    }
    let decided = try context.decide(labels, by: scores, for: estimator)
    return context.predictions(decided, probabilities: probabilities, labels)
      + [context.decisionFunction(scores, labels)]
  }
}
