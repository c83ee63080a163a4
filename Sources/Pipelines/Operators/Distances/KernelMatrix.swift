// The kernels of support vector machines, Gaussian processes and kernel regression.

import Tensors

/// The kernel of each row against every one of some points: one column a point.
public struct KernelMatrix: PipelineOperator {
  public static let name = "kernel"
  public static let meaning = "the kernel of each row against every one of some points"

  /// A function of two points, by scikit-learn's names.
  public enum Kernel: Hashable, Sendable, Codable {
    /// `a · b`.
    case linear
    /// `exp(-gamma ‖a - b‖²)`.
    case rbf(gamma: Double)
    /// `(gamma a · b + offset)^degree`.
    case polynomial(gamma: Double, offset: Double, degree: Double)
    /// `tanh(gamma a · b + offset)`.
    case sigmoid(gamma: Double, offset: Double)
    /// `exp(-gamma Σ |a - b|)`.
    case laplacian(gamma: Double)
    /// `exp(-gamma Σ (a - b)² / (a + b))`.
    case chiSquared(gamma: Double)
    /// `-Σ (a - b)² / (a + b)`.
    case additiveChiSquared
    /// `a · b / (‖a‖ ‖b‖)`.
    case cosine
  }

  /// The function.
  public var kernel: Kernel
  /// What rows are compared with.
  public var points: ReferencePoints

  /// Compares rows with `points` by `kernel`.
  public init(_ kernel: Kernel, points: ReferencePoints) {
    self.kernel = kernel
    self.points = points
  }

  public var kind: String { "kernel" }
  public var facts: [String] { ["\(kernel)"] + points.facts }

  public func outputType(of inputs: [TableType]) throws -> TableType {
    let table = try points.check(inputs, for: kind)
    return TableType(width: points.count, dtype: table.asFloats.uniformDType ?? .f64)
  }
}
