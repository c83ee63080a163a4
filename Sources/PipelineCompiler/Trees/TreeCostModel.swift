// Which strategy is expected to be fastest.

/// The cost of each strategy, from measurements.
///
/// The coefficients are nanoseconds, fitted by `Benchmarks/strategies` over ensembles of 10 to 500
/// trees of depth 2 to 12 at batches of 1,000 rows on one core; they say how the strategies compare,
/// not how long a model takes.
enum TreeCostModel {
  /// A row's step down one tree by the `tree_ensemble` kernel.
  static let fusedStep = 1.3
  /// A row's fixed share of one tree by the `tree_ensemble` kernel.
  static let fusedTree = 2.0
  /// A row's step down one tree by gathers from tables of nodes.
  static let traversalStep = 30.0
  /// A row's step down one perfect tree.
  static let perfectStep = 25.0
  /// One multiplication and addition of a matrix product.
  static let product = 0.05
  /// A row's test of one node.
  static let test = 4.0

  /// The strategy of the least expected cost; never `auto`.
  static func best(for ensemble: CanonicalEnsemble) -> TreeStrategy {
    let candidates: [TreeStrategy] = [.fused, .gemm, .perfect, .traversal]
    return candidates.min { cost(of: $0, ensemble) < cost(of: $1, ensemble) } ?? .fused
  }

  /// The expected nanoseconds a row; infinite where the strategy does not apply.
  static func cost(of strategy: TreeStrategy, _ ensemble: CanonicalEnsemble) -> Double {
    let trees = Double(ensemble.trees.count)
    let depth = Double(ensemble.depth)
    switch strategy {
    case .auto:
      return .infinity
    case .fused:
      return trees * (fusedTree + fusedStep * depth)
    case .traversal:
      return trees * traversalStep * depth
    case .perfect:
      let fits =
        ensemble.depth < 40 && ensemble.trees.count << ensemble.depth <= PerfectStrategy.mostLeaves
      return fits ? trees * perfectStep * depth : .infinity
    case .gemm:
      let nodes = Double(ensemble.trees.map(\.nodes.count).max() ?? 0)
      let leaves = Double(ensemble.trees.map(\.leafCount).max() ?? 0)
      let values = Double(ensemble.valuesPerLeaf)
      return trees * (test * nodes + product * leaves * (nodes + values))
    }
  }
}
