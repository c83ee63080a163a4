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
  let runner: KernelRunner
  private let functions: [String: FunctionRuns]
  /// The most shapes of arguments by which each function's runs are remembered.
  private static let rememberedRuns = 8

  /// Makes an executor of a verified program.
  public init(_ program: Program, options: Options = Options()) {
    self.program = program
    self.options = options
    runner = KernelRunner(pool: options.pool, profiler: options.profiler)
    var planner = Planner(program)
    planner.fusesElementwise = options.fusesElementwise
    planner.treeKernel = options.treeKernel
    self.planner = planner
    plans = PlanCache(capacity: options.planCapacity)
    var functions: [String: FunctionRuns] = [:]
    let analysis = RowIndependence(program)
    for function in program.functions {
      functions[function.name] = FunctionRuns(
        function, independentRows: analysis.rowSymbol(of: function.name),
        capacity: min(options.planCapacity, Self.rememberedRuns))
    }
    self.functions = functions
  }

  /// Runs a function.
  /// - Parameters:
  ///   - name: The function.
  ///   - arguments: A value for each parameter, in order.
  /// - Returns: The function's results, in order.
  /// - Throws: `RuntimeError` where the arguments do not fit, and what operations throw.
  public func run(_ name: String, _ arguments: [Value]) throws -> [Value] {
    try run(runs(of: name), arguments, nil)
  }

  /// Runs a function on arguments by the parameters' names; results by theirs.
  /// - Throws: As `run(_:_:)`; also where a parameter has no argument, or an argument no parameter.
  public func run(_ name: String, named arguments: [String: Value]) throws -> [String: Value] {
    let function = try runs(of: name).function
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
    try plan(runs(of: name).function, arguments)
  }

  /// The number of plans that are kept.
  package var planCount: Int { plans.count }

  /// What is known of the function called `name`.
  /// - Throws: `RuntimeError` where the program has no such function.
  func runs(of name: String) throws -> FunctionRuns {
    guard let runs = functions[name] else {
      throw RuntimeError.unknownFunction(name, known: program.functions.map(\.name))
    }
    return runs
  }

  /// Runs a function on the rows of `window` of its arguments, on all rows where it is `nil`.
  func run(_ runs: FunctionRuns, _ arguments: [Value], _ window: Range<Int>?) throws -> [Value] {
    switch try plannedRun(runs, arguments, window).form {
    case .kernels(let kernels):
      if let results = run(kernels, arguments, firstRow: window?.lowerBound ?? 0) {
        return results.map(Value.tensor)
      }
      // A kernel refused its operands: the run with frames keeps them, and words the error.
      return try runWhole(kernels.plan, runs.cut(arguments, to: window))
    case .frames(let plan): return try runWhole(plan, runs.cut(arguments, to: window))
    case .blocks(let blocks):
      return try run(blocks, arguments, firstRow: window?.lowerBound ?? 0).map(Value.tensor)
    }
  }

  /// As `run(_:_:_:)`, for functions whose results are all dense.
  func runDense(
    _ runs: FunctionRuns, _ arguments: [Value], _ window: Range<Int>?
  ) throws -> [Tensor] {
    if case .kernels(let kernels) = try plannedRun(runs, arguments, window).form,
      let results = run(kernels, arguments, firstRow: window?.lowerBound ?? 0)
    {
      return results
    }
    return try run(runs, arguments, window).map(\.tensor)
  }

  /// How a function runs for arguments of these shapes: as remembered, or decided now.
  private func plannedRun(
    _ runs: FunctionRuns, _ arguments: [Value], _ window: Range<Int>?
  ) throws -> PlannedRun {
    if let run = runs.remembered(arguments, window) { return run }
    let types = try runs.types(arguments, window)
    let form: PlannedRun.Form
    if let blocks = try blockPlans(runs, types) {
      form = .blocks(blocks)
    } else {
      let plan = try plan(runs.function, types)
      form = KernelPlan(plan, hasRows: runs.hasRows).map(PlannedRun.Form.kernels) ?? .frames(plan)
    }
    let dense = types.compactMap { GraphValue(type: $0).dense }
    let run = PlannedRun(form, arguments: dense)
    // Sparse and ragged arguments have more to compare than a shape.
    if dense.count == types.count { runs.remember(run) }
    return run
  }

  func plan(_ function: Function, _ types: [ValueType]) throws -> Plan {
    try plans.plan(PlanCache.Key(function: function.name, arguments: types)) {
      try planner.plan(function, arguments: types)
    }
  }

  func runWhole(_ plan: Plan, _ arguments: [Value]) throws -> [Value] {
    var stack = FrameStack(
      self, program: program, runner: runner, depthLimit: options.depthLimit)
    return try stack.run(plan, arguments)
  }
}

extension Executor: FrameSource {
  func plan(_ function: String, _ arguments: [Value]) throws -> Plan {
    let runs = try runs(of: function)
    return try plan(runs.function, runs.types(arguments, nil))
  }

  func borrowArena(_ byteCount: Int) -> Arena { arenas.borrow(byteCount) }

  func giveBack(_ arena: Arena) { arenas.giveBack(arena) }

  func invoke(_ function: String, _ arguments: [Value]) throws -> [Value] {
    try runWhole(plan(function, arguments), arguments)
  }
}
