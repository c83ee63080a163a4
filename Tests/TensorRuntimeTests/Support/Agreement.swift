// Comparing the executor with the reference interpreter.

import TensorIR
import TensorRuntime
import Tensors
import Testing

/// Builds a program with one function, `main`.
func makeProgram(
  _ parameters: [(name: String, type: ValueType)],
  _ body: (FunctionBuilder, [ValueID]) throws -> [ValueID]
) throws -> Program {
  let builder = ProgramBuilder(name: "test")
  try builder.define("main", parameters: parameters, body)
  return builder.build()
}

/// Builds a program with one function of arguments of the tensors' types.
func makeProgram(
  taking tensors: [Tensor], _ body: (FunctionBuilder, [ValueID]) throws -> [ValueID]
) throws -> Program {
  try makeProgram(
    tensors.enumerated().map { (name: "x\($0)", type: .tensor(TensorType(of: $1))) }, body)
}

/// How close results must be.
enum Tolerance {
  /// Every element equal; NaN is equal to NaN, and 0 not to -0.
  case exact
  /// Relative to the larger magnitude of the two, or to 1.
  case relative(Double)
}

/// Runs `main` by the executor and by the interpreter and expects the same results.
@discardableResult
func expectAgreement(
  _ program: Program, _ arguments: [Tensor], _ tolerance: Tolerance = .exact,
  _ options: Executor.Options = .init(pool: testPool), _ comment: String = "",
  _ location: SourceLocation = #_sourceLocation
) throws -> [Tensor] {
  let expected = try Interpreter(program).run("main", arguments)
  let found = try Executor(program, options: options).run("main", arguments.map(Value.tensor))
    .map(\.tensor)
  for (place, (a, b)) in zip(found, expected).enumerated() {
    if let difference = firstDifference(a, b, tolerance) {
      Issue.record("result \(place) \(comment): \(difference)", sourceLocation: location)
    }
  }
  #expect(found.count == expected.count, sourceLocation: location)
  return found
}

/// The first place at which two tensors differ; `nil` where they agree.
func firstDifference(_ a: Tensor, _ b: Tensor, _ tolerance: Tolerance) -> String? {
  guard a.dtype == b.dtype, a.shape == b.shape else {
    return "\(a.dtype)\(a.shape) was found where \(b.dtype)\(b.shape) was expected"
  }
  if a.dtype == .string {
    return (0..<a.count).first { a.strings[$0] != b.strings[$0] }.map { "text \($0) differs" }
  }
  if a.dtype == .i64 {
    let (left, right) = (a.elements(of: Int64.self), b.elements(of: Int64.self))
    return left.indices.first { left[$0] != right[$0] }.map {
      "[\($0)] is \(left[$0]); \(right[$0]) was expected"
    }
  }
  let (left, right) = (a.doubles(), b.doubles())
  return left.indices.first { !agrees(left[$0], right[$0], tolerance) }.map {
    "[\($0)] is \(left[$0]); \(right[$0]) was expected"
  }
}

private func agrees(_ a: Double, _ b: Double, _ tolerance: Tolerance) -> Bool {
  if a.isNaN || b.isNaN { return a.isNaN && b.isNaN }
  switch tolerance {
  case .exact: return a == b && a.sign == b.sign
  case .relative(let bound):
    return a == b || abs(a - b) <= bound * max(abs(a), abs(b), 1)
  }
}

/// Three threads, also on machines with fewer processors.
let testPool = WorkerPool(threads: 3)
