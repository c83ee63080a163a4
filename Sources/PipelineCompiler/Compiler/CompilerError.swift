// What compiling a pipeline, and reading a compiled one, throws.

/// A pipeline that cannot be compiled, or a compiled model that cannot be read or written.
public struct CompilerError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What was being done, or which part of the pipeline or file it was done with.
  public let place: String
  /// What was found, what was expected and what to do.
  public let message: String

  /// Creates an error.
  public init(at place: String, _ message: String) {
    self.place = place
    self.message = message
  }

  public var description: String { "\(place): \(message)" }
}
