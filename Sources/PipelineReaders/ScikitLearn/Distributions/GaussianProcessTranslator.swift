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
    let factor = try estimator.numbers("L_", count: count * count)
    guard let inverse = Self.inverse(ofLower: factor, size: count) else {
      throw estimator.malformed(
        "L_", found: "a singular matrix", expected: "the factor of the covariances")
    }
    let explained = try context.apply(
      Linear(weights: inverse, featureCount: count, bias: Array(repeating: 0, count: count)),
      to: covariances, from: estimator)
    let negative = try context.apply(
      QuadraticScores(
        means: Array(repeating: 0, count: count),
        scale: .variances(values: Array(repeating: 1, count: count)), offsets: [0], weight: -1,
        featureCount: count), to: explained, from: estimator)
    let rest = try context.apply(AddTables(), to: variances, negative, from: estimator)
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

  /// The inverse of a lower triangle, row-major; `nil` where it is singular.
  private static func inverse(ofLower matrix: [Double], size: Int) -> [Double]? {
    guard (0..<size).allSatisfy({ matrix[$0 * size + $0] != 0 }) else { return nil }
    var inverse = [Double](repeating: 0, count: matrix.count)
    for row in 0..<size {
      // Row by row: what is known of the rows above, subtracted and divided.
      for above in 0..<row {
        let factor = matrix[row * size + above]
        if factor == 0 { continue }
        for column in 0...above {
          inverse[row * size + column] -= factor * inverse[above * size + column]
        }
      }
      inverse[row * size + row] = 1
      for column in 0...row { inverse[row * size + column] /= matrix[row * size + row] }
    }
    return inverse
  }
}
