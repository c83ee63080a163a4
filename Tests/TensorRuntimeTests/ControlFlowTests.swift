// Calls, choices, loops and recursion.

import TensorIR
import TensorRuntime
import Tensors
import Testing

@Suite struct ControlFlowTests {
  private static let number = ValueType.tensor(.i64, [])

  /// `main(n)` is the sum of `1 ... n`, by a recursive function.
  private func triangle() throws -> Program {
    let builder = ProgramBuilder(name: "triangle")
    let signature = Signature(parameters: [Self.number], results: [Self.number])
    for name in ["main", "step", "stop"] { builder.declare(name, signature) }
    let parameters = [(name: "n", type: Self.number)]
    try builder.define("stop", parameters: parameters) { b, _ in [try b.scalar(0, .i64)] }
    try builder.define("step", parameters: parameters) { b, n in
      let rest = try b.call("main", [b.subtract(n[0], b.scalar(1, .i64))])
      return [try b.add(n[0], rest[0])]
    }
    try builder.define("main", parameters: parameters) { b, n in
      let isPositive = try b.compare(n[0], b.scalar(0, .i64), .greater)
      return try b.ifElse(isPositive, then: "step", else: "stop", n)
    }
    return builder.build()
  }

  @Test func recursionRunsOnTheHeap() throws {
    let found = try Executor(triangle()).run("main", [.tensor(Tensor(scalar: Int64(2000)))])
    #expect(found[0].tensor.elements(of: Int64.self) == [2_001_000])
  }

  @Test func recursionWithoutEndIsAnError() throws {
    var options = Executor.Options(pool: testPool)
    options.depthLimit = 500
    let executor = Executor(try triangle(), options: options)
    #expect(throws: RuntimeError.self) {
      try executor.run("main", [.tensor(Tensor(scalar: Int64(1_000_000)))])
    }
    // What ran before does not disturb what runs after.
    let found = try executor.run("main", [.tensor(Tensor(scalar: Int64(4)))])
    #expect(found[0].tensor.elements(of: Int64.self) == [10])
  }

  @Test func loopsCarryValues() throws {
    let builder = ProgramBuilder(name: "power")
    let types: [ValueType] = [Self.number, .tensor(.f64, [3])]
    let parameters = [(name: "i", type: types[0]), (name: "x", type: types[1])]
    try builder.define("more", parameters: parameters) { b, x in
      [try b.compare(x[0], b.scalar(0, .i64), .greater)]
    }
    try builder.define("turn", parameters: parameters) { b, x in
      [try b.subtract(x[0], b.scalar(1, .i64)), try b.multiply(x[1], b.scalar(1.5, .f64))]
    }
    try builder.define("main", parameters: parameters) { b, x in
      let carried = try b.whileLoop(condition: "more", body: "turn", x)
      return [try b.add(carried[1], carried[1])]
    }
    let arguments = [Tensor(scalar: Int64(20)), Tensor([1.0, -2, .infinity])]
    try expectAgreement(builder.build(), arguments)
  }

  @Test func callsOfOtherFunctionsAreInlined() throws {
    let builder = ProgramBuilder(name: "inlined")
    let parameters = [(name: "x", type: ValueType.tensor(.f64, [.symbol("n")]))]
    try builder.define("double", parameters: parameters) { b, x in [try b.add(x[0], x[0])] }
    try builder.define("main", parameters: parameters) { b, x in
      [try b.exp(b.call("double", [b.negate(x[0])])[0])]
    }
    let program = builder.build()
    try expectAgreement(program, [Tensor([0.5, 1, 2])])
    let plan = try Executor(program).plan("main", arguments: [.tensor(.f64, [3])])
    #expect(plan.kernelCount == 1)
  }
}
