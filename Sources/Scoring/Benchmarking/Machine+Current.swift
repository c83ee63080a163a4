// The machine that this process runs on.

import FoundationEssentials
import TensorRuntime

extension BenchmarkResult.Machine {
  /// This machine.
  static var current: BenchmarkResult.Machine {
    BenchmarkResult.Machine(
      processor: processorName, processorCount: WorkerPool.availableProcessors)
  }

  private static var processorName: String? {
    guard let data = FileManager.default.contents(atPath: "/proc/cpuinfo") else { return nil }
    for line in String(decoding: data, as: UTF8.self).split(separator: "\n") {
      let parts = line.split(separator: ":", maxSplits: 1)
      guard parts.count == 2, line.hasPrefix("model name") else { continue }
      return String(parts[1].drop { $0 == " " })
    }
    return nil
  }
}
