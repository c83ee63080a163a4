// Classification by Gaussian processes.

import Pipelines

/// Translates `GaussianProcessClassifier`: its one binary classifier, or one of them for each class or
/// pair of classes.
struct GaussianProcessClassifierTranslator: EstimatorTranslator {
  let classes = ["sklearn.gaussian_process.GaussianProcessClassifier"]

  func methods(
    of estimator: Estimator, on features: Features, in context: inout TranslationContext
  ) throws -> [EstimatorMethod] {
    guard estimator.optional("base_estimator_") != nil else {
      throw estimator.unsupported("the process was not fitted; fit it before saving it")
    }
    let methods = try context.methods(of: estimator.part("base_estimator_"), on: features)
    return methods.filter { ["predict", "predict_proba"].contains($0.name) }
  }
}

/// Translates the binary classifier by Laplace's approximation.
struct LaplaceClassifierTranslator: EstimatorTranslator {
  let classes = ["sklearn.gaussian_process._BinaryGaussianProcessClassifierLaplace"]
  let limits = [
    EstimatorLimit(
      "predict_proba of more than \(mostTrainingRows) training rows",
      "the factor of their covariances is inverted when the file is read")
  ]

  private static let mostTrainingRows = 1500

  func methods(
    of estimator: Estimator, on features: Features, in context: inout TranslationContext
  ) throws -> [EstimatorMethod] {
    let labels = try estimator.labels()
    guard labels.count == 2 else {
      throw estimator.malformed("classes_", found: "\(labels.count) classes", expected: "2")
    }
    var reader = CovarianceFunctionReader()
    let function = try reader.function(of: estimator.part("kernel_"))
    let points = try estimator.points("X_train_", featureCount: features.count)
    let table = try context.doubles(features, for: estimator)
    let covariances = try context.apply(
      Covariances(function, points: points), to: table, from: estimator)
    let targets = try estimator.numbers("y_train_", count: points.count)
    let expected = try estimator.numbers("pi_", count: points.count)
    let mean = try context.apply(
      Linear(
        weights: zip(targets, expected).map(-), featureCount: points.count, bias: [0]),
      to: covariances, from: estimator)
    let decided = try context.decide(labels, by: mean, rule: .above(0), for: estimator)
    guard points.count <= Self.mostTrainingRows else {
      return context.predictions(decided, labels)
    }
    let variances = try context.apply(Variances(function), to: table, from: estimator)
    let roots = try estimator.numbers("W_sr_", count: points.count)
    var inverse = try estimator.inverseFactor(size: points.count)
    for place in inverse.indices { inverse[place] *= roots[place % points.count] }
    let variance = try context.unexplained(
      variances, by: covariances, inverse: inverse, for: estimator)
    let probability = try context.apply(MeanLogistic(), to: mean, variance, from: estimator)
    let probabilities = try context.complement(probability, for: estimator)
    return context.predictions(decided, probabilities: probabilities, labels)
  }
}
