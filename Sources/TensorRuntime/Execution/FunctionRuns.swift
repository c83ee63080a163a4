// A function of an executor's program, and how it was run lately.

import Synchronization
import TensorIR
import Tensors

/// What is known of a function before its arguments are, and the runs that were planned for some.
final class FunctionRuns: Sendable {
  let function: Function
  /// The declared types of the parameters.
  let parameters: [ValueType]
  /// The symbol of the leading extent over which rows are independent; `nil` where that is not proved.
  let independentRows: String?
  /// Whether each parameter has an element of its first axis for every row.
  let hasRows: [Bool]
  private let capacity: Int
  private let latest = Mutex<[PlannedRun]>([])

  /// Describes a function; up to `capacity` runs are remembered.
  init(_ function: Function, independentRows: String?, capacity: Int) {
    self.function = function
    self.independentRows = independentRows
    self.capacity = max(1, capacity)
    let parameters = function.parameters.map(function.type(of:))
    let symbols = parameters.compactMap { type -> Dimension? in
      guard type.isDense, case .symbol? = type.leadingDimension else { return nil }
      return type.leadingDimension
    }
    let rows = independentRows.map(Dimension.symbol) ?? symbols.first
    hasRows = parameters.map { $0.isDense && rows != nil && $0.leadingDimension == rows }
    self.parameters = parameters
  }

  /// The run that was planned for arguments of these shapes, where it is remembered.
  ///
  /// Runs that are asked for often move to the front, one place at a time.
  func remembered(_ arguments: [Value], _ window: Range<Int>?) -> PlannedRun? {
    latest.withLock { latest in
      for place in latest.indices where latest[place].fits(arguments, window, hasRows) {
        let run = latest[place]
        if place > 0 { latest.swapAt(place, place - 1) }
        return run
      }
      return nil
    }
  }

  /// Remembers a run; the one at the end is forgotten where there are too many.
  func remember(_ run: PlannedRun) {
    latest.withLock { latest in
      if latest.count >= capacity { latest.removeLast() }
      latest.insert(run, at: 0)
    }
  }

  /// The types of arguments of which a function sees the rows of `window`, all of them where it is `nil`.
  /// - Throws: `RuntimeError` where the arguments do not fit, or do not have the rows.
  func types(_ arguments: [Value], _ window: Range<Int>?) throws -> [ValueType] {
    guard arguments.count == parameters.count else {
      throw RuntimeError.argumentCount(
        function: function.name, found: arguments.count, expected: parameters.count)
    }
    var binding = Binding()
    let types = arguments.map(ValueType.init(of:))
    for (place, (declared, type)) in zip(parameters, types).enumerated() {
      guard binding.unify(declared, with: type) else {
        throw RuntimeError.argument(
          function: function.name, parameter: function.parameterNames[place],
          found: "\(type)", expected: "\(binding(declared))")
      }
    }
    guard let window else { return types }
    let rows = zip(types, hasRows).first { $1 }?.0.leadingDimension?.extent ?? 0
    guard window.lowerBound >= 0, window.upperBound <= rows else {
      throw RuntimeError.rows(function: function.name, found: window, expected: rows)
    }
    return zip(types, hasRows).map { $1 ? $0.withRows(window.count) : $0 }
  }

  /// The rows of `window` of the arguments that have rows, as tensors of their own.
  func cut(_ arguments: [Value], to window: Range<Int>?) -> [Value] {
    guard let window else { return arguments }
    return zip(arguments, hasRows).map { argument, hasRows in
      hasRows ? .tensor(argument.tensor.part(ofRows: window)) : argument
    }
  }
}

extension ValueType {
  /// The dense type with another number of rows.
  func withRows(_ count: Int) -> ValueType {
    guard case .tensor(var type) = self, !type.dimensions.isEmpty else { return self }
    type.dimensions[0] = .fixed(count)
    return .tensor(type)
  }
}
