// What can be wrong with a program.

/// A program that is not well typed, does not parse, or cannot be run or differentiated.
public struct ProgramError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What kind of fault it is.
  public enum Kind: String, Sendable {
    /// An operation was given operands or attributes that its type rule refuses.
    case type
    /// The program refers to something that it does not define, or defines something twice.
    case reference
    /// The text form does not parse.
    case syntax
    /// Arguments do not fit the function's parameters, or an operation failed on their values.
    case execution
    /// No gradient exists where one was asked for.
    case differentiation
  }

  /// What kind of fault it is.
  public let kind: Kind
  /// Where: a function, operation or line.
  public let place: String
  /// What was found and what was expected.
  public let message: String

  /// Creates an error.
  public init(_ kind: Kind, at place: String, _ message: String) {
    self.kind = kind
    self.place = place
    self.message = message
  }

  public var description: String { "\(place): \(message)" }
}
