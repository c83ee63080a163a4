// The kernels that densities are estimated with.

import Glibc

/// How much a point says about the density at a distance from it.
package enum DensityKernel: String, CaseIterable, Sendable {
  case gaussian, tophat, epanechnikov, exponential, linear, cosine

  /// Reads the attribute `kernel`.
  init(_ attributes: Attributes, of operation: String) throws {
    let name = try attributes.string("kernel", of: operation)
    guard let kernel = DensityKernel(rawValue: name) else {
      throw ProgramError(.type, at: operation, "there is no kernel '\(name)'")
    }
    self = kernel
  }

  /// The logarithm of the kernel, which is 1 at distance 0.
  func logarithm(at distance: Double, bandwidth: Double) -> Double {
    switch self {
    case .gaussian: return -0.5 * (distance * distance) / (bandwidth * bandwidth)
    case .exponential: return -distance / bandwidth
    default: break
    }
    guard distance < bandwidth else { return -.infinity }
    return switch self {
    case .epanechnikov: log(1 - (distance * distance) / (bandwidth * bandwidth))
    case .linear: log(1 - distance / bandwidth)
    case .cosine: log(cos(0.5 * Double.pi * distance / bandwidth))
    default: 0
    }
  }

  /// The logarithm of what the kernel is multiplied by so that it is a density of `dimension`
  /// coordinates.
  func logNorm(bandwidth: Double, dimension: Int) -> Double {
    let d = Double(dimension)
    let factor =
      switch self {
      case .gaussian: 0.5 * d * log(2 * Double.pi)
      case .tophat: Self.logBall(d)
      case .epanechnikov: Self.logBall(d) + log(2 / (d + 2))
      case .exponential: Self.logSphere(d - 1) + Self.logGamma(d)
      case .linear: Self.logBall(d) - log(d + 1)
      case .cosine: log(Self.cosineMoment(dimension)) + Self.logSphere(d - 1)
      }
    return -factor - d * log(bandwidth)
  }

  /// `∫ cos(πr / 2) r^(d - 1) dr` from 0 to 1, by integrating in parts.
  private static func cosineMoment(_ dimension: Int) -> Double {
    let d = Double(dimension)
    var sum = 0.0
    var term = 2 / Double.pi
    for index in stride(from: 1, through: dimension, by: 2) {
      sum += term
      let k = Double(index)
      term *= -(d - k) * (d - k - 1) * pow(2 / Double.pi, 2)
    }
    return sum
  }

  /// The logarithm of the volume of the unit ball of `n` dimensions.
  private static func logBall(_ n: Double) -> Double {
    0.5 * n * log(Double.pi) - logGamma(0.5 * n + 1)
  }

  /// The logarithm of the surface of the unit ball of `n + 1` dimensions.
  private static func logSphere(_ n: Double) -> Double { log(2 * Double.pi) + logBall(n - 1) }

  private static func logGamma(_ x: Double) -> Double {
    let logarithm: Double = lgamma(x)
    return logarithm
  }
}
