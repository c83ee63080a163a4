// The kernels of Gaussian processes, as `sklearn.gaussian_process.kernels` composes them.

import Pipelines

/// Reads composed kernels.
struct CovarianceFunctionReader {
  /// A file that shares parts can describe more than it holds.
  private static let mostParts = 256
  private var partCount = 0

  /// The function that a kernel object stands for.
  mutating func function(of kernel: Estimator) throws -> CovarianceFunction {
    partCount += 1
    guard partCount <= Self.mostParts else {
      throw kernel.unsupported("a kernel of more than \(Self.mostParts) parts; simplify it")
    }
    switch kernel.className {
    case "ConstantKernel": return .constant(value: try kernel.number("constant_value"))
    case "WhiteKernel": return .white(noise: try kernel.number("noise_level"))
    case "RBF": return .squaredExponential(lengths: try kernel.numbers("length_scale"))
    case "Matern":
      let lengths = try kernel.numbers("length_scale")
      switch try kernel.number("nu") {
      case 0.5: return .matern(lengths: lengths, halves: 1)
      case 1.5: return .matern(lengths: lengths, halves: 3)
      case 2.5: return .matern(lengths: lengths, halves: 5)
      case .infinity: return .squaredExponential(lengths: lengths)
      case let nu:
        throw kernel.unsupported(
          "Matern with nu=\(nu) needs Bessel functions; use nu of 0.5, 1.5, 2.5 or inf")
      }
    case "RationalQuadratic":
      return .rationalQuadratic(
        length: try kernel.number("length_scale"), alpha: try kernel.number("alpha"))
    case "ExpSineSquared":
      return .periodic(
        length: try kernel.number("length_scale"), period: try kernel.number("periodicity"))
    case "DotProduct":
      let deviation = try kernel.number("sigma_0")
      return .dotProduct(offset: deviation * deviation)
    case "Sum":
      return .sum(
        left: try function(of: kernel.part("k1")), right: try function(of: kernel.part("k2")))
    case "Product":
      return .product(
        left: try function(of: kernel.part("k1")), right: try function(of: kernel.part("k2")))
    case "Exponentiation":
      return .power(
        base: try function(of: kernel.part("kernel")), exponent: try kernel.number("exponent"))
    default:
      throw kernel.unsupported(
        "the kernel \(kernel.className) is not supported; use ConstantKernel, WhiteKernel, RBF, "
          + "Matern, RationalQuadratic, ExpSineSquared, DotProduct, and sums, products and powers")
    }
  }
}
