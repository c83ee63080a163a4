// Computing ahead what depends on constants alone.

import Tensors

/// Replaces operations on constants by their results, as the plain evaluation gives them.
public struct ConstantFolding: FunctionPass {
  public let name = "constant folding"
  /// The most elements that a result may have to be kept as a constant.
  public let elementLimit: Int

  /// Creates the pass.
  public init(elementLimit: Int = 1 << 20) { self.elementLimit = elementLimit }

  func emit(
    _ function: Function, into builder: FunctionBuilder, _ arguments: [ValueID]
  ) throws -> [ValueID] {
    var values = ValueMap(function, arguments: arguments)
    var known: [ValueID: Tensor] = [:]
    let program = builder.program.build()
    for operation in function.operations {
      let operands = try values(operation.operands)
      if let folded = fold(operation, of: function, operands.map { known[$0] }, program) {
        for (id, tensor) in zip(operation.results, folded) {
          let value = try builder.constant(tensor, named: "folded")
          known[value] = tensor
          values.set([id], to: [value])
        }
        continue
      }
      let results = try builder.append(operation.name, operands, operation.attributes)
      if operation.name == "constant",
        case .constant(let name)? = operation.attributes["value"]
      {
        known[results[0]] = program.constant(name)
      }
      values.set(operation.results, to: results)
    }
    return try values(function.returns)
  }

  private func fold(
    _ operation: Operation, of function: Function, _ operands: [Tensor?], _ program: Program
  ) -> [Tensor]? {
    let constants = operands.compactMap { $0 }
    let counts = operation.results.map { function.type(of: $0).elementCount }
    guard operation.name != "constant", constants.count == operands.count,
      counts.allSatisfy({ $0.map { !$0.overflow && $0.count <= elementLimit } ?? false }),
      let definition = try? OperationRegistry.definition(operation.name),
      definition.traits.isDisjoint(with: [.nondeterministic, .controlFlow])
    else { return nil }
    // What fails here is left to fail when the program runs, if it ever comes to it.
    let results = try? definition.evaluate(
      EvaluationContext(
        name: operation.name, operands: constants.map(Value.tensor),
        attributes: operation.attributes, program: program,
        invoke: { name, _ in throw ProgramError(.execution, at: name, "not called while folding") })
    )
    guard let results else { return nil }
    return results.allSatisfy { ValueType(of: $0).tensorType != nil } ? results.map(\.tensor) : nil
  }
}
