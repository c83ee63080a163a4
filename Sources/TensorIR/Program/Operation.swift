// One step of a function.

/// A value of a function, by its place in `Function.valueTypes`.
public struct ValueID: Hashable, Sendable, CustomStringConvertible {
  /// The place in `Function.valueTypes`.
  public let index: Int

  /// Refers to the value at `index`.
  public init(_ index: Int) { self.index = index }

  public var description: String { "%\(index)" }
}

/// One application of an operation definition to values.
public struct Operation: Sendable, Hashable {
  /// The name of the operation's definition, for example `matmul`.
  public var name: String
  /// The values that go in.
  public var operands: [ValueID]
  /// The values that come out, each defined here alone.
  public var results: [ValueID]
  /// Compile-time properties.
  public var attributes: Attributes

  /// Creates an operation.
  public init(
    name: String, operands: [ValueID], results: [ValueID], attributes: Attributes = [:]
  ) {
    self.name = name
    self.operands = operands
    self.results = results
    self.attributes = attributes
  }
}
