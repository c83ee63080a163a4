// The distances that neighbours and clusters are found by.

/// A distance of two points, by the names of SciPy and scikit-learn.
public enum DistanceMetric: Hashable, Sendable, Codable {
  /// `√Σ (a - b)²`.
  case euclidean
  /// `Σ (a - b)²`.
  case squaredEuclidean
  /// `Σ |a - b|`.
  case manhattan
  /// `max |a - b|`.
  case chebyshev
  /// `(Σ |a - b|^exponent)^(1 / exponent)`.
  case minkowski(exponent: Double)
  /// `(Σ weight |a - b|^exponent)^(1 / exponent)`.
  case weightedMinkowski(exponent: Double, weights: [Double])
  /// `√Σ (a - b)² / variance`.
  case standardized(variances: [Double])
  /// `√((a - b) · M · (a - b))`, by a factor `F` of `M = F · Fᵀ`, row-major, a row a feature.
  case mahalanobis(factor: [Double])
  /// `Σ |a - b| / (|a| + |b|)`.
  case canberra
  /// `Σ |a - b| / Σ (|a| + |b|)`.
  case brayCurtis
  /// The share of coordinates that differ.
  case hamming
  /// `1 - a · b / (‖a‖ ‖b‖)`.
  case cosine

  /// Checks the sizes of parameters for points of `featureCount` coordinates.
  func check(featureCount: Int, at kind: String) throws {
    let fits: Bool
    switch self {
    case .weightedMinkowski(let exponent, let weights):
      fits = exponent > 0 && weights.count == featureCount && weights.allSatisfy { $0 >= 0 }
    case .minkowski(let exponent): fits = exponent > 0
    case .standardized(let variances): fits = variances.count == featureCount
    case .mahalanobis(let factor):
      // By division: the product of large counts would overflow.
      fits = factor.count / featureCount == featureCount && factor.count % featureCount == 0
    default: fits = true
    }
    guard fits else {
      throw PipelineError(
        at: kind, "the parameters of the distance do not fit \(featureCount) features")
    }
  }
}
