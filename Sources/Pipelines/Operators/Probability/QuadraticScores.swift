// Squared distances in the scale of a distribution: naive Bayes, discriminants, mixtures, envelopes.

import Tensors

/// One score a distribution: `offset + weight · ‖(x - mean) scaled‖²`.
public struct QuadraticScores: PipelineOperator {
  public static let name = "quadratic"
  public static let meaning = "for each distribution, a squared distance in its own scale"

  /// How a difference from the mean is scaled.
  public enum Scale: Hashable, Sendable, Codable {
    /// Its square is divided by a variance of each feature: `means.count` numbers.
    case variances(values: [Double])
    /// It is multiplied by a matrix `features x width` of each distribution, row-major.
    case factors(matrices: [[Double]])
    /// The quadratic form of a symmetric matrix `features x features` of each distribution.
    case precisions(matrices: [[Double]])
  }

  /// The means: `distributions x features`, row-major.
  public var means: [Double]
  /// How differences are scaled.
  public var scale: Scale
  /// What is added to each score.
  public var offsets: [Double]
  /// What squared distances are multiplied by.
  public var weight: Double
  /// The number of input columns.
  public var featureCount: Int

  /// Describes the distributions.
  public init(
    means: [Double], scale: Scale, offsets: [Double], weight: Double, featureCount: Int
  ) {
    self.means = means
    self.scale = scale
    self.offsets = offsets
    self.weight = weight
    self.featureCount = featureCount
  }

  public var kind: String { "quadratic scores" }
  public var facts: [String] { ["\(featureCount) features", "\(offsets.count) distributions"] }

  public func outputType(of inputs: [TableType]) throws -> TableType {
    _ = try inputs.numeric(kind, width: featureCount)
    let fits: Bool
    switch scale {
    case .variances(let variances): fits = variances.count == means.count
    case .factors(let factors):
      fits =
        factors.count == offsets.count
        && factors.allSatisfy { !$0.isEmpty && $0.count % featureCount == 0 }
    case .precisions(let precisions):
      fits =
        precisions.count == offsets.count
        && precisions.allSatisfy {
          $0.count % featureCount == 0 && $0.count / featureCount == featureCount
        }
    }
    guard featureCount > 0, !offsets.isEmpty, means.count % featureCount == 0,
      means.count / featureCount == offsets.count, fits
    else { throw PipelineError(at: kind, "the sizes of means, scales and offsets do not fit") }
    return TableType(width: offsets.count, dtype: .f64)
  }
}
