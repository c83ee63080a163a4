// What a classifier by Gaussian processes makes of an uncertain score.

import Tensors

/// The mean of `1 / (1 + exp(-x))` over normally distributed `x`, of the mean and the variance that two
/// tables of one column give.
///
/// The logistic function stands as a sum of five error functions, whose means have a closed form
/// (Williams and Barber, "Bayesian Classification with Gaussian Processes", 1998, appendix A).
public struct MeanLogistic: PipelineOperator {
  public static let name = "mean-logistic"
  public static let meaning = "the mean of the logistic function over a normal distribution"

  /// The factor of `x` in each error function.
  public static let slopes = [0.41, 0.4, 0.37, 0.44, 0.39]
  /// The weight of each error function.
  public static let weights = [
    -1854.8214151, 3516.89893646, 221.29346712, 128.12323805, -2010.49422654,
  ]

  /// Takes means.
  public init() {}

  public var kind: String { "mean logistic" }

  /// One column.
  public func outputType(of inputs: [TableType]) throws -> TableType {
    guard inputs.count == 2, inputs.allSatisfy({ $0.width == 1 && $0.uniformDType == .f64 })
    else {
      throw PipelineError(at: kind, "a column of means and one of variances, both f64, are needed")
    }
    return TableType(width: 1, dtype: .f64)
  }
}
