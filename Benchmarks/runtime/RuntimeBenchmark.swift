// What the runtime's parts are worth, as ratios that print with the claim they measure.
//
//     swift run -c release RuntimeBenchmark
//
// Each number is the best of several runs; the sides of a ratio are run in turns.

import Glibc
import TensorIR
import TensorRuntime
import Tensors

@main
struct RuntimeBenchmark {
  static func main() throws {
    print("processors: \(WorkerPool.availableProcessors)")
    try fusion()
    try planning()
    try smallBatches()
    try products()
    try threads()
    try forkJoin()
  }

  // MARK: Claims

  /// One loop over tiles against one loop an operation.
  private static func fusion() throws {
    let program = try chain()
    let x = input(rows: 100_000, columns: 30)
    var options = Executor.Options(pool: WorkerPool(threads: 1))
    options.rowBlocks = .none
    let fused = Executor(program, options: options)
    options.fusesElementwise = false
    let separate = Executor(program, options: options)
    try report("fused chain of 7 vs separate loops, 100,000 x 30, 1 thread") {
      _ = try separate.run("main", x)
    } against: {
      _ = try fused.run("main", x)
    }
    let blocked = Executor(program, options: .init(pool: WorkerPool(threads: 1)))
    try report("the same in blocks of rows vs whole") {
      _ = try fused.run("main", x)
    } against: {
      _ = try blocked.run("main", x)
    }
  }

  /// A plan against the reference interpreter.
  private static func planning() throws {
    let program = try chain()
    let x = input(rows: 10_000, columns: 30)
    let executor = Executor(program, options: .init(pool: WorkerPool(threads: 1)))
    let interpreter = Interpreter(program)
    try report("plan vs reference interpreter, 10,000 x 30, 1 thread", runs: 3) {
      _ = try interpreter.run("main", x)
    } against: {
      _ = try executor.run("main", x)
    }
  }

  /// What a run costs beside its arithmetic.
  private static func smallBatches() throws {
    let executor = Executor(try chain(), options: .init(pool: WorkerPool(threads: 1)))
    let x = input(rows: 1, columns: 30)
    let time = try best(of: 20) { for _ in 0..<1000 { _ = try executor.run("main", x) } } / 1000
    print("one row of 30 through the chain: \(rounded(time * 1e6)) µs")
  }

  /// A narrow product, whose right operand is packed once.
  private static func products() throws {
    let weights = input(rows: 30, columns: 3)[0].tensor
    let program = try program { b, x in [try b.matmul(x, b.constant(weights, named: "weights"))] }
    let executor = Executor(program, options: .init(pool: WorkerPool(threads: 1)))
    let x = input(rows: 100_000, columns: 30)
    let time = try best(of: 10) { _ = try executor.run("main", x) }
    print("100,000 x 30 by 30 x 3 in f64: \(rounded(time * 1e3)) ms")
  }

  /// All processors against one, where arithmetic and not memory is the limit.
  private static func threads() throws {
    let program = try program { b, x in [try b.logistic(b.tanh(b.exp(x)))] }
    let x = input(rows: 100_000, columns: 30)
    let one = Executor(program, options: .init(pool: WorkerPool(threads: 1)))
    let all = Executor(program, options: .init(pool: .shared))
    try report("all processors vs one, 100,000 x 30 of exp, tanh and logistic") {
      _ = try one.run("main", x)
    } against: {
      _ = try all.run("main", x)
    }
  }

  /// What a region costs.
  private static func forkJoin() throws {
    let pool = WorkerPool.shared
    let time = try best(of: 20) {
      for _ in 0..<1000 { try pool.run(count: pool.threadCount) { _ in } }
    }
    print("empty fork and join on \(pool.threadCount) threads: \(rounded(time * 1e3)) µs")
  }

  // MARK: Programs

  /// Imputation, scaling and a threshold: seven element-wise operations.
  private static func chain() throws -> Program {
    try program { b, x in
      let fill = try b.constant(Tensor([Double](repeating: 0.5, count: 30)), named: "fill")
      let mean = try b.constant(Tensor([Double](repeating: 0.25, count: 30)), named: "mean")
      let filled = try b.select(b.isNaN(x), fill, x)
      let scaled = try b.divide(b.subtract(filled, mean), b.scalar(1.5, .f64))
      let shifted = try b.add(b.multiply(scaled, scaled), b.scalar(-1, .f64))
      return [try b.maximum(shifted, b.scalar(0, .f64))]
    }
  }

  private static func program(
    _ body: (FunctionBuilder, ValueID) throws -> [ValueID]
  ) throws -> Program {
    let builder = ProgramBuilder(name: "benchmark")
    try builder.define("main", parameters: [(name: "x", type: .tensor(.f64, [.rows, 30]))]) {
      try body($0, $1[0])
    }
    return builder.build()
  }

  private static func input(rows: Int, columns: Int) -> [Value] {
    var state: UInt64 = 1
    let elements = (0..<(rows * columns)).map { place -> Double in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return place % 17 == 0 ? .nan : Double(state >> 40) / Double(1 << 24)
    }
    return [.tensor(Tensor(elements, shape: [rows, columns]))]
  }

  // MARK: Timing

  private static func report(
    _ claim: String, runs: Int = 10, _ before: () throws -> Void,
    against after: () throws -> Void
  ) throws {
    var (slow, fast) = (Double.infinity, Double.infinity)
    for _ in 0..<runs {
      slow = min(slow, try time(before))
      fast = min(fast, try time(after))
    }
    print(
      "\(claim): \(rounded(slow / fast)) times (\(rounded(slow * 1e3)) ms, \(rounded(fast * 1e3)) ms)"
    )
  }

  private static func best(of runs: Int, _ body: () throws -> Void) rethrows -> Double {
    var best = Double.infinity
    for _ in 0..<runs { best = min(best, try time(body)) }
    return best
  }

  private static func time(_ body: () throws -> Void) rethrows -> Double {
    var (start, end) = (timespec(), timespec())
    clock_gettime(CLOCK_MONOTONIC, &start)
    try body()
    clock_gettime(CLOCK_MONOTONIC, &end)
    return Double(end.tv_sec - start.tv_sec) + Double(end.tv_nsec - start.tv_nsec) * 1e-9
  }

  private static func rounded(_ number: Double) -> String {
    let hundredths = Int((number * 100).rounded())
    let fraction = hundredths % 100
    return "\(hundredths / 100).\(fraction < 10 ? "0" : "")\(fraction)"
  }
}
