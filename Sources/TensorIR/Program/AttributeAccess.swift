// Typed access to attributes, for type rules and evaluations alike.

import Tensors

extension [String: Attribute] {
  /// The integer called `name`.
  public func int(_ name: String, of operation: String) throws -> Int {
    if case .int(let value)? = self[name] { return value }
    throw mismatch(name, "an integer", operation)
  }

  /// The integers called `name`.
  public func ints(_ name: String, of operation: String) throws -> [Int] {
    if case .ints(let value)? = self[name] { return value }
    throw mismatch(name, "a list of integers", operation)
  }

  /// The flag called `name`, or `fallback` where it is absent.
  public func bool(_ name: String, default fallback: Bool, of operation: String) throws -> Bool {
    switch self[name] {
    case .bool(let value)?: return value
    case nil: return fallback
    default: throw mismatch(name, "true or false", operation)
    }
  }

  /// The text called `name`.
  public func string(_ name: String, of operation: String) throws -> String {
    if case .string(let value)? = self[name] { return value }
    throw mismatch(name, "a string", operation)
  }

  /// The texts called `name`.
  public func strings(_ name: String, of operation: String) throws -> [String] {
    if case .strings(let value)? = self[name] { return value }
    throw mismatch(name, "a list of strings", operation)
  }

  /// The number called `name`.
  public func double(_ name: String, of operation: String) throws -> Double {
    if case .double(let value)? = self[name] { return value }
    throw mismatch(name, "a number", operation)
  }

  /// The dtype called `name`.
  public func dtype(_ name: String, of operation: String) throws -> DType {
    if case .dtype(let value)? = self[name] { return value }
    throw mismatch(name, "a dtype", operation)
  }

  /// The dimensions called `name`.
  public func dimensions(_ name: String, of operation: String) throws -> [Dimension] {
    if case .dimensions(let value)? = self[name] { return value }
    throw mismatch(name, "a list of dimensions", operation)
  }

  /// The name of the function called `name`.
  public func function(_ name: String, of operation: String) throws -> String {
    if case .function(let value)? = self[name] { return value }
    throw mismatch(name, "a function", operation)
  }

  /// The name of the constant called `name`.
  public func constant(_ name: String, of operation: String) throws -> String {
    if case .constant(let value)? = self[name] { return value }
    throw mismatch(name, "a constant", operation)
  }

  private func mismatch(_ name: String, _ expected: String, _ operation: String) -> ProgramError {
    ProgramError(.type, at: operation, "attribute '\(name)' must be \(expected)")
  }
}
