// Metrics by their many names.

import Pipelines

extension Estimator {
  /// The metric that the attribute `name` names, with parameters in another attribute.
  func distanceMetric(
    _ name: String, parameters: String? = nil, featureCount: Int
  ) throws -> DistanceMetric {
    guard let metric = try value(name).text else {
      throw unsupported("\(name) is no name; use one of scikit-learn's metrics and fit again")
    }
    let arguments = parameters.flatMap { optional($0) }
    func argument(_ key: String) -> InertValue? {
      guard case .dictionary(let entries)? = arguments, let value = entries[key], !value.isNone
      else { return nil }
      return value
    }
    switch metric {
    case "euclidean", "l2": return .euclidean
    case "sqeuclidean": return .squaredEuclidean
    case "manhattan", "l1", "cityblock": return .manhattan
    case "chebyshev", "infinity": return .chebyshev
    case "canberra": return .canberra
    case "braycurtis": return .brayCurtis
    case "hamming": return .hamming
    case "cosine": return .cosine
    case "minkowski", "p":
      let exponent = try argument("p").map { try numbers(in: $0, at: "p", count: 1)[0] } ?? 2
      guard exponent > 0 else {
        throw malformed("p", found: "\(exponent)", expected: "a number above 0")
      }
      if let weights = argument("w") {
        return .weightedMinkowski(
          exponent: exponent, weights: try numbers(in: weights, at: "w", count: featureCount))
      }
      switch exponent {
      case 1: return .manhattan
      case 2: return .euclidean
      case .infinity: return .chebyshev
      default: return .minkowski(exponent: exponent)
      }
    case "seuclidean":
      guard let variances = argument("V") else {
        throw unsupported(
          "metric='seuclidean' without metric_params={'V': ...}; give the variances")
      }
      return .standardized(variances: try numbers(in: variances, at: "V", count: featureCount))
    case "mahalanobis":
      guard let inverse = argument("VI") else {
        throw unsupported(
          "metric='mahalanobis' without metric_params={'VI': ...}; give the inverse covariance")
      }
      let cells = try numbers(in: inverse, at: "VI")
      guard let factor = SymmetricFactor.factor(of: cells, size: featureCount) else {
        throw unsupported(
          "the inverse covariance VI is not positive definite for \(featureCount) features")
      }
      return .mahalanobis(factor: factor)
    default:
      throw unsupported(
        "metric='\(metric)' is not supported; use a Minkowski metric, 'cosine', 'canberra', "
          + "'braycurtis' or 'hamming'")
    }
  }
}

/// The factor of a symmetric matrix that is positive definite.
enum SymmetricFactor {
  /// The lower triangle `L`, row-major, for which `L · Lᵀ` is the matrix; `nil` where there is none.
  static func factor(of matrix: [Double], size: Int) -> [Double]? {
    guard size > 0, matrix.count % size == 0, matrix.count / size == size else { return nil }
    var factor = [Double](repeating: 0, count: matrix.count)
    for row in 0..<size {
      for column in 0...row {
        var sum = matrix[row * size + column]
        for index in 0..<column {
          sum -= factor[row * size + index] * factor[column * size + index]
        }
        if row == column {
          guard sum > 0 else { return nil }
          factor[row * size + row] = sum.squareRoot()
        } else {
          factor[row * size + column] = sum / factor[column * size + column]
        }
      }
    }
    return factor
  }
}
