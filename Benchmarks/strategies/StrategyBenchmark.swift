// Claim: the compiler's cost model picks the fastest strategy for an ensemble, or one close to it.
//
//     swift run -c release StrategyBenchmark [kernels]               only the kernels
//     swift run -c release StrategyBenchmark run SHAPE BATCH TIMES    one kernel's work, for a profiler
//
// Times every strategy on random ensembles of 10 to 300 trees of depth 2 to 10, at batches of 1,000
// rows on one thread, and prints nanoseconds a row, the ratio to the fused operation measured in the
// same run, the coefficients that fit, and how often the cost model was right. Then the fused operation's
// kernels, each against the walk.

import PipelineCompiler
import Pipelines
import TensorIR
import TensorRuntime
import Tensors

@main
struct StrategyBenchmark {
  static let strategies: [TreeStrategy] = [.fused, .gemm, .traversal, .perfect]
  static let rowCount = 1000

  static func main() throws {
    let arguments = CommandLine.arguments.dropFirst()
    if arguments.first == "kernels" { return try KernelComparison.run() }
    if arguments.first == "run" { return try FixedWork(Array(arguments.dropFirst())).run() }
    var fits: [TreeStrategy: Fit] = [:]
    var right = 0
    var worst = 1.0
    var total = 0
    print(
      "trees depth | nanoseconds a row: " + strategies.map(\.rawValue).joined(separator: " ")
        + " | time over fused | model's choice, its time over the fastest")
    for trees in [10, 100, 300] {
      for depth in [2, 3, 4, 6, 8, 10] {
        let ensemble = RandomEnsemble.complete(trees: trees, depth: depth)
        var times: [TreeStrategy: Double] = [:]
        for strategy in strategies where isReasonable(strategy, trees: trees, depth: depth) {
          let time = try nanosecondsPerRow(ensemble, strategy)
          times[strategy] = time
          fits[strategy, default: Fit()].add(
            strategy, trees: trees, depth: depth, nanoseconds: time)
        }
        let fastest = times.values.min() ?? 1
        let choice = TreeCostModel.choice(for: ensemble)
        let regret = (times[choice] ?? .infinity) / fastest
        total += 1
        right += regret < 1.15 ? 1 : 0
        worst = max(worst, regret)
        let columns = strategies.map { times[$0].map(rounded) ?? "-" }.joined(separator: " ")
        let ratios = strategies.map { strategy in
          times[strategy].map { "\(rounded($0 / (times[.fused] ?? 1)))x" } ?? "-"
        }
        print(
          "\(trees) \(depth) | \(columns) | \(ratios.joined(separator: " ")) | "
            + "\(choice.rawValue) \(rounded(regret))x")
      }
    }
    print(
      "the model's choice was within 15 % of the fastest in \(right) of \(total); "
        + "at worst \(rounded(worst))x")
    for strategy in strategies {
      print("\(strategy.rawValue): \(fits[strategy]?.summary(of: strategy) ?? "")")
    }
    try KernelComparison.run()
  }

  /// Products over thousands of leaves take minutes and prove nothing.
  static func isReasonable(_ strategy: TreeStrategy, trees: Int, depth: Int) -> Bool {
    strategy != .gemm || depth <= 6
  }

  static func rounded(_ value: Double) -> String {
    String(Double(Int(value * 100)) / 100)
  }

  /// One thread that runs an ensemble as the program `main`.
  static func executor(
    _ ensemble: TreeEnsemble, _ strategy: TreeStrategy, kernel: TreeKernelChoice?
  ) throws -> Executor {
    let program = ProgramBuilder(name: "trees")
    let width = RandomEnsemble.featureCount
    try program.define(
      "main", parameters: [("x", .tensor(.f32, [.rows, .fixed(width)]))]
    ) { builder, parameters in
      let lowering = try TreeLowering(ensemble, strategy: strategy, builder: builder)
      return [try lowering.outputs(parameters[0], features: parameters[0])]
    }
    var options = Executor.Options(pool: WorkerPool(threads: 1))
    options.treeKernel = kernel
    return Executor(program.build(), options: options)
  }

  static func nanosecondsPerRow(
    _ ensemble: TreeEnsemble, _ strategy: TreeStrategy, kernel: TreeKernelChoice? = nil,
    rowCount: Int = rowCount
  ) throws -> Double {
    let executor = try executor(ensemble, strategy, kernel: kernel)
    let batches = RandomEnsemble.rows(4, of: rowCount)
    _ = try executor.run("main", [batches[0]])
    let clock = ContinuousClock()
    var best = Duration.seconds(1000)
    let started = clock.now
    repeat {
      for batch in batches {
        let elapsed = try clock.measure { _ = try executor.run("main", [batch]) }
        best = min(best, elapsed)
      }
    } while clock.now - started < .milliseconds(150)
    return Double(best.components.attoseconds) / 1e9 / Double(rowCount)
  }
}

/// Least squares of the time of a row over the terms of the cost model.
struct Fit {
  private var samples: [(terms: [Double], nanoseconds: Double)] = []

  mutating func add(_ strategy: TreeStrategy, trees: Int, depth: Int, nanoseconds: Double) {
    samples.append(
      (TreeCostModel.terms(of: strategy, trees: trees, depth: depth), nanoseconds))
  }

  /// The coefficients of the terms, each sample weighted by the inverse of its time.
  func summary(of strategy: TreeStrategy) -> String {
    guard let width = samples.first?.terms.count else { return "" }
    var matrix = [[Double]](repeating: [Double](repeating: 0, count: width + 1), count: width)
    for sample in samples {
      let scaled = sample.terms.map { $0 / sample.nanoseconds }
      for row in 0..<width {
        for column in 0..<width { matrix[row][column] += scaled[row] * scaled[column] }
        matrix[row][width] += scaled[row]
      }
    }
    for pivot in 0..<width {
      for row in 0..<width where row != pivot {
        let factor = matrix[row][pivot] / matrix[pivot][pivot]
        for column in pivot...width { matrix[row][column] -= factor * matrix[pivot][column] }
      }
    }
    return (0..<width).map { "\(matrix[$0][width] / matrix[$0][$0])" }.joined(separator: ", ")
  }
}
