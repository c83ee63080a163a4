// Rows as mixtures of components, all of them solved together.

import Tensors

/// How much of each component a row is made of (`NMF`), by coordinate descent from zeros.
///
/// The descent of all rows of a table ends when what they violate, added up, has become small: what a row
/// gets depends a little on the other rows, as it does in the library, which is given the table at once.
public struct NonnegativeMixture: PipelineOperator {
  public static let name = "nonnegative-mixture"
  public static let meaning =
    "how much of each component a row is made of, solved for all rows of the table together"

  /// The components, none of their numbers below 0: components x features, row-major.
  public var components: [Double]
  /// The number of features, which is that of columns.
  public var featureCount: Int
  /// What is subtracted from the product of a row and a component, so that few components have a share.
  public var sparsity: Double
  /// What is added to the square of a component, so that shares are small.
  public var shrinkage: Double
  /// The most turns.
  public var turnLimit: Int
  /// The share of the first turn's violation below which the descent ends.
  public var tolerance: Double

  /// Describes a mixture.
  public init(
    components: [Double], featureCount: Int, sparsity: Double, shrinkage: Double, turnLimit: Int,
    tolerance: Double
  ) {
    self.components = components
    self.featureCount = featureCount
    self.sparsity = sparsity
    self.shrinkage = shrinkage
    self.turnLimit = turnLimit
    self.tolerance = tolerance
  }

  public var kind: String { "nonnegative mixture" }
  public var facts: [String] { ["\(componentCount) components", "\(featureCount) features"] }
  public var needsAllRows: Bool { true }

  /// The number of components.
  public var componentCount: Int { featureCount > 0 ? components.count / featureCount : 0 }

  /// The most components: the descent is written out component by component.
  public static let mostComponents = 256
  /// More turns take no model that was meant to be used.
  public static let mostTurns = 1 << 16

  public func outputType(of inputs: [TableType]) throws -> TableType {
    _ = try inputs.numeric(kind, width: featureCount)
    guard (1...Self.mostComponents).contains(componentCount),
      componentCount * featureCount == components.count, (1...Self.mostTurns).contains(turnLimit)
    else {
      throw PipelineError(
        at: kind,
        "1 to \(Self.mostComponents) components of \(featureCount) features and 1 to "
          + "\(Self.mostTurns) turns were expected")
    }
    return TableType(width: componentCount, dtype: .f64)
  }
}
