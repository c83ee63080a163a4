// Linear classifiers without a model of probability, and ridge classifiers.

import Pipelines
import Tensors

/// Translates the classifiers that only decide: `LinearSVC`, `Perceptron`, ….
struct LinearClassifierTranslator: EstimatorTranslator {
  let classes = [
    "sklearn.svm.LinearSVC", "sklearn.linear_model.Perceptron",
    "sklearn.linear_model.PassiveAggressiveClassifier",
  ]

  func methods(
    of estimator: Estimator, on features: Features, in context: inout TranslationContext
  ) throws -> [EstimatorMethod] {
    let labels = try estimator.labels()
    let (scores, _) = try context.linearScores(of: features, by: estimator)
    let decided = try context.decide(labels, by: scores, for: estimator)
    return context.predictions(decided, labels) + [context.decisionFunction(scores, labels)]
  }
}

/// Translates `RidgeClassifier`, whose classes its label binarizer knows.
struct RidgeClassifierTranslator: EstimatorTranslator {
  let classes = ["RidgeClassifier", "RidgeClassifierCV"].map { "sklearn.linear_model.\($0)" }

  func methods(
    of estimator: Estimator, on features: Features, in context: inout TranslationContext
  ) throws -> [EstimatorMethod] {
    let binarizer = try estimator.part("_label_binarizer")
    let (scores, _) = try context.linearScores(of: features, by: estimator)
    guard try binarizer.text("y_type_").hasPrefix("multilabel") else {
      let labels = try binarizer.labels()
      let decided = try context.decide(labels, by: scores, for: estimator)
      return context.predictions(decided, labels) + [context.decisionFunction(scores, labels)]
    }
    // Every column of scores decides for or against a label of its own.
    let width = context.pipeline.type(of: scores).width
    let decisions = try (0..<width).map { index in
      let column = try context.apply(SelectColumns(indices: [index]), to: scores, from: estimator)
      return try context.decide(.integers([0, 1]), by: column, for: estimator)
    }
    let decided = try context.apply(ConcatenateColumns(), to: decisions, from: estimator)
    let numbers = (0..<width).map(String.init)
    return [
      EstimatorMethod("predict", decided, columns: numbers, isDefault: true),
      EstimatorMethod("decision_function", scores, columns: numbers),
    ]
  }
}
