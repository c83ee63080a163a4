// Putting a function's operations where it is called.

import Tensors

/// Replaces calls of functions that do not call themselves, directly or through others, by their
/// operations.
public struct Inlining: FunctionPass {
  public let name = "inlining"

  /// How many operations a function may have for calls to be replaced in it: calls of calls can
  /// multiply without end.
  public let operationLimit: Int

  /// Creates the pass.
  public init(operationLimit: Int = 100_000) { self.operationLimit = operationLimit }

  func emit(
    _ function: Function, into builder: FunctionBuilder, _ arguments: [ValueID]
  ) throws -> [ValueID] {
    try emit(
      function, function.operations, into: builder, arguments, program: builder.program.build())
  }

  private func emit(
    _ function: Function, _ operations: [Operation], into builder: FunctionBuilder,
    _ arguments: [ValueID], program: Program
  ) throws -> [ValueID] {
    var values = ValueMap(function, arguments: arguments)
    for operation in operations {
      let operands = try values(operation.operands)
      let results: [ValueID]
      if let (callee, steps) = try inlinable(operation, operands, in: builder, program) {
        results = try emit(callee, steps, into: builder, operands, program: program)
      } else {
        results = try builder.append(operation.name, operands, operation.attributes)
      }
      values.set(operation.results, to: results)
    }
    return try values(function.returns)
  }

  /// The function that `operation` calls, and its steps with the caller's extents for its symbols,
  /// where they can stand in place of the call and give values of the same types.
  private func inlinable(
    _ operation: Operation, _ operands: [ValueID], in builder: FunctionBuilder, _ program: Program
  ) throws -> (Function, [Operation])? {
    guard operation.name == "call", builder.operationCount < operationLimit,
      case .function(let name)? = operation.attributes["function"],
      var callee = program.function(name),
      !program.reachable(from: callee.callees).contains(name)
    else { return nil }
    let types = operands.map(builder.type(of:))
    var matching = TypeMatching()
    for (parameter, type) in zip(callee.parameters, types) {
      _ = matching.match(callee.type(of: parameter), type)
    }
    callee.operations = callee.operations.map { step in
      var step = step
      step.attributes = step.attributes.mapValues { attribute in
        guard case .dimensions(let dimensions) = attribute else { return attribute }
        return .dimensions(
          dimensions.map { dimension in
            if case .symbol(let symbol) = dimension {
              matching.bindings[symbol] ?? .unknown
            } else {
              dimension
            }
          })
      }
      return step
    }
    guard let inferred = try? callee.inferredTypes(parameters: types, in: program),
      callee.returns.map({ inferred[$0.index] })
        == callee.signature.results.map(matching.substitute)
    else { return nil }
    return (callee, callee.operations)
  }
}
