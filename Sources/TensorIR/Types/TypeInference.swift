// Recomputing the types of a function's values from those of its arguments.

import Tensors

extension Function {
  /// The function with symbols fixed: `binding` gives extents, and every value's type, and the
  /// dimensions that attributes hold, follow.
  ///
  /// Functions that it calls keep their own symbols.
  /// - Throws: `ProgramError` of kind `type` where the extents do not fit the operations.
  public func specialised(binding: [String: Int], in program: Program) throws -> Function {
    var function = self
    function.operations = operations.map { operation in
      var operation = operation
      operation.attributes = operation.attributes.mapValues { $0.binding(binding) }
      return operation
    }
    function.valueTypes = try function.inferredTypes(
      parameters: parameters.map { type(of: $0).mapDimensions { $0.binding(binding) } },
      in: program)
    return function
  }

  /// The types of all values, given those of the arguments.
  /// - Throws: `ProgramError` of kind `type` where an operation refuses its operands.
  package func inferredTypes(
    parameters: [ValueType], in program: Program
  ) throws -> [ValueType] {
    var types: [ValueType?] = Array(repeating: nil, count: valueTypes.count)
    for (index, type) in parameters.enumerated() { types[index] = type }
    for operation in operations {
      let operands = try operation.operands.map { operand in
        guard types.indices.contains(operand.index), let type = types[operand.index] else {
          throw ProgramError(
            .reference, at: "@\(name), \(operation.name)",
            "operand \(operand) is used before it is defined")
        }
        return type
      }
      let results = try operation.inferredTypes(operands, in: self, of: program)
      for (result, type) in zip(operation.results, results) {
        guard types.indices.contains(result.index), types[result.index] == nil else {
          throw ProgramError(
            .reference, at: "@\(name), \(operation.name)",
            "result \(result) is defined twice, or is no value of the function")
        }
        types[result.index] = type
      }
    }
    return try types.enumerated().map { index, type in
      guard let type else {
        throw ProgramError(.reference, at: "@\(name)", "value %\(index) is never defined")
      }
      return type
    }
  }
}

extension Operation {
  /// The types of the results, given those of the operands.
  package func inferredTypes(
    _ operands: [ValueType], in function: Function, of program: Program
  ) throws -> [ValueType] {
    let types: [ValueType]
    do {
      types = try OperationRegistry.definition(name).resultTypes(
        TypeContext(
          name: name, operands: operands, attributes: attributes,
          signature: { program.function($0)?.signature },
          constantType: { program.constant($0).map(TensorType.init(of:)) }))
    } catch let error as ProgramError {
      throw ProgramError(error.kind, at: "@\(function.name), \(error.place)", error.message)
    }
    for type in types { try type.checkExtents(at: "@\(function.name), \(name)") }
    guard types.count == results.count else {
      throw ProgramError(
        .type, at: "@\(function.name), \(name)",
        "\(results.count) results are named, but the operation has \(types.count)")
    }
    return types
  }
}
