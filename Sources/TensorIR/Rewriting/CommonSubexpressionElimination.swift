// Computing the same thing once.

import Tensors

/// Replaces an operation by an earlier one with the same operands and attributes.
public struct CommonSubexpressionElimination: FunctionPass {
  public let name = "common subexpression elimination"

  /// Creates the pass.
  public init() {}

  private struct Expression: Hashable {
    let name: String
    let operands: [ValueID]
    let attributes: Attributes
  }

  func emit(
    _ function: Function, into builder: FunctionBuilder, _ arguments: [ValueID]
  ) throws -> [ValueID] {
    var values = ValueMap(function, arguments: arguments)
    var seen: [Expression: [ValueID]] = [:]
    for operation in function.operations {
      let expression = Expression(
        name: operation.name, operands: try values(operation.operands),
        attributes: operation.attributes)
      if let results = seen[expression] {
        values.set(operation.results, to: results)
        continue
      }
      let results = try builder.append(
        expression.name, expression.operands, expression.attributes)
      let traits = try OperationRegistry.definition(operation.name).traits
      if !traits.contains(.nondeterministic) { seen[expression] = results }
      values.set(operation.results, to: results)
    }
    return try values(function.returns)
  }
}
