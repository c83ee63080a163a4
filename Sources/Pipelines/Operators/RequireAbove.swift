// Numbers that an estimator takes, and others that it refuses.

import Tensors

/// The table as it is; scoring fails at a number that is not above a bound.
public struct RequireAbove: PipelineOperator {
  public static let name = "require-above"
  public static let meaning = "the table as it is, failing at numbers that are not above a bound"

  /// The bound.
  public var bound: Double
  /// Whether the bound itself is allowed.
  public var allowsBound: Bool

  /// Requires numbers above `bound`.
  public init(bound: Double, allowsBound: Bool) {
    self.bound = bound
    self.allowsBound = allowsBound
  }

  public var kind: String { "require numbers above \(bound)" }

  public func outputType(of inputs: [TableType]) throws -> TableType {
    try inputs.numeric(kind).asFloats
  }
}
