// Claim: comparing ranks beats walking from node to node, most of all where features have few thresholds.

import Pipelines
import TensorRuntime

/// The kernels of the fused operation on 500 trees, each against the walk in the same run.
enum KernelComparison {
  static func run() throws {
    let kernels = TreeKernelChoice.allCases.filter { $0.isAvailable && $0 != .walk }
    print(
      "500 trees, one thread: shape, depth or leaves, thresholds of a feature, rows | nanoseconds a row of the walk | "
        + "how many times as fast: " + kernels.map(\.rawValue).joined(separator: " "))
    for depth in [4, 6, 8] {
      for thresholdCount in [255, 1 << 20] {
        try compare(
          "complete \(depth) \(thresholdCount == 255 ? "255" : "any")",
          RandomEnsemble.complete(trees: 500, depth: depth, thresholdCount: thresholdCount), kernels
        )
      }
    }
    try compare("symmetric 8 255", RandomEnsemble.symmetric(trees: 500, depth: 8), kernels)
    for leafCount in [31, 255] {
      try compare(
        "leaf-wise \(leafCount) 255", RandomEnsemble.leafWise(trees: 500, leafCount: leafCount),
        kernels)
    }
  }

  private static func compare(
    _ shape: String, _ ensemble: TreeEnsemble, _ kernels: [TreeKernelChoice]
  ) throws {
    for rowCount in [1, 100, 10_000] {
      func time(_ kernel: TreeKernelChoice) throws -> Double {
        try StrategyBenchmark.nanosecondsPerRow(
          ensemble, .fused, kernel: kernel, rowCount: rowCount)
      }
      let walk = try time(.walk)
      let ratios = try kernels.map { StrategyBenchmark.rounded(walk / (try time($0))) }
      print(
        "\(shape) \(rowCount) | \(StrategyBenchmark.rounded(walk)) | "
          + "\(ratios.joined(separator: " "))")
    }
  }
}
