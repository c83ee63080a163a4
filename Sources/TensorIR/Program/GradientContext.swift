// What a gradient rule sees: the forward values, and a builder to emit into.

/// The place at which an operation's gradient is emitted.
public struct GradientContext {
  /// Where the gradient's operations go.
  public let builder: FunctionBuilder
  /// The operation's name, for messages.
  public let name: String
  /// The forward operands, as values of `builder`.
  public let operands: [ValueID]
  /// The forward results, as values of `builder`.
  public let results: [ValueID]
  /// The cotangent of each result; `nil` where nothing depends on it.
  public let cotangents: [ValueID?]
  /// The attributes.
  public let attributes: Attributes
  /// Makes, on demand, the pullbacks of functions that the operation runs.
  package let pullbacks: Pullbacks

  package init(
    builder: FunctionBuilder, name: String, operands: [ValueID], results: [ValueID],
    cotangents: [ValueID?], attributes: Attributes,
    pullbacks: Pullbacks
  ) {
    self.builder = builder
    self.name = name
    self.operands = operands
    self.results = results
    self.cotangents = cotangents
    self.attributes = attributes
    self.pullbacks = pullbacks
  }
}
