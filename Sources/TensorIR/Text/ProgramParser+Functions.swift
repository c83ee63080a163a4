// Reading functions and their steps.

import Tensors

/// The values of a function that is being read.
private struct FunctionScope {
  var parameters: [String: ValueID] = [:]
  /// The types by value number, in the order of definition.
  var types: [ValueID: ValueType] = [:]
}

extension ProgramParser {
  /// A function, behind the word `func`.
  mutating func function() throws -> Function {
    try expect("@")
    let name = try name()
    var scope = FunctionScope()
    var parameterNames: [String] = []
    for (parameter, type) in try list("(", ")", { try $0.parameter() }) {
      let id = ValueID(parameterNames.count)
      guard scope.parameters.updateValue(id, forKey: parameter) == nil else {
        throw error("there are two parameters %\(parameter)")
      }
      scope.types[id] = type
      parameterNames.append(parameter)
    }
    try expect("->")
    let results = try list("(", ")") { try $0.result() }
    try expect("{")
    var operations: [Operation] = []
    while try !skip(word: "return") { operations.append(try operation(&scope)) }
    var returns: [ValueID] = []
    if token != .mark("}") {
      repeat { returns.append(try value(scope)) } while try skip(",")
    }
    guard returns.map({ scope.types[$0] }) == results.map(\.type) else {
      throw error("the returned values do not have the types that the function announces")
    }
    try expect("}")
    // Numbers without gaps, so that the types can stand in an array.
    let types = try (0..<scope.types.count).map { index -> ValueType in
      guard let type = scope.types[ValueID(index)] else {
        throw error("@\(name) does not define %\(index), but a value with a higher number")
      }
      return type
    }
    return Function(
      name: name, parameterNames: parameterNames, resultNames: results.map(\.name),
      operations: operations, returns: returns, valueTypes: types)
  }

  private mutating func parameter() throws -> (name: String, type: ValueType) {
    try expect("%")
    return try result()
  }

  private mutating func result() throws -> (name: String, type: ValueType) {
    let name = try name()
    try expect(":")
    return (name, try type())
  }

  /// One step: `%1, %2 = name %x, %0 {attribute = value} : type, type`.
  private mutating func operation(_ scope: inout FunctionScope) throws -> Operation {
    var results: [ValueID] = []
    if token == .mark("%") {
      repeat {
        try expect("%")
        results.append(ValueID(try integer()))
      } while try skip(",")
      try expect("=")
    }
    let name = try name()
    var operands: [ValueID] = []
    if token == .mark("%") {
      repeat { operands.append(try value(scope)) } while try skip(",")
    }
    let attributes = try attributes()
    if !results.isEmpty { try expect(":") }
    for (index, id) in results.enumerated() {
      if index > 0 { try expect(",") }
      guard scope.types.updateValue(try type(), forKey: id) == nil else {
        throw error("\(id) is defined twice")
      }
    }
    return Operation(name: name, operands: operands, results: results, attributes: attributes)
  }

  private mutating func value(_ scope: FunctionScope) throws -> ValueID {
    let start = place
    try expect("%")
    if case .number = token {
      let id = ValueID(try integer())
      guard scope.types[id] != nil, id.index >= scope.parameters.count else {
        throw error("\(id) is not defined", at: start)
      }
      return id
    }
    let name = try name()
    guard let id = scope.parameters[name] else {
      throw error("there is no parameter %\(name)", at: start)
    }
    return id
  }
}
