// What is wrong with a pattern.

/// A regular expression that is malformed, or that cannot be matched exactly in linear time.
public struct PatternError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The pattern.
  public let pattern: String
  /// The place in the pattern, in code points from 0.
  public let offset: Int
  /// What was found and what to do.
  public let message: String

  public var description: String { "pattern '\(pattern)', character \(offset + 1): \(message)" }
}
