// Discriminant analysis: classes as normal distributions.

import Glibc
import Pipelines

/// Translates `LinearDiscriminantAnalysis`.
struct LinearDiscriminantTranslator: TransformerTranslator {
  let classes = ["sklearn.discriminant_analysis.LinearDiscriminantAnalysis"]
  let limits = [EstimatorLimit("transform with solver='lsqr'", "the library has none either")]

  func methods(
    of estimator: Estimator, on features: Features, in context: inout TranslationContext
  ) throws -> [EstimatorMethod] {
    let labels = try estimator.labels()
    let (scores, _) = try context.linearScores(of: features, by: estimator)
    let decided = try context.decide(labels, by: scores, for: estimator)
    let probabilities: TableReference
    if context.pipeline.type(of: scores).width == 1 {
      let second = try context.apply(Link(.logistic(slope: 1)), to: scores, from: estimator)
      probabilities = try context.complement(second, for: estimator)
    } else {
      probabilities = try context.apply(Link(.softmax), to: scores, from: estimator)
    }
    // A probability of 0 counts as the smallest number of full precision; one between those two is
    // taken as it is.
    let positive = try context.apply(
      FillMissing(
        marker: .number(0),
        values: Array(repeating: .number(.leastNormalMagnitude), count: labels.count)),
      to: probabilities, from: estimator)
    let logarithms = try context.apply(
      InverseLink(.log, clip: .leastNonzeroMagnitude...1), to: positive, from: estimator)
    var methods = context.predictions(decided, probabilities: probabilities, labels)
    methods.append(context.decisionFunction(scores, labels))
    methods.append(
      EstimatorMethod("predict_log_proba", logarithms, columns: labels.names))
    if try estimator.text("solver") != "lsqr" {
      let result = try transform(features, by: estimator, in: &context)
      methods.append(EstimatorMethod("transform", result.table, columns: result.names))
    }
    return methods
  }

  func transform(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    let solver = try estimator.text("solver")
    guard solver != "lsqr" else {
      throw estimator.unsupported("solver='lsqr' does not transform; use 'svd' or 'eigen'")
    }
    let scalings = try estimator.matrix("scalings_")
    guard scalings.rows == features.count else {
      throw estimator.malformed(
        "scalings_", found: "\(scalings.rows) rows", expected: "\(features.count), one a feature")
    }
    let count = min(scalings.columns, try estimator.integer("_max_components"))
    guard count > 0 else {
      throw estimator.malformed("_max_components", found: "\(count)", expected: "at least 1")
    }
    let axes = scalings.transposed
    let operation = Project(
      mean: solver == "svd" ? try estimator.numbers("xbar_", count: features.count) : nil,
      components: Array(axes.values[..<(count * features.count)]), featureCount: features.count,
      componentCount: count)
    let table = try context.apply(
      operation, to: context.doubles(features, for: estimator), from: estimator)
    return Features(
      table: table,
      columns: (0..<count).map { FeatureColumn(name: "lineardiscriminantanalysis\($0)") })
  }
}

/// Translates `QuadraticDiscriminantAnalysis`.
struct QuadraticDiscriminantTranslator: EstimatorTranslator {
  let classes = ["sklearn.discriminant_analysis.QuadraticDiscriminantAnalysis"]

  func methods(
    of estimator: Estimator, on features: Features, in context: inout TranslationContext
  ) throws -> [EstimatorMethod] {
    let labels = try estimator.labels()
    let rotations = try estimator.list("rotations_")
    let scalings = try estimator.list("scalings_")
    let priors = try estimator.numbers("priors_", count: labels.count)
    guard rotations.count == labels.count, scalings.count == labels.count else {
      throw estimator.malformed(
        "rotations_", found: "\(rotations.count)", expected: "\(labels.count), one a class")
    }
    var factors: [[Double]] = []
    var offsets: [Double] = []
    for (place, prior) in priors.enumerated() {
      let scaling = try estimator.numbers(in: scalings[place], at: "scalings_[\(place)]")
      let name = "rotations_[\(place)]"
      let rotation = try estimator.numbers(in: rotations[place], at: name)
      guard !scaling.isEmpty, rotation.count % scaling.count == 0,
        rotation.count / scaling.count == features.count
      else {
        throw estimator.malformed(
          name, found: "\(rotation.count) numbers",
          expected: "\(features.count) rows of \(scaling.count)")
      }
      let roots = scaling.map { pow($0, -0.5) }
      factors.append(rotation.enumerated().map { $1 * roots[$0 % scaling.count] })
      offsets.append(-0.5 * scaling.map { log($0) }.reduce(0, +) + log(prior))
    }
    let operation = QuadraticScores(
      means: try estimator.numbers("means_", count: labels.count * features.count),
      scale: .factors(matrices: factors), offsets: offsets, weight: -0.5,
      featureCount: features.count)
    let scores = try context.apply(
      operation, to: context.doubles(features, for: estimator), from: estimator)
    return try context.logarithmicPredictions(scores, labels, for: estimator)
      + [context.pairedDecision(scores, labels, for: estimator)]
  }
}
