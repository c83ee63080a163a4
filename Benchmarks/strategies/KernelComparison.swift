// Claim: comparing ranks beats walking from node to node, most of all where features have few thresholds.

import Pipelines
import TensorRuntime

/// The kernels of the fused operation on 500 trees, each against the walk in the same run.
enum KernelComparison {
  static func run() throws {
    let kernels = TreeKernelChoice.allCases.filter { $0.isAvailable && $0 != .walk }
    print(
      "500 trees, one thread: depth, thresholds of a feature, rows | nanoseconds a row of the walk | "
        + "how many times as fast: " + kernels.map(\.rawValue).joined(separator: " "))
    for depth in [4, 6, 8] {
      for thresholdCount in [255, 1 << 20] {
        for rowCount in [100, 10_000] {
          let ensemble = StrategyBenchmark.randomEnsemble(
            trees: 500, depth: depth, thresholdCount: thresholdCount)
          func time(_ kernel: TreeKernelChoice) throws -> Double {
            try StrategyBenchmark.nanosecondsPerRow(
              ensemble, .fused, kernel: kernel, rowCount: rowCount)
          }
          let walk = try time(.walk)
          let ratios = try kernels.map { StrategyBenchmark.rounded(walk / (try time($0))) }
          print(
            "\(depth) \(thresholdCount == 255 ? "255" : "any") \(rowCount) | "
              + "\(StrategyBenchmark.rounded(walk)) | \(ratios.joined(separator: " "))")
        }
      }
    }
  }
}
