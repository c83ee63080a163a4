// Rewrites that keep a program's meaning.

/// A rewrite of programs that keeps their meaning.
public protocol ProgramPass: Sendable {
  /// The name, for people.
  var name: String { get }
  /// The program, rewritten.
  ///
  /// - Throws: `ProgramError` where the program is not well formed.
  func run(on program: Program) throws -> Program
}

/// A pass that looks at one function at a time.
protocol FunctionPass: ProgramPass {
  /// Emits `function` again, rewritten, and returns what it returns.
  func emit(
    _ function: Function, into builder: FunctionBuilder, _ arguments: [ValueID]
  ) throws -> [ValueID]
}

extension FunctionPass {
  /// Runs the pass on every function.
  public func run(on program: Program) throws -> Program {
    let builder = ProgramBuilder(extending: program)
    for function in program.functions {
      let parameters = zip(function.parameterNames, function.parameters).map {
        (name: $0, type: function.type(of: $1))
      }
      try builder.define(
        function.name, parameters: parameters, resultNames: function.resultNames
      ) { try emit(function, into: $0, $1) }
    }
    return builder.build()
  }
}

/// Which values of a new function stand for those of an old one.
struct ValueMap {
  private var values: [ValueID: ValueID]
  private let function: String

  /// Begins with the arguments of `function`.
  init(_ function: Function, arguments: [ValueID]) {
    values = Dictionary(uniqueKeysWithValues: zip(function.parameters, arguments))
    self.function = function.name
  }

  /// Remembers what stands for the results of an operation.
  mutating func set(_ old: [ValueID], to new: [ValueID]) {
    for (old, new) in zip(old, new) { values[old] = new }
  }

  /// What stands for `ids`.
  func callAsFunction(_ ids: [ValueID]) throws -> [ValueID] {
    try ids.map { id in
      guard let value = values[id] else {
        throw ProgramError(.reference, at: "@\(function)", "\(id) is used before it is defined")
      }
      return value
    }
  }
}
