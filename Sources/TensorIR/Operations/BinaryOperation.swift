// Arithmetic on two tensors of one dtype, element by element.

import Tensors

/// `add`, `subtract`, `multiply`, … over broadcast operands of the same numeric dtype.
struct BinaryOperation: OperationDefinition {
  let name: String
  let summary: String
  var traits: OperationTraits { .elementwise }

  static let all = [
    BinaryOperation(name: "add", summary: "The sum of two tensors."),
    BinaryOperation(name: "subtract", summary: "The difference of two tensors."),
    BinaryOperation(name: "multiply", summary: "The product of two tensors."),
    BinaryOperation(name: "divide", summary: "The quotient of two tensors."),
  ]

  func resultTypes(_ context: TypeContext) throws -> [ValueType] {
    try context.expectOperands(2)
    let left = try context.tensor(0)
    let right = try context.tensor(1)
    guard left.dtype == right.dtype, left.dtype.isNumeric else {
      throw context.error("two tensors of one numeric dtype were expected; cast one")
    }
    guard let dimensions = Broadcasting.combine(left.dimensions, right.dimensions) else {
      throw context.error("the shapes do not broadcast")
    }
    return [.tensor(left.dtype, dimensions)]
  }

  func evaluate(_ context: EvaluationContext) throws -> [Value] {
    throw context.error("not evaluated yet")
  }
}
