// What reading and writing array files throws.

/// An array file that could not be read or written.
public struct TensorFileError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong, for exit codes.
  public enum Kind: Hashable, Sendable {
    /// There is no file at the path.
    case noSuchFile
    /// The file is there and cannot be opened, or cannot be written.
    case unreadable
    /// The contents are not what the format says.
    case damaged
    /// The contents are right and cannot be represented.
    case unsupported
  }

  /// The name of the file, where it is known.
  public var file: String?
  /// What is wrong.
  public let kind: Kind
  /// What was found.
  public let found: String
  /// What should have been there.
  public let expected: String?
  /// What to do.
  public let advice: String?

  /// Creates an error; each part is a phrase without a final full stop.
  public init(
    file: String? = nil, kind: Kind, found: String, expected: String? = nil, advice: String? = nil
  ) {
    self.file = file
    self.kind = kind
    self.found = found
    self.expected = expected
    self.advice = advice
  }

  /// The same error with the name of the file, unless it has one.
  public func inFile(_ name: String) -> TensorFileError {
    var copy = self
    copy.file = file ?? name
    return copy
  }

  public var description: String {
    var text = file.map { "\($0): " } ?? ""
    text += found
    if let expected { text += "; expected \(expected)" }
    if let advice { text += "; \(advice)" }
    return text
  }
}
