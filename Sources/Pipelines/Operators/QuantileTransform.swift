// Columns mapped through their empirical distribution.

import Tensors

/// Each column mapped through the quantiles that it had in training, and perhaps on to the normal
/// distribution; or the way back (`QuantileTransformer`).
///
/// Forwards, a number is interpolated among the quantiles from below and from above, and the mean of
/// both is taken, so that a number which several quantiles equal lands in their middle. Numbers at or
/// beyond the ends become 0 and 1, and a normal result is cut where the tail is `tail`.
public struct QuantileTransform: PipelineOperator {
  public static let name = "quantiles"
  public static let meaning = "each column mapped through its quantiles in training, or back"

  /// The distribution of the result.
  public enum Distribution: String, Hashable, Sendable, Codable {
    case uniform, normal
  }

  /// The probability that is left out at each end of a normal result.
  public static let tail = 1e-7

  /// The probabilities of the quantiles, ascending from 0 to 1.
  public var probabilities: [Double]
  /// The quantiles of each column, not descending, as many as there are probabilities.
  public var quantiles: [[Double]]
  /// The distribution of the result.
  public var distribution: Distribution
  /// Whether probabilities come in and quantiles go out.
  public var isInverse: Bool

  /// Maps columns through `quantiles`.
  public init(
    probabilities: [Double], quantiles: [[Double]], distribution: Distribution,
    isInverse: Bool = false
  ) {
    self.probabilities = probabilities
    self.quantiles = quantiles
    self.distribution = distribution
    self.isInverse = isInverse
  }

  public var kind: String { isInverse ? "inverse quantiles" : "quantiles" }
  public var facts: [String] {
    ["\(quantiles.count) columns", "\(probabilities.count) quantiles", distribution.rawValue]
  }

  public func outputType(of inputs: [TableType]) throws -> TableType {
    let table = try inputs.numeric(kind, width: quantiles.count)
    guard !probabilities.isEmpty, probabilities.isAscending else {
      throw PipelineError(at: kind, "the probabilities do not ascend")
    }
    for (column, values) in quantiles.enumerated() {
      guard values.count == probabilities.count, values.isAscending else {
        throw PipelineError(
          at: kind,
          "column \(column) does not have \(probabilities.count) quantiles that ascend")
      }
    }
    return table.asFloats
  }
}

extension [Double] {
  /// Whether no number is less than the one before it; NaN never is in order.
  var isAscending: Bool {
    if count == 1 { return !self[0].isNaN }
    return zip(self, dropFirst()).allSatisfy { $0 <= $1 }
  }
}
