// Running a few operations on given tensors.

import TensorIR
import Tensors

/// Builds a function of the tensors' types, runs it, and returns its results.
func evaluate(
  _ arguments: [Value], _ body: (FunctionBuilder, [ValueID]) throws -> [ValueID]
) throws -> [Value] {
  let builder = ProgramBuilder(name: "test")
  let parameters = arguments.enumerated().map { (name: "x\($0)", type: ValueType(of: $1)) }
  try builder.define("main", parameters: parameters, body)
  return try Interpreter(builder.build()).run("main", arguments)
}

/// The dense results of a function of dense tensors.
func evaluate(
  _ arguments: [Tensor], _ body: (FunctionBuilder, [ValueID]) throws -> [ValueID]
) throws -> [Tensor] {
  try evaluate(arguments.map(Value.tensor), body).map(\.tensor)
}

/// The one dense result of a function of dense tensors.
func result(
  _ arguments: [Tensor], _ body: (FunctionBuilder, [ValueID]) throws -> ValueID
) throws -> Tensor {
  try evaluate(arguments) { [try body($0, $1)] }[0]
}

extension Tensor {
  /// A tensor of doubles.
  static func f64(_ elements: [Double], _ shape: Shape? = nil) -> Tensor {
    Tensor(elements, shape: shape)
  }

  /// A tensor of 64-bit integers.
  static func i64(_ elements: [Int64], _ shape: Shape? = nil) -> Tensor {
    Tensor(elements, shape: shape)
  }

  /// Whether dtype, shape and every element are the same; NaN is the same as NaN, 0 as -0.
  func isIdentical(to other: Tensor) -> Bool {
    guard dtype == other.dtype, shape == other.shape else { return false }
    if dtype == .string { return (0..<count).allSatisfy { strings[$0] == other.strings[$0] } }
    if dtype == .i64 { return elements(of: Int64.self) == other.elements(of: Int64.self) }
    return zip(doubles(), other.doubles()).allSatisfy { $0 == $1 || ($0.isNaN && $1.isNaN) }
  }
}
