// What reading and writing tables throws.

/// A table that could not be read or written.
public struct TableError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What went wrong, for exit codes.
  public enum Kind: Hashable, Sendable {
    /// There is no file at the path.
    case noSuchFile
    /// The file is there and cannot be opened, read, or written.
    case unreadable
    /// The contents are of a kind that tables do not come in.
    case unrecognised
    /// The contents break the rules of their format.
    case malformed
    /// A value is not of its column's type.
    case value
    /// The columns are not those that were asked for.
    case columns
    /// The contents are right and larger than a limit.
    case tooLarge
  }

  /// What went wrong.
  public let kind: Kind
  /// The path, or `standard input` or `standard output`.
  public var file: String
  /// The line, counted from 1 with every line of the text, the header and lines inside quotes too.
  public let line: Int?
  /// The name of the column.
  public let column: String?
  /// What was found.
  public let found: String
  /// What should have been there.
  public let expected: String?
  /// What to do.
  public let advice: String?

  /// Creates an error; each part is a phrase without a final full stop.
  public init(
    _ kind: Kind, file: String, line: Int? = nil, column: String? = nil, found: String,
    expected: String? = nil, advice: String? = nil
  ) {
    self.kind = kind
    self.file = file
    self.line = line
    self.column = column
    self.found = found
    self.expected = expected
    self.advice = advice
  }

  public var description: String {
    var text = file
    if let line { text += ", line \(line)" }
    if let column { text += ", column \(quoted(column))" }
    text += ": \(found)"
    if let expected { text += "; expected \(expected)" }
    if let advice { text += "; \(advice)" }
    return text
  }
}

/// Text from a file as an error shows it: in quotes, on one line, and not too long.
func quoted(_ text: String, limit: Int = 60) -> String {
  var shown = ""
  for (count, scalar) in text.unicodeScalars.enumerated() {
    if count == limit {
      shown += "…"
      break
    }
    shown +=
      scalar.value < 0x20 || scalar.value == 0x7F ? scalar.escaped(asASCII: true) : "\(scalar)"
  }
  return "“\(shown)”"
}

/// The start of `bytes` as an error shows it; what is not UTF-8 is replaced.
func quoted(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
  quoted(String(decoding: bytes.prefix(256), as: UTF8.self))
}
