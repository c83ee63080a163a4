// A tensor program: functions that call each other, and the constants they use.

import Tensors

/// Named functions and named constant tensors.
public struct Program: Sendable {
  /// The name, for people.
  public var name: String
  /// The functions in order of definition; names are unique.
  public private(set) var functions: [Function] = []
  /// The constants in order of definition; names are unique.
  public private(set) var constants: [(name: String, tensor: Tensor)] = []
  private var functionIndex: [String: Int] = [:]
  private var constantIndex: [String: Int] = [:]

  /// Creates a program without functions.
  public init(name: String) { self.name = name }

  /// The function called `name`.
  public func function(_ name: String) -> Function? { functionIndex[name].map { functions[$0] } }

  /// The constant called `name`.
  public func constant(_ name: String) -> Tensor? {
    constantIndex[name].map { constants[$0].tensor }
  }

  /// Adds a function, or replaces the one of the same name in its place.
  public mutating func define(_ function: Function) {
    if let index = functionIndex[function.name] {
      functions[index] = function
    } else {
      functionIndex[function.name] = functions.count
      functions.append(function)
    }
  }

  /// Adds a constant, or replaces the one of the same name in its place.
  public mutating func define(constant name: String, _ tensor: Tensor) {
    if let index = constantIndex[name] {
      constants[index].tensor = tensor
    } else {
      constantIndex[name] = constants.count
      constants.append((name, tensor))
    }
  }
}
