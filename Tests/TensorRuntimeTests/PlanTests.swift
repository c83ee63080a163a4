// What plans look like, and what they hold to.

import TensorIR
import TensorRuntime
import Tensors
import Testing

@Suite struct PlanTests {
  private func plan(
    _ parameters: [(name: String, type: ValueType)], fusing: Bool = true,
    _ body: (FunctionBuilder, [ValueID]) throws -> [ValueID]
  ) throws -> Plan {
    var options = Executor.Options(pool: testPool)
    options.fusesElementwise = fusing
    let program = try makeProgram(parameters, body)
    return try Executor(program, options: options)
      .plan("main", arguments: parameters.map(\.type))
  }

  private static let matrix = [(name: "x", type: ValueType.tensor(.f64, [100, 30]))]

  @Test func chainsBecomeOneLoop() throws {
    let plan = try plan(Self.matrix) { b, x in
      let mean = try b.constant(Tensor([Double](repeating: 2, count: 30)), named: "mean")
      let filled = try b.select(b.isNaN(x[0]), mean, x[0])
      return [try b.logistic(b.multiply(b.subtract(filled, mean), b.scalar(3, .f64)))]
    }
    #expect(
      plan.description == """
        plan @main(f64[100, 30]) arena 0
          fused is_nan+select+subtract+multiply+logistic x100: argument 0: f64[100, 30], \
        @mean: f64[30], @c: f64[] -> result 0: f64[100, 30]
        """)
  }

  @Test func memoryIsReused() throws {
    let plan = try plan(Self.matrix, fusing: false) { b, x in
      var value = x[0]
      for _ in 0..<4 { value = try b.exp(value) }
      return [try b.reduceSum(value, axes: [1])]
    }
    #expect(
      plan.description == """
        plan @main(f64[100, 30]) arena 24000
          exp x3000: argument 0: f64[100, 30] -> arena+0: f64[100, 30]
          exp x3000: arena+0: f64[100, 30] -> arena+0: f64[100, 30]
          exp x3000: arena+0: f64[100, 30] -> arena+0: f64[100, 30]
          exp x3000: arena+0: f64[100, 30] -> arena+0: f64[100, 30]
          reduce_sum.f64 x100: arena+0: f64[100, 30] -> result 0: f64[100]
        """)
  }

  @Test func constantsFoldAndDeadStepsGo() throws {
    let plan = try plan(Self.matrix) { b, x in
      _ = try b.sin(x[0])
      let two = try b.add(b.scalar(1, .f64), b.scalar(1, .f64))
      return [try b.multiply(x[0], two)]
    }
    #expect(
      plan.description == """
        plan @main(f64[100, 30]) arena 0
          multiply x3000: argument 0: f64[100, 30], constant: f64[] -> result 0: f64[100, 30]
        """)
  }

  @Test func shapesOnlyRenameMemory() throws {
    let plan = try plan(Self.matrix) { b, x in
      [try b.exp(b.reshape(x[0], [50, 60])), try b.insertAxis(x[0], 0)]
    }
    #expect(plan.kernelCount == 1)
  }

  @Test func plansAreKeptByShapeAndForgottenInTurn() throws {
    var options = Executor.Options(pool: testPool)
    options.planCapacity = 3
    options.rowBlocks = .none
    let program = try makeProgram([(name: "x", type: .tensor(.f64, [.rows]))]) { b, x in
      [try b.exp(x[0])]
    }
    let executor = Executor(program, options: options)
    for rows in [1, 2, 1, 2, 1] { _ = try run(executor, rows) }
    #expect(executor.planCount == 2)
    for rows in 3..<9 { _ = try run(executor, rows) }
    #expect(executor.planCount == 3)
  }

  private func run(_ executor: Executor, _ rows: Int) throws -> [Value] {
    try executor.run("main", [.tensor(Tensor([Double](repeating: 1, count: rows)))])
  }

  @Test func argumentsThatDoNotFitAreRefused() throws {
    let program = try makeProgram([
      (name: "x", type: .tensor(.f64, [.rows, 2])), (name: "y", type: .tensor(.f64, [.rows])),
    ]) { b, x in [x[0]] }
    let executor = Executor(program)
    let x = Value.tensor(Tensor([1.0, 2], shape: [1, 2]))
    #expect(throws: RuntimeError.self) { try executor.run("other", [x]) }
    #expect(throws: RuntimeError.self) { try executor.run("main", [x]) }
    #expect(throws: RuntimeError.self) { try executor.run("main", named: ["x": x]) }
    #expect {
      try executor.run("main", [x, .tensor(Tensor([1.0, 2, 3]))])
    } throws: { error in
      "\(error)" == "running @main: argument 'y' is f64[3]; f64[1] was expected"
    }
  }

  @Test func profilesNameEveryStep() throws {
    var options = Executor.Options(pool: testPool)
    let profiler = Profiler()
    options.profiler = profiler
    let program = try makeProgram(Self.matrix) { b, x in [try b.sort(b.exp(x[0]), axis: 1)] }
    _ = try Executor(program, options: options)
      .run("main", [.tensor(Tensor([Double](repeating: 1, count: 3000), shape: [100, 30]))])
    #expect(profiler.table.contains("@main 0 exp"))
    #expect(profiler.table.contains("@main evaluate sort"))
  }
}
