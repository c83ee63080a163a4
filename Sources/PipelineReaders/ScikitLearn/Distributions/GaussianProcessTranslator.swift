// Regression by Gaussian processes.

import Pipelines

/// Translates `GaussianProcessRegressor`: the mean as `predict`, the deviation as `predict_std`.
struct GaussianProcessTranslator: EstimatorTranslator {
  let classes = ["sklearn.gaussian_process.GaussianProcessRegressor"]
  let limits = [
    EstimatorLimit("Matern(nu=...) other than 0.5, 1.5, 2.5, inf", "it needs Bessel functions"),
    EstimatorLimit("PairwiseKernel, CompoundKernel", "they are not built"),
    EstimatorLimit(
      "predict_std of more than \(mostDeviationRows) training rows",
      "the factor of their covariances is inverted when the file is read"),
  ]

  private static let mostDeviationRows = 1500

  func methods(
    of estimator: Estimator, on features: Features, in context: inout TranslationContext
  ) throws -> [EstimatorMethod] {
    guard estimator.optional("X_train_") != nil else {
      throw estimator.unsupported("the process was not fitted; fit it before saving it")
    }
    var reader = CovarianceFunctionReader()
    let function = try reader.function(of: estimator.part("kernel_"))
    let points = try estimator.points("X_train_", featureCount: features.count)
    let table = try context.doubles(features, for: estimator)
    let covariances = try context.apply(
      Covariances(function, points: points), to: table, from: estimator)
    guard case .array(let array) = try estimator.value("alpha_") else {
      throw estimator.malformed("alpha_", found: "no array", expected: "an array of numbers")
    }
    let isSingle = array.shape.count == 1
    let weights = try isSingle ? estimator.matrix("alpha_") : estimator.matrix("alpha_").transposed
    let outputs = weights.rows
    let deviations = try Self.repeated("_y_train_std", default: 1, outputs, estimator)
    let means = try Self.repeated("_y_train_mean", default: 0, outputs, estimator)
    let sums = try context.apply(
      Linear(
        weights: weights.values, featureCount: weights.columns,
        bias: Array(repeating: 0, count: outputs)),
      to: covariances, from: estimator)
    let predicted = try context.apply(
      AffineColumns(scale: deviations, shift: means), to: sums, from: estimator)
    var methods = context.regression(predicted, isSingle: isSingle)
    if points.count <= Self.mostDeviationRows {
      let variances = try context.apply(Variances(function), to: table, from: estimator)
      let deviation = try self.deviation(
        of: estimator, covariances, variances, count: points.count, deviations, in: &context)
      methods.append(
        isSingle
          ? EstimatorMethod("predict_std", deviation)
          : EstimatorMethod("predict_std", deviation, columns: (0..<outputs).map(String.init)))
    }
    return methods
  }

  /// The root of what is left of the variance after the training rows explained their part.
  private func deviation(
    of estimator: Estimator, _ covariances: TableReference, _ variances: TableReference,
    count: Int, _ deviations: [Double], in context: inout TranslationContext
  ) throws -> TableReference {
    let rest = try context.unexplained(
      variances, by: covariances, inverse: estimator.inverseFactor(size: count), for: estimator)
    let kept = try context.apply(Link(.rectify), to: rest, from: estimator)
    let scaled = try context.apply(
      Linear(
        weights: deviations.map { $0 * $0 }, featureCount: 1,
        bias: Array(repeating: 0, count: deviations.count)), to: kept, from: estimator)
    return try context.apply(ElementwiseFunction(.sqrt), to: scaled, from: estimator)
  }

  /// The numbers of an attribute, one an output, or one for all.
  private static func repeated(
    _ name: String, default standard: Double, _ count: Int, _ estimator: Estimator
  ) throws -> [Double] {
    let values = try estimator[name] == nil ? [standard] : estimator.numbers(name)
    if values.count == 1 { return Array(repeating: values[0], count: count) }
    guard values.count == count else {
      throw estimator.malformed(name, found: "\(values.count) numbers", expected: "\(count)")
    }
    return values
  }
}
