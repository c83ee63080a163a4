import TensorIR
import Tensors
import Testing

@Suite struct ControlFlowGradientTests {
  @Test func `the gradient of a recursive sum over a tree`() throws {
    // Node 0 has children 1 and 2, node 2 has 3 and 4.
    let children = Tensor.i64([1, 2, -1, -1, 3, 4, -1, -1, -1, -1], [5, 2])
    let values = Tensor.f64([0.5, 1.5, -0.7, 2, 0.3])
    try checkGradient(
      of: "tree", in: treeProgram(), [.f64([0.8], []), values, children, Tensor(scalar: Int64(0))])
  }

  @Test func `the gradient of a loop is that of its turns, one after the other`() throws {
    let x = Tensor.f64([0.3, -1.2, 2])
    for turns in [0, 1, 4] {
      let arguments = [x, .f64([0.7], []), Tensor(scalar: Int64(turns))]
      try checkGradient(of: "main", in: loopProgram(), arguments)
      let builder = ProgramBuilder(name: "unrolled")
      try builder.define(
        "main", parameters: [("x", .tensor(.f64, [3])), ("w", f64Scalar), ("turns", i64Scalar)]
      ) { b, v in
        var value = v[0]
        for _ in 0..<turns { value = try b.add(b.multiply(b.sin(value), v[1]), value) }
        return [value]
      }
      let cotangent = Tensor.f64([1, 2, 3])
      let gradients = try [loopProgram(), builder.build()].map { program in
        try Interpreter(program.differentiated(function: "main", withRespectTo: [0, 1]))
          .run("main.gradient", arguments + [cotangent])
      }
      #expect(zip(gradients[0], gradients[1]).allSatisfy { $0.isIdentical(to: $1) })
    }
  }

  @Test func `a branch that is not taken has no part in the gradient`() throws {
    let builder = ProgramBuilder(name: "branch")
    let parameters = [(name: "x", type: f64Scalar), (name: "y", type: f64Scalar)]
    try builder.define("log", parameters: parameters) { b, v in [try b.log(v[0])] }
    try builder.define("square", parameters: parameters) { b, v in
      [try b.multiply(v[0], b.multiply(v[0], v[1]))]
    }
    try builder.define("f", parameters: parameters) { b, v in
      try b.ifElse(b.compare(v[0], b.scalar(0, .f64), .greater), then: "log", else: "square", v)
    }
    let program = builder.build()
    for x in [2.0, -2.0] {
      try checkGradient(of: "f", in: program, [.f64([x], []), .f64([3], [])])
    }
  }

  @Test func `a gradient can be differentiated again`() throws {
    let builder = ProgramBuilder(name: "twice")
    try builder.define("f", parameters: [("x", .tensor(.f64, [.symbol("n")]))]) { b, v in
      [try b.multiply(b.sin(v[0]), b.exp(v[0]))]
    }
    let once = try builder.build().differentiated(function: "f", withRespectTo: [0])
    try checkGradient(of: "f.gradient", in: once, [.f64([0.5, -1]), .f64([1, 2])])
  }

  @Test func `a loop of thousands of turns has a gradient`() throws {
    let program = try loopProgram().differentiated(function: "main", withRespectTo: [0])
    let arguments: [Tensor] = [.f64([0.3]), .f64([1e-4], []), Tensor(scalar: Int64(4000))]
    let gradient = try Interpreter(program).run("main.gradient", arguments + [.f64([1])])[0]
    #expect(gradient.doubles()[0].isFinite)
  }

  @Test func `a pullback is made once for each function`() throws {
    let program = try treeProgram().differentiated(function: "tree", withRespectTo: [0])
    #expect(
      program.functions.map(\.name).sorted() == [
        "inner", "inner.pullback", "leaf", "leaf.pullback", "tree", "tree.gradient",
        "tree.pullback",
      ])
  }
}
