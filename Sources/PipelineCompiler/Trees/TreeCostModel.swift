// Which strategy is expected to be fastest.

import Pipelines

/// The cost of each strategy: a sum of terms with measured coefficients.
///
/// The coefficients are nanoseconds a row, fitted by `Benchmarks/strategies` over ensembles of 10 to
/// 300 trees of depth 2 to 10 at batches of 1,000 rows on one thread; they say how the strategies
/// compare, not how long a model takes on another machine.
package enum TreeCostModel {
  /// The coefficients of `terms`, in the same order.
  private static let coefficients: [TreeStrategy: [Double]] = [
    .fused: [3.6, 1.5],
    .traversal: [0, 20],
    .perfect: [0, 15.5],
    .gemm: [13.7, 4.7, 0.053],
  ]

  /// What the time of a row is made of, for trees of one depth.
  ///
  /// For the strategies that walk: trees, and trees times steps. For `gemm`: trees, tests, and
  /// multiplications.
  package static func terms(of strategy: TreeStrategy, trees: Int, depth: Int) -> [Double] {
    let nodes = Double(1 << min(depth, 40)) - 1
    return terms(
      of: strategy, trees: Double(trees), depth: Double(depth), nodes: nodes, leaves: nodes + 1,
      values: 1)
  }

  /// The strategy that `auto` takes for an ensemble that was validated.
  package static func choice(for ensemble: TreeEnsemble) -> TreeStrategy {
    best(for: CanonicalEnsemble(ensemble))
  }

  /// The strategy of the least expected cost; never `auto`.
  static func best(for ensemble: CanonicalEnsemble) -> TreeStrategy {
    let candidates: [TreeStrategy] = [.fused, .gemm, .perfect, .traversal]
    return candidates.min { cost(of: $0, ensemble) < cost(of: $1, ensemble) } ?? .fused
  }

  /// The expected nanoseconds a row; infinite where the strategy does not apply.
  static func cost(of strategy: TreeStrategy, _ ensemble: CanonicalEnsemble) -> Double {
    guard let coefficients = coefficients[strategy],
      strategy != .perfect || PerfectStrategy.fits(ensemble.trees.count, depth: ensemble.depth)
    else { return .infinity }
    let terms = terms(
      of: strategy, trees: Double(ensemble.trees.count), depth: Double(ensemble.depth),
      nodes: Double(ensemble.trees.map(\.nodes.count).max() ?? 0),
      leaves: Double(ensemble.trees.map(\.leafCount).max() ?? 0),
      values: Double(ensemble.valuesPerLeaf))
    return zip(coefficients, terms).reduce(0) { $0 + $1.0 * $1.1 }
  }

  private static func terms(
    of strategy: TreeStrategy, trees: Double, depth: Double, nodes: Double, leaves: Double,
    values: Double
  ) -> [Double] {
    strategy == .gemm
      ? [trees, trees * nodes, trees * leaves * (nodes + values)] : [trees, trees * depth]
  }
}
