// How uncertain a Bayesian linear model is.

import Tensors

/// `sqrt(Σ ((x - offset) · covariance) (x - offset) + noise)`: the standard deviation of what a
/// Bayesian linear model predicts.
public struct LinearDeviation: PipelineOperator {
  public static let name = "linear-deviation"
  public static let meaning = "the standard deviation of a Bayesian linear model's prediction"

  /// What is subtracted from each column; `nil` for nothing.
  public var offset: [Double]?
  /// The covariance of the coefficients: `featureCount x featureCount`, row-major.
  public var covariance: [Double]
  /// The number of input columns.
  public var featureCount: Int
  /// The variance of the noise.
  public var noise: Double

  /// Describes the uncertainty.
  public init(offset: [Double]?, covariance: [Double], featureCount: Int, noise: Double) {
    self.offset = offset
    self.covariance = covariance
    self.featureCount = featureCount
    self.noise = noise
  }

  public var kind: String { "linear deviation" }
  public var facts: [String] { ["\(featureCount) features"] }

  /// One column.
  public func outputType(of inputs: [TableType]) throws -> TableType {
    let table = try inputs.numeric(kind, width: featureCount)
    guard covariance.count == featureCount * featureCount,
      offset.map({ $0.count == featureCount }) ?? true
    else { throw PipelineError(at: kind, "the sizes of offset and covariance do not fit") }
    return TableType(width: 1, dtype: table.asFloats.uniformDType ?? .f64)
  }
}
