// What the user of the compiler can decide.

/// How tree ensembles become tensor operations.
///
/// Every strategy gives the same numbers.
public enum TreeStrategy: String, Hashable, Sendable, CaseIterable {
  /// Whichever the compiler's cost model expects to be fastest for the ensemble.
  case auto
  /// Three matrix products over all comparisons at once (shallow trees).
  case gemm
  /// One step down every tree at a time, through tables of nodes.
  case traversal
  /// As `traversal`, over trees filled up to perfect ones, so that children need no table.
  case perfect
  /// One operation that walks each tree for a block of rows.
  case fused
}

/// What the user of the compiler can decide.
public struct CompilerOptions: Hashable, Sendable {
  /// How tree ensembles become tensor operations.
  public var strategy: TreeStrategy
  /// Whether pipelines are rewritten into cheaper ones that give the same, bit for bit.
  public var optimize: Bool
  /// Whether rewrites may also add numbers in another order, so that the last bits may differ.
  public var allowReassociation: Bool

  /// Describes a compilation.
  public init(
    strategy: TreeStrategy = .auto, optimize: Bool = true, allowReassociation: Bool = false
  ) {
    self.strategy = strategy
    self.optimize = optimize
    self.allowReassociation = allowReassociation
  }
}
