// The reference interpreter: one operation after the other, by each operation's plain evaluation.

import Tensors

/// Runs functions of a program.
///
/// Kernels and plans are tested against it.
public struct Interpreter: Sendable {
  /// The program that runs.
  public let program: Program
  /// How deep calls may nest, branches and loop bodies counted.
  public let depthLimit: Int

  /// Prepares to run functions of `program`, which `Program.verify` accepts.
  public init(_ program: Program, depthLimit: Int = 10_000) {
    self.program = program
    self.depthLimit = depthLimit
  }

  /// Runs the function called `name` on `arguments` and returns its results.
  /// - Throws: `ProgramError` where there is no such function, the arguments do not fit its
  ///   parameters, an operation fails on their values, or calls nest deeper than `depthLimit`.
  public func run(_ name: String, _ arguments: [Value]) throws -> [Value] {
    let calls = program.functions.contains { function in
      function.operations.contains { operation in
        operation.attributes.values.contains { if case .function = $0 { true } else { false } }
      }
    }
    guard calls else { return try run(name, arguments, depth: 0) }
    // Each nested call takes native stack, so that deep recursion gets a stack of its own.
    return try DeepStack.run(byteCount: depthLimit * 8192 + (1 << 20)) {
      try run(name, arguments, depth: 0)
    }
  }

  /// Runs a function on dense tensors and returns its dense results.
  public func run(_ name: String, _ arguments: [Tensor]) throws -> [Tensor] {
    try run(name, arguments.map(Value.tensor)).map(\.tensor)
  }

  private func run(_ name: String, _ arguments: [Value], depth: Int) throws -> [Value] {
    guard let function = program.function(name) else {
      throw ProgramError(.reference, at: "@\(name)", "there is no such function")
    }
    guard depth < depthLimit else {
      throw ProgramError(
        .execution, at: "@\(name)",
        "calls nest \(depthLimit) deep; end the recursion earlier or raise the limit")
    }
    let binding = try function.bind(arguments)
    var values = [Value?](repeating: nil, count: function.valueTypes.count)
    for (index, argument) in arguments.enumerated() { values[index] = argument }
    let lastUses = function.lastUses
    for (step, operation) in function.operations.enumerated() {
      let results = try evaluate(operation, of: function, values, binding, depth)
      for (id, result) in zip(operation.results, results) { values[id.index] = result }
      for id in lastUses[step] { values[id.index] = nil }
    }
    return try function.returns.map { try function.value($0, in: values) }
  }

  /// The most elements of one result: a bound for programs that come from files.
  private static var largestCount: Int { 1 << 31 }

  private func evaluate(
    _ operation: Operation, of function: Function, _ values: [Value?], _ binding: [String: Int],
    _ depth: Int
  ) throws -> [Value] {
    let place = "@\(function.name), \(operation.name)"
    let context = EvaluationContext(
      name: place, operands: try operation.operands.map { try function.value($0, in: values) },
      attributes: operation.attributes.mapValues { $0.binding(binding) }, program: program,
      invoke: { try run($0, $1, depth: depth + 1) })
    for id in operation.results {
      let type = function.type(of: id).mapDimensions { $0.binding(binding) }
      if let (count, overflow) = type.elementCount, overflow || count > Self.largestCount {
        throw ProgramError(
          .execution, at: place, "\(type) has more than \(Self.largestCount) elements")
      }
    }
    let results = try OperationRegistry.definition(operation.name).evaluate(context)
    guard results.count == operation.results.count else {
      throw ProgramError(.execution, at: place, "\(results.count) results came out")
    }
    for (id, result) in zip(operation.results, results) {
      let (declared, found) = (function.type(of: id), ValueType(of: result))
      guard found.fits(declared.mapDimensions { $0.binding(binding) }) else {
        throw ProgramError(
          .execution, at: place, "\(found) came out where \(declared) was inferred")
      }
    }
    return results
  }
}

extension Function {
  /// The extents that the arguments give the symbols of the parameters.
  /// - Throws: `ProgramError` of kind `execution` where the arguments do not fit.
  package func bind(_ arguments: [Value]) throws -> [String: Int] {
    guard arguments.count == parameters.count else {
      throw ProgramError(
        .execution, at: "@\(name)",
        "\(arguments.count) arguments were given for \(parameters.count) parameters")
    }
    var matching = TypeMatching()
    for (id, argument) in zip(parameters, arguments) {
      let found = ValueType(of: argument)
      guard matching.match(type(of: id), found) else {
        throw ProgramError(
          .execution, at: "@\(name)",
          "argument \(parameterNames[id.index]) is \(found), but \(type(of: id)) was expected"
            + matching.note)
      }
    }
    return matching.bindings.compactMapValues(\.extent)
  }

  /// For each step the values that nothing uses afterwards.
  fileprivate var lastUses: [[ValueID]] {
    var seen = Set(returns)
    var uses = [[ValueID]](repeating: [], count: operations.count)
    for (step, operation) in operations.enumerated().reversed() {
      for id in operation.operands + operation.results where seen.insert(id).inserted {
        uses[step].append(id)
      }
    }
    return uses
  }

  fileprivate func value(_ id: ValueID, in values: [Value?]) throws -> Value {
    guard values.indices.contains(id.index), let value = values[id.index] else {
      throw ProgramError(.reference, at: "@\(name)", "\(id) is used before it is defined")
    }
    return value
  }
}

extension TypeMatching {
  /// The bindings so far, for a message.
  fileprivate var note: String {
    if bindings.isEmpty { return "" }
    let pairs = bindings.sorted { $0.key < $1.key }.map { "\($0.key) = \($0.value)" }
    return " (\(pairs.joined(separator: ", ")))"
  }
}

extension ValueType {
  /// Whether a value of this type, all of whose extents are known, is one of `declared`.
  fileprivate func fits(_ declared: ValueType) -> Bool {
    var matching = TypeMatching()
    return matching.match(declared, self)
  }
}
