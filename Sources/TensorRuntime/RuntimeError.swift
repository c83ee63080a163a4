// What can go wrong between a program and its results.

import TensorIR
import Tensors

/// A function that cannot be planned or run with the arguments it was given.
public enum RuntimeError: Error, Sendable, CustomStringConvertible {
  /// The program has no such function.
  case unknownFunction(String, known: [String])
  /// The number of arguments is wrong.
  case argumentCount(function: String, found: Int, expected: Int)
  /// An argument does not fit its parameter.
  case argument(function: String, parameter: String, found: String, expected: String)
  /// Rows were asked for that the arguments do not have.
  case rows(function: String, found: Range<Int>, expected: Int)
  /// Functions called each other too deeply.
  case depthExceeded(function: String, limit: Int)
  /// An operation gave a result that its type rule does not allow.
  case result(operation: String, found: String, expected: String)
  /// A kernel refused its operands' values.
  case kernel(operation: String, code: Int)
  /// A kernel of tree ensembles was asked for that does not exist, or not on this processor.
  case treeKernel(String)

  public var description: String {
    switch self {
    case .unknownFunction(let name, let known):
      "running @\(name): the program has no such function; it has \(known.joined(separator: ", "))"
    case .argumentCount(let function, let found, let expected):
      "running @\(function): \(found) arguments were found; \(expected) were expected"
    case .argument(let function, let parameter, let found, let expected):
      "running @\(function): argument '\(parameter)' is \(found); \(expected) was expected"
    case .rows(let function, let found, let expected):
      "running @\(function): rows \(found) were asked for; the arguments have \(expected)"
    case .depthExceeded(let function, let limit):
      """
      running @\(function): functions called each other more than \(limit) deep; \
      check that the recursion ends, or raise the limit
      """
    case .result(let operation, let found, let expected):
      "running \(operation): the result is \(found); its type says \(expected)"
    case .kernel(let operation, let code):
      "running \(operation): the operands' values allow no result (code \(code))"
    case .treeKernel(let name):
      "this processor runs no kernel called '\(name)'; it runs "
        + TreeKernelChoice.allCases.filter(\.isAvailable).map { "'\($0.rawValue)'" }
        .joined(separator: ", ")
    }
  }
}
