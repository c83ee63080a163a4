// Running another function of the program, or the same one.

import Tensors

/// `call {function}`: the results of a function of the program; it may be the calling one.
struct CallOperation: OperationDefinition {
  let name = "call"
  let summary = "The results of the program's function `function`; recursion is allowed."
  var traits: OperationTraits { .controlFlow }

  func resultTypes(_ context: TypeContext) throws -> [ValueType] {
    let function = try context.attributes.function("function", of: name)
    return try context.resultTypes(ofCalling: function, context.operands)
  }

  func evaluate(_ context: EvaluationContext) throws -> [Value] {
    let function = try context.attributes.function("function", of: name)
    return try context.invoke(function, context.operands)
  }

  func gradient(_ context: GradientContext) throws -> [ValueID?] {
    let function = try context.attributes.function("function", of: name)
    let pullback = try context.pullbacks.name(of: function)
    let cotangents = try context.builder.call(
      pullback, context.operands + context.resultCotangents())
    return context.spread(cotangents, overDifferentiable: context.operands)
  }
}

extension TypeContext {
  /// The types that come back from calling `function` with `arguments`.
  func resultTypes(ofCalling function: String, _ arguments: [ValueType]) throws -> [ValueType] {
    guard let signature = signature(function) else {
      throw ProgramError(
        .reference, at: name, "there is no function @\(function); declare it before its first use")
    }
    guard signature.parameters.count == arguments.count else {
      throw error("@\(function) takes \(signature.parameters.count) arguments")
    }
    var matching = TypeMatching()
    for (index, (parameter, argument)) in zip(signature.parameters, arguments).enumerated() {
      guard matching.match(parameter, argument) else {
        throw error("argument \(index) of @\(function) is \(argument), but it takes \(parameter)")
      }
    }
    return signature.results.map(matching.substitute)
  }
}

extension FunctionBuilder {
  /// The results of calling a function that is defined or declared.
  public func call(_ function: String, _ arguments: [ValueID]) throws -> [ValueID] {
    try append("call", arguments, ["function": .function(function)])
  }
}
