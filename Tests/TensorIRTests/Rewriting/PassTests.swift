import TensorIR
import Tensors
import Testing

@Suite struct PassTests {
  private func check(_ pass: any ProgramPass, _ before: String, _ after: String) throws {
    let rewritten = try pass.run(on: Program(parsing: before))
    try rewritten.verify()
    #expect(rewritten.text() == after, "\(pass.name)")
  }

  @Test func `dead code elimination leaves out what nothing needs`() throws {
    try check(
      DeadCodeElimination(roots: ["main"]),
      """
      program "p"
      constant @used : f64[] = [2.0]
      constant @unused : f64[] = [3.0]
      func @main(%x: f64[n]) -> (y: f64[n]) {
        %1 = constant {value = @unused} : f64[]
        %2 = multiply %x, %1 : f64[n]
        %3 = constant {value = @used} : f64[]
        %4 = multiply %x, %3 : f64[n]
        return %4
      }
      func @other(%x: f64[n]) -> (y: f64[n]) {
        return %x
      }
      """,
      """
      program "p"
      constant @used : f64[] = [2.0]
      func @main(%x: f64[n]) -> (y: f64[n]) {
        %1 = constant {value = @used} : f64[]
        %2 = multiply %x, %1 : f64[n]
        return %2
      }

      """)
  }

  @Test func `constant folding computes ahead and leaves failures for the run`() throws {
    try check(
      ConstantFolding(),
      """
      program "p"
      constant @a : i64[2] = [1, 2]
      constant @b : i64[] = [9]
      func @main() -> (y: i64[2], z: i64[]) {
        %0 = constant {value = @a} : i64[2]
        %1 = constant {value = @b} : i64[]
        %2 = add %0, %1 : i64[2]
        %3 = gather %0, %1 {axis = 0} : i64[]
        return %2, %3
      }
      """,
      """
      program "p"
      constant @a : i64[2] = [1, 2]
      constant @b : i64[] = [9]
      constant @folded : i64[2] = [10, 11]
      func @main() -> (y: i64[2], z: i64[]) {
        %0 = constant {value = @a} : i64[2]
        %1 = constant {value = @b} : i64[]
        %2 = constant {value = @folded} : i64[2]
        %3 = gather %0, %1 {axis = 0} : i64[]
        return %2, %3
      }

      """)
  }

  @Test func `common subexpressions are computed once`() throws {
    try check(
      CommonSubexpressionElimination(),
      """
      program "p"
      func @main(%x: f64[n]) -> (y: f64[n]) {
        %1 = exp %x : f64[n]
        %2 = exp %x : f64[n]
        %3 = add %1, %2 : f64[n]
        %4 = add %1, %1 : f64[n]
        %5 = subtract %3, %4 : f64[n]
        return %5
      }
      """,
      """
      program "p"
      func @main(%x: f64[n]) -> (y: f64[n]) {
        %1 = exp %x : f64[n]
        %2 = add %1, %1 : f64[n]
        %3 = subtract %2, %2 : f64[n]
        return %3
      }

      """)
  }

  @Test func `inlining replaces calls, with the caller's extents, but not recursion`() throws {
    try check(
      Inlining(),
      """
      program "p"
      func @twice(%v: f64[m]) -> (y: f64[m, 2]) {
        %1 = reshape %v {dimensions = dimensions[m, 1]} : f64[m, 1]
        %2 = broadcast %1 {dimensions = dimensions[m, 2]} : f64[m, 2]
        return %2
      }
      func @endless(%v: f64[m]) -> (y: f64[m]) {
        %1 = call %v {function = func @endless} : f64[m]
        return %1
      }
      func @main(%x: f64[rows]) -> (y: f64[rows, 2]) {
        %1 = call %x {function = func @endless} : f64[rows]
        %2 = call %1 {function = func @twice} : f64[rows, 2]
        return %2
      }
      """,
      """
      program "p"
      func @twice(%v: f64[m]) -> (y: f64[m, 2]) {
        %1 = reshape %v {dimensions = dimensions[m, 1]} : f64[m, 1]
        %2 = broadcast %1 {dimensions = dimensions[m, 2]} : f64[m, 2]
        return %2
      }
      func @endless(%v: f64[m]) -> (y: f64[m]) {
        %1 = call %v {function = func @endless} : f64[m]
        return %1
      }
      func @main(%x: f64[rows]) -> (y: f64[rows, 2]) {
        %1 = call %x {function = func @endless} : f64[rows]
        %2 = reshape %1 {dimensions = dimensions[rows, 1]} : f64[rows, 1]
        %3 = broadcast %2 {dimensions = dimensions[rows, 2]} : f64[rows, 2]
        return %3
      }

      """)
  }

  @Test func `inlining stops before a function grows without end`() throws {
    let builder = ProgramBuilder(name: "p")
    try builder.define("f0", parameters: [("x", f64Scalar)]) { b, v in [try b.exp(v[0])] }
    for level in 1...40 {
      try builder.define("f\(level)", parameters: [("x", f64Scalar)]) { b, v in
        let once = try b.call("f\(level - 1)", v)
        return try b.call("f\(level - 1)", once)
      }
    }
    let inlined = try Inlining(operationLimit: 1000).run(on: builder.build())
    #expect(inlined.functions.allSatisfy { $0.operations.count <= 2100 })
  }

  @Test func `passes keep what random programs compute`() throws {
    var random = RandomNumbers(seed: 3)
    let passes: [any ProgramPass] = [
      Inlining(), ConstantFolding(), CommonSubexpressionElimination(), DeadCodeElimination(),
    ]
    for _ in 0..<50 {
      let program = try randomProgram(&random)
      let arguments = [random.tensor([3, 4]), random.tensor([4])]
      let expected = try Interpreter(program).run("main", arguments)
      var rewritten = program
      for pass in passes {
        rewritten = try pass.run(on: rewritten)
        try rewritten.verify()
        let found = try Interpreter(rewritten).run("main", arguments)
        #expect(zip(found, expected).allSatisfy { $0.isIdentical(to: $1) }, "\(pass.name)")
      }
    }
  }
}
