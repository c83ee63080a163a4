// Batches cut into blocks give the same bits as whole batches, whatever the cut and the threads.

import TensorIR
import TensorRuntime
import Tensors
import Testing

@Suite struct RowBlockTests {
  /// Imputation, scaling, lookups, one-hot columns, a product and probabilities.
  private func pipeline() throws -> Program {
    try makeProgram([
      (name: "x", type: .tensor(.f64, [.rows, 5])), (name: "city", type: .tensor(.string, [.rows])),
      (name: "shift", type: .tensor(.f64, [5])),
    ]) { b, p in
      let fill = try b.constant(Tensor([1.0, 2, 3, 4, 5]), named: "fill")
      let mean = try b.constant(Tensor([0.1, 0.2, 0.3, 0.4, 0.5]), named: "mean")
      let imputed = try b.select(b.isNaN(p[0]), fill, p[0])
      let scaled = try b.divide(b.subtract(b.add(imputed, p[2]), mean), b.scalar(1.7, .f64))
      let code = try b.stringLookup(
        p[1], vocabulary: b.constant(Tensor(strings: ["a", "bb", "Zürich"]), named: "cities"))
      let hot = try b.oneHot(code, depth: 3, .f64)
      let features = try b.concatenate([scaled, hot], axis: 1)
      var generator = SeededGenerator(2)
      let weights = Tensor.random(.f64, [8, 3], &generator, hasEdges: false)
      let logits = try b.matmul(features, b.constant(weights, named: "weights"))
      let top = try b.reduceMax(logits, axes: [1], keepDimensions: true)
      let powers = try b.exp(b.subtract(logits, top))
      let sum = try b.reduceSum(powers, axes: [1], keepDimensions: true)
      return [
        try b.divide(powers, sum), try b.argMax(logits, axis: 1), p[0],
        try b.stringIsMissing(
          b.stringFillMissing(p[1], b.constant(Tensor(strings: ["?"], shape: [])))),
      ]
    }
  }

  private func arguments(_ rows: Int) -> [Value] {
    var generator = SeededGenerator(9)
    return [
      .tensor(.random(.f64, [rows, 5], &generator)),
      .tensor(.random(.string, [rows], &generator)),
      .tensor(.random(.f64, [5], &generator, hasEdges: false)),
    ]
  }

  @Test(arguments: [1, 63, 64, 65, 128, 1000, 4097]) func cutsChangeNothing(_ rows: Int) throws {
    let program = try pipeline()
    let arguments = arguments(rows)
    let expected = try run(program, arguments, .none, threads: 1)
    for threads in [1, 2, 5] {
      for blocks in [Executor.RowBlocks.automatic, .of(64), .of(100), .of(512), .none] {
        let found = try run(program, arguments, blocks, threads: threads)
        for (a, b) in zip(found, expected) {
          let difference = firstDifference(a, b, .exact)
          #expect(difference == nil, "\(rows) rows, \(blocks), \(threads) threads")
        }
      }
    }
    let plain = try Interpreter(program).run("main", arguments)
    for (a, b) in zip(expected, plain) {
      #expect(firstDifference(a, b.tensor, .relative(1e-12)) == nil)
    }
  }

  private func run(
    _ program: Program, _ arguments: [Value], _ blocks: Executor.RowBlocks, threads: Int
  ) throws -> [Tensor] {
    var options = Executor.Options(pool: WorkerPool(threads: threads))
    options.rowBlocks = blocks
    return try Executor(program, options: options).run("main", arguments).map(\.tensor)
  }

  @Test func errorsOfABlockReachTheCaller() throws {
    let program = try makeProgram([(name: "x", type: .tensor(.i64, [.rows]))]) { b, x in
      [try b.gather(b.constant(Tensor([1.0, 2])), x[0], axis: 0)]
    }
    var indices = [Int64](repeating: 1, count: 1000)
    indices[777] = 2
    #expect(throws: ProgramError.self) {
      try Executor(program).run("main", [.tensor(Tensor(indices))])
    }
  }

  @Test func manyThreadsShareOneExecutor() async throws {
    let executor = Executor(try pipeline(), options: .init(pool: testPool))
    let expected = try executor.run("main", arguments(700))[0].tensor
    let arguments = arguments(700)
    try await withThrowingTaskGroup(of: Bool.self) { group in
      for _ in 0..<8 {
        group.addTask {
          let found = try executor.run("main", arguments)[0].tensor
          return firstDifference(found, expected, .exact) == nil
        }
      }
      for try await isSame in group { #expect(isSame) }
    }
  }
}
