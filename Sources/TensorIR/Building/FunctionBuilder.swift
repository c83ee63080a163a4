// Emitting operations into one function, each checked by its type rule as it is added.

import Tensors

/// The operations of a function under construction.
public final class FunctionBuilder {
  /// The function's name.
  public let name: String
  /// The program that the function will belong to.
  public let program: ProgramBuilder
  private let parameterNames: [String]
  private var operations: [Operation] = []
  private var valueTypes: [ValueType]
  /// Whether operations on constants are computed as they are appended, which makes their results
  /// constants too; what a constant holds can then be asked for.
  public var evaluatesConstants = false
  private var knownTensors: [Int: Tensor] = [:]

  init(name: String, parameters: [(name: String, type: ValueType)], program: ProgramBuilder) {
    self.name = name
    self.program = program
    self.parameterNames = parameters.map(\.name)
    self.valueTypes = parameters.map(\.type)
  }

  /// How many operations were appended.
  public var operationCount: Int { operations.count }

  /// The type of a value.
  public func type(of value: ValueID) -> ValueType { valueTypes[value.index] }

  /// The dense type of a value; any other kind is a programmer's mistake.
  public func tensorType(of value: ValueID) -> TensorType {
    guard let type = valueTypes[value.index].tensorType else {
      preconditionFailure("\(value) is not a dense tensor")
    }
    return type
  }

  /// The elements of a value that is a constant; `nil` of any other.
  public func constantTensor(_ value: ValueID) -> Tensor? { knownTensors[value.index] }

  /// Appends an operation and returns its results.
  /// - Throws: `ProgramError` where the type rule refuses the operands or attributes.
  public func append(
    _ operation: String, _ operands: [ValueID], _ attributes: Attributes = [:]
  ) throws -> [ValueID] {
    let definition = try OperationRegistry.definition(operation)
    let program = program
    let types = try definition.resultTypes(
      TypeContext(
        name: operation, operands: operands.map(type(of:)), attributes: attributes,
        signature: { program.signature(of: $0) }, constantType: { program.constantType(of: $0) }))
    for type in types { try type.checkExtents(at: operation) }
    if evaluatesConstants,
      let tensors = try evaluate(definition, operands, attributes, types)
    {
      return try tensors.map { try constant($0) }
    }
    let results = types.indices.map { ValueID(valueTypes.count + $0) }
    valueTypes += types
    if case .constant(let constant)? = attributes["value"], operation == "constant" {
      knownTensors[results[0].index] = self.program.constant(named: constant)
    }
    operations.append(
      Operation(name: operation, operands: operands, results: results, attributes: attributes))
    return results
  }

  /// Appends an operation that has one result.
  public func append(
    one operation: String, _ operands: [ValueID], _ attributes: Attributes = [:]
  ) throws -> ValueID {
    let results = try append(operation, operands, attributes)
    precondition(results.count == 1, "\(operation) has \(results.count) results")
    return results[0]
  }

  func finish(returns: [ValueID], resultNames: [String]?) -> Function {
    Function(
      name: name, parameterNames: parameterNames,
      resultNames: resultNames ?? returns.indices.map { "result\($0)" },
      operations: operations, returns: returns, valueTypes: valueTypes)
  }
}
