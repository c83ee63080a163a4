// Programs with control flow that several tests use.

import TensorIR
import Tensors

let i64Scalar = ValueType.tensor(.i64, [])
let f64Scalar = ValueType.tensor(.f64, [])

extension FunctionBuilder {
  /// A 64-bit integer of rank 0.
  func int(_ value: Int) throws -> ValueID { try scalar(Double(value), .i64) }
}

/// `factorial(n)`, and `fibonacci(n)`, by recursion.
func recursivePrograms() throws -> Program {
  let builder = ProgramBuilder(name: "recursion")
  let one = Signature(parameters: [i64Scalar], results: [i64Scalar])
  for name in ["factorial", "fibonacci"] { builder.declare(name, one) }
  try builder.define("identity", parameters: [("n", i64Scalar)]) { _, v in v }
  try builder.define("factorial.step", parameters: [("n", i64Scalar)]) { b, v in
    [try b.multiply(v[0], b.call("factorial", [b.subtract(v[0], b.int(1))])[0])]
  }
  try builder.define("one", parameters: [("n", i64Scalar)]) { b, _ in [try b.int(1)] }
  try builder.define("factorial", parameters: [("n", i64Scalar)]) { b, v in
    let isSmall = try b.compare(v[0], b.int(1), .lessOrEqual)
    return try b.ifElse(isSmall, then: "one", else: "factorial.step", [v[0]])
  }
  try builder.define("fibonacci.step", parameters: [("n", i64Scalar)]) { b, v in
    let left = try b.call("fibonacci", [b.subtract(v[0], b.int(1))])[0]
    return [try b.add(left, b.call("fibonacci", [b.subtract(v[0], b.int(2))])[0])]
  }
  try builder.define("fibonacci", parameters: [("n", i64Scalar)]) { b, v in
    let isSmall = try b.compare(v[0], b.int(2), .less)
    return try b.ifElse(isSmall, then: "identity", else: "fibonacci.step", [v[0]])
  }
  return builder.build()
}

/// `tree(x, values, children, node)`: a weighted sum over a binary tree, by recursion at each inner
/// node: `sin(x) * value + tree(left) * tree(right)`; a leaf is `x * value`.
func treeProgram() throws -> Program {
  let builder = ProgramBuilder(name: "tree")
  let parameters: [(name: String, type: ValueType)] = [
    ("x", f64Scalar), ("values", .tensor(.f64, [.symbol("n")])),
    ("children", .tensor(.i64, [.symbol("n"), 2])), ("node", i64Scalar),
  ]
  builder.declare(
    "tree", Signature(parameters: parameters.map(\.type), results: [f64Scalar]))
  try builder.define("leaf", parameters: parameters) { b, v in
    [try b.multiply(v[0], b.gather(v[1], v[3], axis: 0))]
  }
  try builder.define("inner", parameters: parameters) { b, v in
    let children = try b.gather(v[2], v[3], axis: 0)
    func child(_ side: Int) throws -> ValueID {
      let index = try b.reshape(b.slice(children, axis: 0, start: side, end: side + 1), [])
      return try b.call("tree", [v[0], v[1], v[2], index])[0]
    }
    let own = try b.multiply(b.sin(v[0]), b.gather(v[1], v[3], axis: 0))
    return [try b.add(own, b.multiply(child(0), child(1)))]
  }
  try builder.define("tree", parameters: parameters) { b, v in
    let children = try b.gather(v[2], v[3], axis: 0)
    let first = try b.reshape(b.slice(children, axis: 0, start: 0, end: 1), [])
    return try b.ifElse(
      b.compare(first, b.int(0), .less), then: "leaf", else: "inner", v)
  }
  return builder.build()
}

/// `power(x, n)`: `x` replaced `n` times by `sin(x) * w + x`, by a loop.
func loopProgram() throws -> Program {
  let builder = ProgramBuilder(name: "loop")
  let vector = ValueType.tensor(.f64, [.symbol("n")])
  let parameters: [(name: String, type: ValueType)] = [
    ("x", vector), ("w", f64Scalar), ("turns", i64Scalar),
  ]
  try builder.define("goesOn", parameters: parameters) { b, v in
    [try b.compare(v[2], b.int(0), .greater)]
  }
  try builder.define("turn", parameters: parameters) { b, v in
    [
      try b.add(b.multiply(b.sin(v[0]), v[1]), v[0]), v[1], try b.subtract(v[2], b.int(1)),
    ]
  }
  try builder.define("main", parameters: parameters) { b, v in
    [try b.whileLoop(condition: "goesOn", body: "turn", v)[0]]
  }
  return builder.build()
}
