// The same work of one kernel in every run, for a profiler that counts instructions.

import Pipelines
import TensorRuntime
import Tensors

/// One kernel's sums of 500 trees.
///
/// `StrategyBenchmark run SHAPE BATCH TIMES` takes BATCH rows at a time, TIMES times, by the kernel of the
/// environment (`WINDHOVER_TREE_KERNEL`).
struct FixedWork {
  private let ensemble: TreeEnsemble
  private let batch: Int
  private let times: Int

  /// The wrong arguments, for people.
  struct UsageError: Error, CustomStringConvertible {
    let description: String
  }

  init(_ arguments: [String]) throws {
    let shapes: [String: () -> TreeEnsemble] = [
      "complete-6": { RandomEnsemble.complete(trees: 500, depth: 6, thresholdCount: 255) },
      "complete-8": { RandomEnsemble.complete(trees: 500, depth: 8, thresholdCount: 255) },
      "complete-8-fine": { RandomEnsemble.complete(trees: 500, depth: 8) },
      "leafwise-31": { RandomEnsemble.leafWise(trees: 500, leafCount: 31) },
      "symmetric-8": { RandomEnsemble.symmetric(trees: 500, depth: 8) },
    ]
    guard arguments.count == 3, let shape = shapes[arguments[0]], let batch = Int(arguments[1]),
      let times = Int(arguments[2]), batch > 0, times > 0
    else {
      throw UsageError(
        description: "run SHAPE BATCH TIMES was expected, SHAPE being one of "
          + shapes.keys.sorted().joined(separator: ", "))
    }
    (ensemble, self.batch, self.times) = (shape(), batch, times)
  }

  func run() throws {
    let executor = try StrategyBenchmark.executor(ensemble, .fused, kernel: nil)
    for rows in RandomEnsemble.rows(times, of: batch) { _ = try executor.run("main", [rows]) }
  }
}
