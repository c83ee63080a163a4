// A function of a tensor program, in static single assignment form.

/// What a caller must know of a function; known before its body, so that functions can recurse.
public struct Signature: Hashable, Sendable, CustomStringConvertible {
  /// The types of the arguments.
  public var parameters: [ValueType]
  /// The types of the returned values.
  public var results: [ValueType]

  /// Creates a signature.
  public init(parameters: [ValueType], results: [ValueType]) {
    self.parameters = parameters
    self.results = results
  }

  public var description: String {
    func list(_ types: [ValueType]) -> String {
      "(\(types.map(\.description).joined(separator: ", ")))"
    }
    return "\(list(parameters)) -> \(list(results))"
  }
}

/// A named sequence of operations in static single assignment form.
///
/// Values `0 ..< parameterNames.count` are the arguments; every other value is the result of exactly
/// one operation, before any use.
public struct Function: Hashable, Sendable {
  /// The name, unique in the program.
  public var name: String
  /// The names of the arguments, in order.
  public var parameterNames: [String]
  /// The names of the returned values, in order; for people and for compiled models' outputs.
  public var resultNames: [String]
  /// The steps, each after the steps that define its operands.
  public var operations: [Operation]
  /// The returned values.
  public var returns: [ValueID]
  /// The type of every value, by its index.
  public var valueTypes: [ValueType]

  /// Creates a function; `Program.verify` says whether it is well formed.
  public init(
    name: String, parameterNames: [String], resultNames: [String], operations: [Operation],
    returns: [ValueID], valueTypes: [ValueType]
  ) {
    self.name = name
    self.parameterNames = parameterNames
    self.resultNames = resultNames
    self.operations = operations
    self.returns = returns
    self.valueTypes = valueTypes
  }

  /// The arguments.
  public var parameters: [ValueID] { parameterNames.indices.map(ValueID.init) }

  /// The type of `value`.
  public func type(of value: ValueID) -> ValueType { valueTypes[value.index] }

  /// What a caller must know.
  public var signature: Signature {
    Signature(parameters: parameters.map(type(of:)), results: returns.map(type(of:)))
  }
}
