// What reading and writing compressed and archived bytes throws.

/// Compressed or archived bytes that could not be read.
public struct ArchiveError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong.
  public enum Kind: Hashable, Sendable {
    /// The contents are not what the format says.
    case damaged
    /// The contents would grow beyond the limit.
    case tooLarge
    /// The format is known and not read here.
    case unsupported
    /// There is no member of the name.
    case noSuchMember
  }

  /// What is wrong.
  public let kind: Kind
  /// What was being read: `zlib`, `zip`, or the name of a member.
  public let subject: String
  /// What was found.
  public let found: String
  /// Where in the archive, in bytes.
  public let byteOffset: Int?
  /// What to do.
  public let advice: String?

  /// Creates an error; each part is a phrase without a final full stop.
  public init(
    _ kind: Kind, subject: String, found: String, byteOffset: Int? = nil, advice: String? = nil
  ) {
    self.kind = kind
    self.subject = subject
    self.found = found
    self.byteOffset = byteOffset
    self.advice = advice
  }

  public var description: String {
    let place = byteOffset.map { " (byte \($0))" } ?? ""
    return "\(subject)\(place): \(found)" + (advice.map { "; \($0)" } ?? "")
  }
}
