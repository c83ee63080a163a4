// The runtime's face: run a function of a program.

import TensorIR
import Tensors

/// Runs the functions of one program, from any number of threads at once.
///
/// Functions are planned once for every set of argument shapes; plans are kept. A function whose rows
/// do not depend on each other is run in blocks of rows that stay in the second-level cache, spread
/// over the pool's threads. Results are the same, bit by bit, whatever the number of threads and the
/// size of the blocks.
public final class Executor: Sendable {
  /// How an executor works; none of it changes results.
  public struct Options: Sendable {
    /// The threads that work is spread over.
    public var pool: WorkerPool
    /// How batches of independent rows are cut.
    public var rowBlocks = RowBlocks.automatic
    /// The most plans that are kept.
    public var planCapacity = 64
    /// The most functions that may be running inside each other.
    public var depthLimit = 10_000
    /// Whether element-wise chains become one loop.
    public var fusesElementwise = true
    /// The kernel of tree ensembles; `nil` for what the environment variable `WINDHOVER_TREE_KERNEL` says,
    /// and the best one where it says nothing.
    public var treeKernel: TreeKernelChoice?
    /// What collects the time of each step; `nil` to measure nothing.
    public var profiler: Profiler?

    /// Creates options that use the process's shared pool by default.
    public init(pool: WorkerPool = .shared) { self.pool = pool }
  }

  /// How batches of independent rows are cut.
  public enum RowBlocks: Sendable, Hashable {
    /// Into blocks whose arena stays in the second-level cache.
    case automatic
    /// Into blocks of a number of rows, rounded up to a multiple of 64.
    case of(Int)
    /// Not at all.
    case none
  }

  /// The program.
  public let program: Program
  let options: Options
  let planner: Planner
  let plans: PlanCache
  let arenas = ArenaStore()
  private let rowSymbols: [String: String]

  /// Makes an executor of a verified program.
  public init(_ program: Program, options: Options = Options()) {
    self.program = program
    self.options = options
    var planner = Planner(program)
    planner.fusesElementwise = options.fusesElementwise
    planner.treeKernel = options.treeKernel
    self.planner = planner
    plans = PlanCache(capacity: options.planCapacity)
    var symbols: [String: String] = [:]
    let analysis = RowIndependence(program)
    for function in program.functions {
      symbols[function.name] = analysis.rowSymbol(of: function.name)
    }
    rowSymbols = symbols
  }

  /// Runs a function.
  /// - Parameters:
  ///   - name: The function.
  ///   - arguments: A value for each parameter, in order.
  /// - Returns: The function's results, in order.
  /// - Throws: `RuntimeError` where the arguments do not fit, and what operations throw.
  public func run(_ name: String, _ arguments: [Value]) throws -> [Value] {
    let (function, types) = try check(name, arguments)
    if let blocks = try rowBlocks(of: function, arguments, types) { return try run(blocks) }
    return try runWhole(plan(function, types), arguments)
  }

  /// Runs a function on arguments by the parameters' names; results by theirs.
  /// - Throws: As `run(_:_:)`; also where a parameter has no argument, or an argument no parameter.
  public func run(_ name: String, named arguments: [String: Value]) throws -> [String: Value] {
    let function = try self.function(name)
    let values = try function.parameterNames.map { parameter in
      guard let value = arguments[parameter] else {
        throw RuntimeError.argument(
          function: name, parameter: parameter, found: "absent",
          expected: "one of \(function.parameterNames.joined(separator: ", "))")
      }
      return value
    }
    guard arguments.count == values.count else {
      throw RuntimeError.argumentCount(
        function: name, found: arguments.count, expected: values.count)
    }
    let results = try run(name, values)
    return Dictionary(
      zip(function.resultNames, results), uniquingKeysWith: { first, _ in first })
  }

  /// The plan that a whole run for arguments of the given types uses.
  /// - Throws: As `run(_:_:)`.
  public func plan(_ name: String, arguments: [ValueType]) throws -> Plan {
    try plan(try function(name), arguments)
  }

  /// The number of plans that are kept.
  package var planCount: Int { plans.count }

  /// The symbol of the leading extent over which the function's rows are independent.
  func rowSymbol(of name: String) -> String? { rowSymbols[name] }

  func plan(_ function: Function, _ types: [ValueType]) throws -> Plan {
    try plans.plan(PlanCache.Key(function: function.name, arguments: types)) {
      try planner.plan(function, arguments: types)
    }
  }

  func runWhole(_ plan: Plan, _ arguments: [Value]) throws -> [Value] {
    var stack = FrameStack(
      self, program: program, runner: KernelRunner(pool: options.pool, profiler: options.profiler),
      depthLimit: options.depthLimit)
    return try stack.run(plan, arguments)
  }

  private func function(_ name: String) throws -> Function {
    guard let function = program.function(name) else {
      throw RuntimeError.unknownFunction(name, known: program.functions.map(\.name))
    }
    return function
  }

  private func check(_ name: String, _ arguments: [Value]) throws -> (Function, [ValueType]) {
    let function = try function(name)
    guard arguments.count == function.parameters.count else {
      throw RuntimeError.argumentCount(
        function: name, found: arguments.count, expected: function.parameters.count)
    }
    var binding = Binding()
    let types = arguments.map(ValueType.init(of:))
    for (parameter, type) in zip(function.parameters, types) {
      let declared = function.type(of: parameter)
      guard binding.unify(declared, with: type) else {
        throw RuntimeError.argument(
          function: name, parameter: function.parameterNames[parameter.index],
          found: "\(type)", expected: "\(binding(declared))")
      }
    }
    return (function, types)
  }
}

extension Executor: FrameSource {
  func plan(_ function: String, _ arguments: [Value]) throws -> Plan {
    let (function, types) = try check(function, arguments)
    return try plan(function, types)
  }

  func borrowArena(_ byteCount: Int) -> Arena { arenas.borrow(byteCount) }

  func giveBack(_ arena: Arena) { arenas.giveBack(arena) }

  func invoke(_ function: String, _ arguments: [Value]) throws -> [Value] {
    try runWhole(plan(function, arguments), arguments)
  }
}
