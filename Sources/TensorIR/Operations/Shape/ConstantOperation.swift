// A constant of the program as a value.

import Tensors

/// `constant {value = @name}`: the program's constant of that name.
struct ConstantOperation: OperationDefinition {
  let name = "constant"
  let summary = "A constant tensor of the program."

  func resultTypes(_ context: TypeContext) throws -> [ValueType] {
    try context.expectOperands(0)
    let constant = try context.attributes.constant("value", of: name)
    guard let type = context.constantType(constant) else {
      throw context.error("the program has no constant @\(constant)")
    }
    return [.tensor(type)]
  }

  func evaluate(_ context: EvaluationContext) throws -> [Value] {
    let constant = try context.attributes.constant("value", of: name)
    guard let tensor = context.program.constant(constant) else {
      throw context.error("the program has no constant @\(constant)")
    }
    return [.tensor(tensor)]
  }

  func gradient(_ context: GradientContext) throws -> [ValueID?] { [] }
}

extension FunctionBuilder {
  /// A constant tensor as a value.
  public func constant(_ tensor: Tensor, named name: String = "c") throws -> ValueID {
    let unique = program.addConstant(tensor, named: name)
    return try append(one: "constant", [], ["value": .constant(unique)])
  }

  /// A constant of rank 0 in a numeric dtype.
  public func scalar(_ value: Double, _ dtype: DType) throws -> ValueID {
    let name = program.scalar(value, dtype) {
      switch dtype {
      case .f64: Tensor(scalar: value)
      case .f32: Tensor(scalar: Float(value))
      case .bf16: Tensor(scalar: BFloat16(Float(value)))
      case .i64: Tensor(scalar: Int64(value))
      case .i32: Tensor(scalar: Int32(value))
      case .i8: Tensor(scalar: Int8(value))
      case .bool: Tensor(scalar: value != 0)
      case .string: preconditionFailure("text is no number")
      }
    }
    return try append(one: "constant", [], ["value": .constant(name)])
  }
}
