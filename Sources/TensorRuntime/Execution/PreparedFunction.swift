// A function looked up once, for callers who run it often.

import TensorIR
import Tensors

/// A function of an executor's program, ready to be run any number of times, from any number of threads.
///
/// A run for shapes that were seen lately costs the kernels and some hundred nanoseconds: no name is looked
/// up, and where the function is kernels alone, only the results are allocated.
public struct PreparedFunction: Sendable {
  private let executor: Executor
  private let runs: FunctionRuns

  init(_ executor: Executor, _ runs: FunctionRuns) {
    self.executor = executor
    self.runs = runs
  }

  /// Runs the function.
  /// - Parameter arguments: A value for each parameter, in order.
  /// - Returns: The function's results, in order.
  /// - Throws: `RuntimeError` where the arguments do not fit, and what operations throw.
  public func run(_ arguments: [Value]) throws -> [Value] {
    try executor.run(runs, arguments, nil)
  }

  /// Runs the function on some of the rows, as if the arguments had no others; nothing is copied.
  ///
  /// - Parameters:
  ///   - arguments: A value for each parameter, in order.
  ///   - rows: The rows that the function sees of all arguments whose leading extent is a symbol: the one
  ///     over which rows are independent, or else that of the first such parameter.
  /// - Returns: The function's results, in order.
  /// - Throws: As `run(_:)`; `RuntimeError` also where the arguments do not have the rows.
  public func run(_ arguments: [Value], rows: Range<Int>) throws -> [Value] {
    try executor.run(runs, arguments, rows)
  }

  /// Runs a function whose results are all dense tensors on some of the rows, as `run(_:rows:)` does.
  public func tensors(_ arguments: [Value], rows: Range<Int>) throws -> [Tensor] {
    try executor.runDense(runs, arguments, rows)
  }
}

extension Executor {
  /// The function called `name`, looked up once.
  /// - Throws: `RuntimeError` where the program has no such function.
  public func prepared(_ name: String) throws -> PreparedFunction {
    PreparedFunction(self, try runs(of: name))
  }
}
