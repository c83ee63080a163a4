// The pullbacks of a program's functions: each is declared when it is first asked for, so that
// functions that call each other in circles get pullbacks that do, and emitted later.

import Tensors

/// Makes the pullback of each function that differentiation meets, once.
package final class Pullbacks {
  private let source: Program
  private let builder: ProgramBuilder
  private var names: [String: String] = [:]
  private var loops: [Loop: String] = [:]
  private var waiting: [() throws -> Void] = []

  private struct Loop: Hashable {
    let condition: String
    let body: String
    let carried: [ValueType]
  }

  /// Makes pullbacks of functions of `source` into `builder`.
  package init(of source: Program, into builder: ProgramBuilder) {
    self.source = source
    self.builder = builder
  }

  /// Emits all that were asked for.
  package func finish() throws {
    while let emit = waiting.popLast() { try emit() }
  }

  /// The name of the pullback of `function`: from its arguments and the cotangents of its results to
  /// the cotangents of its arguments, leaving out what is not made of floating-point numbers.
  package func name(of function: String) throws -> String {
    if let name = names[function] { return name }
    guard let original = source.function(function) else {
      throw ProgramError(.reference, at: "@\(function)", "there is no such function")
    }
    let name = unique("\(function).pullback")
    names[function] = name
    let parameters = original.pullbackParameters
    declare(name, parameters.map(\.type), original.signature.parameters)
    waiting.append { [self] in
      try builder.define(name, parameters: parameters) { emitter, arguments in
        let count = original.parameters.count
        return try emitPullback(
          of: original, into: emitter, Array(arguments[..<count]), Array(arguments[count...]))
      }
    }
    return name
  }

  /// The name of the pullback of a loop: from the carried values and the cotangents of what comes out
  /// to the cotangents of what went in.
  package func name(
    ofLoop body: String, while condition: String, carrying types: [ValueType]
  ) throws -> String {
    let loop = Loop(condition: condition, body: body, carried: types)
    if let name = loops[loop] { return name }
    let name = unique("\(body).loop.pullback")
    loops[loop] = name
    let differentiable = types.filter(\.isDifferentiable)
    let parameters =
      types.enumerated().map { (name: "s\($0)", type: $1) }
      + differentiable.enumerated().map { (name: "d\($0)", type: $1.cotangent) }
    declare(name, parameters.map(\.type), types)
    let pullback = try self.name(of: body)
    let (turn, end) = (unique("\(name).turn"), unique("\(name).end"))
    declare(turn, parameters.map(\.type), types)
    declare(end, parameters.map(\.type), types)
    try builder.define(turn, parameters: parameters) { emitter, arguments in
      let carried = Array(arguments[..<types.count])
      let next = try emitter.call(body, carried)
      let later = try emitter.call(name, next + arguments[types.count...])
      let cotangents = try emitter.call(pullback, carried + later)
      return try zip(cotangents, carried.filter { emitter.type(of: $0).isDifferentiable })
        .map { try emitter.cotangent($0, shapedLike: $1) }
    }
    try builder.define(end, parameters: parameters) { emitter, arguments in
      let carried = arguments[..<types.count].filter { emitter.type(of: $0).isDifferentiable }
      return try zip(arguments[types.count...], carried)
        .map { try emitter.cotangent($0, shapedLike: $1) }
    }
    try builder.define(name, parameters: parameters) { emitter, arguments in
      let goesOn = try emitter.call(condition, Array(arguments[..<types.count]))[0]
      return try emitter.ifElse(goesOn, then: turn, else: end, arguments)
    }
    return name
  }

  private func declare(_ name: String, _ parameters: [ValueType], _ arguments: [ValueType]) {
    let cotangents = arguments.filter(\.isDifferentiable).map(\.cotangent)
    builder.declare(name, Signature(parameters: parameters, results: cotangents))
  }

  private func unique(_ name: String) -> String {
    var unique = name
    while builder.signature(of: unique) != nil { unique += "'" }
    return unique
  }

  private func emitPullback(
    of function: Function, into emitter: FunctionBuilder, _ arguments: [ValueID],
    _ cotangents: [ValueID]
  ) throws -> [ValueID] {
    // The forward values, again.
    var values: [ValueID: ValueID] = [:]
    for (id, argument) in zip(function.parameters, arguments) { values[id] = argument }
    func value(_ id: ValueID) throws -> ValueID {
      guard let value = values[id] else {
        throw ProgramError(.reference, at: "@\(function.name)", "\(id) is not defined")
      }
      return value
    }
    for operation in function.operations {
      let results = try emitter.append(
        operation.name, operation.operands.map(value), operation.attributes)
      for (id, result) in zip(operation.results, results) { values[id] = result }
    }
    // The cotangents, from the last operation to the first.
    var sums: [ValueID: ValueID] = [:]
    func add(_ cotangent: ValueID, to id: ValueID) throws {
      sums[id] = try sums[id].map { try emitter.add($0, cotangent) } ?? cotangent
    }
    let returned = function.returns.filter { function.type(of: $0).isDifferentiable }
    for (id, cotangent) in zip(returned, cotangents) { try add(cotangent, to: id) }
    for operation in function.operations.reversed() {
      let given = operation.results.map { sums[$0] }
      guard given.contains(where: { $0 != nil }) else { continue }
      let context = GradientContext(
        builder: emitter, name: operation.name, operands: try operation.operands.map(value),
        results: try operation.results.map(value), cotangents: given,
        attributes: operation.attributes, pullbacks: self)
      let pulled: [ValueID?]
      do {
        pulled = try OperationRegistry.definition(operation.name).gradient(context)
      } catch let error as ProgramError {
        throw ProgramError(error.kind, at: "@\(function.name), \(error.place)", error.message)
      }
      for (id, cotangent) in zip(operation.operands, pulled)
      where function.type(of: id).isDifferentiable {
        if let cotangent { try add(cotangent, to: id) }
      }
    }
    return try function.parameters.filter { function.type(of: $0).isDifferentiable }.map { id in
      guard let sum = sums[id] else { return try emitter.zeros(like: value(id)) }
      return try emitter.cotangent(sum, shapedLike: value(id))
    }
  }
}

extension FunctionBuilder {
  /// Zeros for a cotangent of `value`.
  fileprivate func zeros(like value: ValueID) throws -> ValueID {
    let dense = type(of: value).tensorType == nil ? try toDense(value) : value
    return try broadcast(scalar(0, tensorType(of: dense).dtype), toShapeOf: dense)
  }

  /// The cotangent of `value`, with exactly the type that belongs to it.
  fileprivate func cotangent(_ cotangent: ValueID, shapedLike value: ValueID) throws -> ValueID {
    if type(of: cotangent) == type(of: value).cotangent { return cotangent }
    let dense = type(of: value).tensorType == nil ? try toDense(value) : value
    return try broadcast(cotangent, toShapeOf: dense)
  }
}

extension GradientContext {
  /// A cotangent for each result that has one, zeros where nothing depends on it.
  func resultCotangents() throws -> [ValueID] {
    try zip(results, cotangents).compactMap { result, cotangent in
      guard builder.type(of: result).isDifferentiable else { return nil }
      return try cotangent ?? builder.zeros(like: result)
    }
  }

  /// `cotangents`, which belong to the differentiable ones of `values` in order, at their places.
  func spread(
    _ cotangents: [ValueID], overDifferentiable values: [ValueID]
  ) -> [ValueID?] {
    var rest = cotangents[...]
    return values.map { builder.type(of: $0).isDifferentiable ? rest.popFirst() : nil }
  }
}
