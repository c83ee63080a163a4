// What training rows leave open of the variance of a Gaussian process.

import Pipelines

extension Estimator {
  /// The inverse of the lower triangular factor `L_` of the training rows' covariances, row-major.
  /// - Throws: `ReaderError` for a singular factor.
  func inverseFactor(size: Int) throws -> [Double] {
    let factor = try numbers("L_", count: size * size)
    guard let inverse = Self.inverse(ofLower: factor, size: size) else {
      throw malformed("L_", found: "a singular matrix", expected: "the factor of the covariances")
    }
    return inverse
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

extension TranslationContext {
  /// `variance - ‖inverse · covariances‖²` of each row (Rasmussen and Williams, "Gaussian Processes for
  /// Machine Learning", algorithms 2.1 and 3.2).
  mutating func unexplained(
    _ variances: TableReference, by covariances: TableReference, inverse: [Double],
    for estimator: Estimator
  ) throws -> TableReference {
    let count = pipeline.type(of: covariances).width
    let explained = try apply(
      Linear(weights: inverse, featureCount: count, bias: Array(repeating: 0, count: count)),
      to: covariances, from: estimator)
    let negative = try apply(
      QuadraticScores(
        means: Array(repeating: 0, count: count),
        scale: .variances(values: Array(repeating: 1, count: count)), offsets: [0], weight: -1,
        featureCount: count), to: explained, from: estimator)
    return try apply(AddTables(), to: variances, negative, from: estimator)
  }
}
