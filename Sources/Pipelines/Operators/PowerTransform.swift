// Power transforms, which make skewed columns more like normal ones.

import Tensors

/// A power transform of each column, or its inverse (`PowerTransformer`).
public struct PowerTransform: PipelineOperator {
  public static let name = "power"
  public static let meaning = "a power transform of each column, or its inverse"

  /// The family of the transform, with `p` for a column's exponent.
  public enum Family: String, Hashable, Sendable, Codable {
    /// `((x + 1)^p - 1) / p` from 0 on and `-((1 - x)^(2 - p) - 1) / (2 - p)` below, with logarithms
    /// where a divisor is zero.
    case yeoJohnson
    /// `(x^p - 1) / p`, and `log(x)` where `p` is zero, of positive numbers only.
    case boxCox
  }

  /// The family.
  public var family: Family
  /// The exponent of each column.
  public var exponents: [Double]
  /// Whether transformed numbers come in and the plain ones go out.
  public var isInverse: Bool

  /// Transforms columns with the exponents of a family.
  public init(family: Family, exponents: [Double], isInverse: Bool = false) {
    self.family = family
    self.exponents = exponents
    self.isInverse = isInverse
  }

  public var kind: String { isInverse ? "inverse power transform" : "power transform" }
  public var facts: [String] { ["\(exponents.count) columns", family.rawValue] }

  public func outputType(of inputs: [TableType]) throws -> TableType {
    try inputs.numeric(kind, width: exponents.count).asFloats
  }
}
