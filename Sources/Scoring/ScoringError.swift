// What scoring throws.

/// Rows that cannot be scored, or a model or specification that cannot be used.
public struct ScoringError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What went wrong, for exit codes.
  public enum Kind: Hashable, Sendable {
    /// The columns or values of rows do not fit the model.
    case rows
    /// Something was asked for that the model does not have.
    case request
    /// The specification of a pipeline is wrong.
    case specification
  }

  /// What went wrong.
  public let kind: Kind
  /// What was being done, or with what.
  public let place: String
  /// What was found, what was expected and what to do.
  public let message: String

  /// Creates an error.
  public init(_ kind: Kind, at place: String, _ message: String) {
    self.kind = kind
    self.place = place
    self.message = message
  }

  public var description: String { "\(place): \(message)" }
}

/// Names as a message lists them: in quotes, not too many.
func listed(_ names: [String], limit: Int = 40) -> String {
  guard !names.isEmpty else { return "none" }
  let shown = names.prefix(limit).map { "'\($0)'" }.joined(separator: ", ")
  return names.count > limit ? "\(shown), … (\(names.count) in all)" : shown
}
