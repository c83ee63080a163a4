import TensorIR
import Tensors
import Testing

@Suite struct ControlFlowTests {
  private func run(_ program: Program, _ name: String, _ arguments: Int64...) throws -> Int64 {
    try program.verify()
    return try Interpreter(program).run(name, arguments.map { Tensor(scalar: $0) })[0]
      .elements(of: Int64.self)[0]
  }

  @Test func `functions call themselves`() throws {
    let program = try recursivePrograms()
    #expect(try run(program, "factorial", 20) == 2_432_902_008_176_640_000)
    #expect(
      try (0..<12).map { try run(program, "fibonacci", $0) }
        == [0, 1, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89])
  }

  @Test func `Ackermann's function nests calls in arguments`() throws {
    let builder = ProgramBuilder(name: "ackermann")
    let parameters = [(name: "m", type: i64Scalar), (name: "n", type: i64Scalar)]
    builder.declare(
      "ackermann", Signature(parameters: [i64Scalar, i64Scalar], results: [i64Scalar]))
    try builder.define("base", parameters: parameters) { b, v in [try b.add(v[1], b.int(1))] }
    try builder.define("down", parameters: parameters) { b, v in
      try b.call("ackermann", [b.subtract(v[0], b.int(1)), b.int(1)])
    }
    try builder.define("nest", parameters: parameters) { b, v in
      let inner = try b.call("ackermann", [v[0], b.subtract(v[1], b.int(1))])[0]
      return try b.call("ackermann", [b.subtract(v[0], b.int(1)), inner])
    }
    try builder.define("positive", parameters: parameters) { b, v in
      try b.ifElse(b.compare(v[1], b.int(0), .equal), then: "down", else: "nest", v)
    }
    try builder.define("ackermann", parameters: parameters) { b, v in
      try b.ifElse(b.compare(v[0], b.int(0), .equal), then: "base", else: "positive", v)
    }
    #expect(try run(builder.build(), "ackermann", 2, 3) == 9)
    #expect(try run(builder.build(), "ackermann", 3, 3) == 61)
  }

  @Test func `functions call each other in circles`() throws {
    let builder = ProgramBuilder(name: "parity")
    let bool = ValueType.tensor(.bool, [])
    for name in ["isEven", "isOdd"] {
      builder.declare(name, Signature(parameters: [i64Scalar], results: [bool]))
    }
    for (name, other, atZero) in [("isEven", "isOdd", true), ("isOdd", "isEven", false)] {
      try builder.define("\(name).zero", parameters: [("n", i64Scalar)]) { b, _ in
        [try b.scalar(atZero ? 1 : 0, .bool)]
      }
      try builder.define("\(name).more", parameters: [("n", i64Scalar)]) { b, v in
        try b.call(other, [b.subtract(v[0], b.int(1))])
      }
      try builder.define(name, parameters: [("n", i64Scalar)]) { b, v in
        try b.ifElse(
          b.compare(v[0], b.int(0), .equal), then: "\(name).zero", else: "\(name).more", v)
      }
    }
    let program = builder.build()
    try program.verify()
    let y = try Interpreter(program).run("isEven", [Tensor(scalar: Int64(2001))])
    #expect(y[0].elements(of: Bool.self) == [false])
  }

  @Test func `endless recursion is an error, not a crash`() throws {
    let builder = ProgramBuilder(name: "endless")
    builder.declare("f", Signature(parameters: [i64Scalar], results: [i64Scalar]))
    try builder.define("f", parameters: [("n", i64Scalar)]) { b, v in try b.call("f", v) }
    let program = builder.build()
    let error = #expect(throws: ProgramError.self) {
      try Interpreter(program).run("f", [Tensor(scalar: Int64(1))])
    }
    #expect(error?.message.contains("nest 10000 deep") == true)
  }

  @Test func `a loop carries values, and their extents may change`() throws {
    let builder = ProgramBuilder(name: "grow")
    let vector = ValueType.tensor(.f64, [.symbol("n")])
    try builder.define("isShort", parameters: [("x", vector)]) { b, v in
      [try b.compare(b.dimensionSize(v[0], axis: 0), b.int(10), .less)]
    }
    try builder.define("double", parameters: [("x", vector)]) { b, v in
      [try b.concatenate([v[0], v[0]], axis: 0)]
    }
    try builder.define("main", parameters: [("x", vector)]) { b, v in
      try b.whileLoop(condition: "isShort", body: "double", v)
    }
    let program = builder.build()
    try program.verify()
    #expect(program.function("main")?.signature.results == [.tensor(.f64, [.unknown])])
    let y = try Interpreter(program).run("main", [.f64([1, 2, 3])])
    #expect(y[0].shape == [12])
  }

  @Test func `arguments that do not fit are refused by name`() throws {
    let program = try loopProgram()
    let error = #expect(throws: ProgramError.self) {
      try Interpreter(program).run(
        "main", [.f64([1], [1, 1]), .f64([1], []), Tensor(scalar: Int64(1))])
    }
    #expect(
      error?.description == "@main: argument x is f64[1, 1], but f64[n] was expected")
  }
}
