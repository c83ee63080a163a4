// Covariances of Gaussian processes.

import Tensors

/// A covariance function of two points, built of others.
public indirect enum CovarianceFunction: Hashable, Sendable, Codable {
  /// The same everywhere.
  case constant(value: Double)
  /// Noise: that much of a point with itself, and nothing between points.
  case white(noise: Double)
  /// `exp(-‖(a - b) / lengths‖² / 2)`.
  case squaredExponential(lengths: [Double])
  /// Matérn's function of smoothness 1/2, 3/2 or 5/2: `halves` is 1, 3 or 5.
  case matern(lengths: [Double], halves: Int)
  /// `(1 + ‖a - b‖² / (2 alpha length²))^-alpha`.
  case rationalQuadratic(length: Double, alpha: Double)
  /// `exp(-2 (sin(π ‖a - b‖ / period) / length)²)`.
  case periodic(length: Double, period: Double)
  /// `a · b + offset`.
  case dotProduct(offset: Double)
  /// The sum of two.
  case sum(left: CovarianceFunction, right: CovarianceFunction)
  /// The product of two.
  case product(left: CovarianceFunction, right: CovarianceFunction)
  /// A power of another.
  case power(base: CovarianceFunction, exponent: Double)

  /// Whether it can be computed for points of `featureCount` coordinates.
  func fits(_ featureCount: Int) -> Bool {
    switch self {
    case .squaredExponential(let lengths): lengths.count == 1 || lengths.count == featureCount
    case .matern(let lengths, let halves):
      (lengths.count == 1 || lengths.count == featureCount) && [1, 3, 5].contains(halves)
    case .sum(let left, let right), .product(let left, let right):
      left.fits(featureCount) && right.fits(featureCount)
    case .power(let base, _): base.fits(featureCount)
    default: true
    }
  }
}

/// The covariance of each row with every one of some points: one column a point.
public struct Covariances: PipelineOperator {
  public static let name = "covariances"
  public static let meaning = "the covariance of each row with every one of some points"

  /// The covariance function.
  public var function: CovarianceFunction
  /// What rows are compared with.
  public var points: ReferencePoints

  /// Compares rows with `points` by `function`.
  public init(_ function: CovarianceFunction, points: ReferencePoints) {
    self.function = function
    self.points = points
  }

  public var kind: String { "covariances" }
  public var facts: [String] { points.facts }

  public func outputType(of inputs: [TableType]) throws -> TableType {
    _ = try points.check(inputs, for: kind)
    guard function.fits(points.featureCount) else {
      throw PipelineError(at: kind, "the length scales do not fit the features")
    }
    return TableType(width: points.count, dtype: .f64)
  }
}

/// The covariance of each row with itself, in one column.
public struct Variances: PipelineOperator {
  public static let name = "variances"
  public static let meaning = "the covariance of each row with itself"

  /// The covariance function.
  public var function: CovarianceFunction

  /// Compares rows with themselves.
  public init(_ function: CovarianceFunction) { self.function = function }

  public var kind: String { "variances" }

  public func outputType(of inputs: [TableType]) throws -> TableType {
    _ = try inputs.numeric(kind)
    return TableType(width: 1, dtype: .f64)
  }
}
