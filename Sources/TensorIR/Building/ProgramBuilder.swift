// Building programs: functions declared before they are defined, constants shared by content name.

import Tensors

/// Collects the functions and constants of a program.
public final class ProgramBuilder {
  private var program: Program
  private var declared: [String: Signature] = [:]
  /// The number that the next constant of a taken name gets.
  private var nextNumber: [String: Int] = [:]
  private var scalars: [ScalarKey: String] = [:]

  private struct ScalarKey: Hashable {
    let dtype: DType
    let bits: UInt64
  }

  /// Begins a program.
  public init(name: String) { program = Program(name: name) }

  /// Begins with the functions and constants of another program.
  public init(extending program: Program) { self.program = program }

  /// Announces a function, so that others, and the function itself, can call it.
  public func declare(_ name: String, _ signature: Signature) { declared[name] = signature }

  /// The signature of a declared or defined function.
  public func signature(of name: String) -> Signature? {
    declared[name] ?? program.function(name)?.signature
  }

  /// The type of a constant.
  public func constantType(of name: String) -> TensorType? {
    program.constant(name).map(TensorType.init(of:))
  }

  /// The constant called `name`.
  func constant(named name: String) -> Tensor? { program.constant(name) }

  /// Adds a constant and returns its name: `name`, with a number behind it where that is taken.
  public func addConstant(_ tensor: Tensor, named name: String) -> String {
    var unique = name
    while program.constant(unique) != nil {
      let number = nextNumber[name, default: 1]
      nextNumber[name] = number + 1
      unique = "\(name).\(number)"
    }
    program.define(constant: unique, tensor)
    return unique
  }

  /// The name of the constant of rank 0 that `make` gives, made once for each number.
  func scalar(_ value: Double, _ dtype: DType, _ make: () -> Tensor) -> String {
    let key = ScalarKey(dtype: dtype, bits: value.bitPattern)
    if let name = scalars[key] { return name }
    let name = addConstant(make(), named: "c")
    scalars[key] = name
    return name
  }

  /// Defines a function by emitting its operations; `body` returns the values to return.
  ///
  /// - Throws: what `body` throws, or `ProgramError` where the function was declared differently.
  public func define(
    _ name: String, parameters: [(name: String, type: ValueType)], resultNames: [String]? = nil,
    _ body: (FunctionBuilder, [ValueID]) throws -> [ValueID]
  ) throws {
    let builder = FunctionBuilder(name: name, parameters: parameters, program: self)
    let returns = try body(builder, parameters.indices.map(ValueID.init))
    let function = builder.finish(returns: returns, resultNames: resultNames)
    if let announced = declared[name], announced != function.signature {
      throw ProgramError(
        .type, at: "@\(name)",
        "the function is \(function.signature), but was declared as \(announced)")
    }
    program.define(function)
  }

  /// The program so far.
  public func build() -> Program { program }
}
