// How a function runs for arguments of one set of shapes: decided once, then found by comparing shapes.

import TensorIR
import Tensors

/// The plans of a run, and the arguments that they are for.
final class PlannedRun: Sendable {
  /// How the plans are run.
  enum Form: Sendable {
    /// Kernels alone.
    case kernels(KernelPlan)
    /// Frames on the heap: steps over values, and calls.
    case frames(Plan)
    /// Blocks of independent rows.
    case blocks(BlockPlans)
  }

  let form: Form
  /// What each argument is, of the rows that are seen.
  private let arguments: [DenseType]

  init(_ form: Form, arguments: [DenseType]) {
    self.form = form
    self.arguments = arguments
  }

  /// Whether this is the run for the rows of `window` of the arguments, all of them where it is `nil`.
  ///
  /// This is on the path of every call: nothing is allocated, and no text compared.
  func fits(_ found: [Value], _ window: Range<Int>?, _ hasRows: [Bool]) -> Bool {
    guard found.count == arguments.count else { return false }
    var rows: Int?
    for place in arguments.indices {
      guard case .tensor(let tensor) = found[place], tensor.dtype == arguments[place].dtype else {
        return false
      }
      let expected = arguments[place].shape.dimensions
      let actual = tensor.shape.dimensions
      guard let window, hasRows[place] else {
        if actual == expected { continue }
        return false
      }
      guard actual.count == expected.count, expected[0] == window.count, window.lowerBound >= 0,
        window.upperBound <= actual[0], rows.map({ $0 == actual[0] }) ?? true
      else { return false }
      rows = actual[0]
      for axis in 1..<expected.count where actual[axis] != expected[axis] { return false }
    }
    return window == nil || rows != nil
  }
}
