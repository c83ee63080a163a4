// Leaving out what nothing needs.

import Tensors

/// Leaves out operations whose results nothing uses, and constants and functions that nothing names.
public struct DeadCodeElimination: ProgramPass {
  public let name = "dead code elimination"
  /// The functions to keep with all that they call; `nil` keeps every function.
  public let roots: [String]?

  /// Creates the pass.
  public init(roots: [String]? = nil) { self.roots = roots }

  /// Runs the pass.
  public func run(on program: Program) throws -> Program {
    let trimmed = try UnusedOperations().run(on: program)
    let functions = roots.map { trimmed.reachable(from: $0) }
    var result = Program(name: program.name)
    var constants: Set<String> = []
    for function in trimmed.functions where functions?.contains(function.name) ?? true {
      result.define(function)
      for operation in function.operations {
        for case .constant(let name) in operation.attributes.values { constants.insert(name) }
      }
    }
    for (name, tensor) in trimmed.constants where constants.contains(name) {
      result.define(constant: name, tensor)
    }
    return result
  }
}

/// The part of dead code elimination inside functions.
private struct UnusedOperations: FunctionPass {
  let name = "unused operations"

  func emit(
    _ function: Function, into builder: FunctionBuilder, _ arguments: [ValueID]
  ) throws -> [ValueID] {
    var needed = Set(function.returns)
    var kept: [Operation] = []
    for operation in function.operations.reversed()
    where operation.results.contains(where: needed.contains) {
      needed.formUnion(operation.operands)
      kept.append(operation)
    }
    var values = ValueMap(function, arguments: arguments)
    for operation in kept.reversed() {
      values.set(
        operation.results,
        to: try builder.append(
          operation.name, try values(operation.operands), operation.attributes))
    }
    return try values(function.returns)
  }
}

extension Program {
  /// The functions that `roots` call, directly or through others, and `roots` themselves.
  func reachable(from roots: [String]) -> Set<String> {
    var reached: Set<String> = []
    var open = roots
    while let name = open.popLast() {
      guard reached.insert(name).inserted, let function = function(name) else { continue }
      open += function.callees
    }
    return reached
  }
}

extension Function {
  /// The functions that the operations name.
  var callees: [String] {
    operations.flatMap { operation in
      operation.attributes.values.compactMap {
        if case .function(let name) = $0 { name } else { nil }
      }
    }
  }
}
