// What every reader throws when a file cannot be read, as one line a person can act on.

import Archives
import Tensors

/// A file that could not be read.
///
/// Its description reads *file: format, place: what was found; expected what; what to do.*
public struct ReaderError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Where in a file something was found.
  public enum Place: Hashable, Sendable, CustomStringConvertible {
    /// An offset in bytes from the start of the (uncompressed) file.
    case byte(Int)
    /// A line of a text file, counted from 1.
    case line(Int)
    /// A path within the file's structure, for example `learner.gradient_booster.model.trees[17]`.
    case path(String)
    /// A path, and the byte where what it names begins.
    case pathAtByte(String, Int)

    public var description: String {
      switch self {
      case .byte(let offset): "byte \(Self.grouped(offset))"
      case .line(let line): "line \(Self.grouped(line))"
      case .path(let path): path
      case .pathAtByte(let path, let offset): "\(path) (byte \(Self.grouped(offset)))"
      }
    }

    /// Writes `number` with a comma between groups of three digits.
    private static func grouped(_ number: Int) -> String {
      let digits = Array(String(number.magnitude))
      var text = number < 0 ? "-" : ""
      for (index, digit) in digits.enumerated() {
        if index > 0, (digits.count - index).isMultiple(of: 3) { text.append(",") }
        text.append(digit)
      }
      return text
    }
  }

  /// The name of the file, where the caller gave one.
  public var file: String?
  /// What the file was being read as: `pickle`, `skops`, `XGBoost JSON`.
  public let format: String
  /// Where the problem is.
  public let place: Place?
  /// What was found there.
  public let found: String
  /// What should have been there.
  public let expected: String?
  /// What the person who has the file can do.
  public let advice: String?

  /// Creates an error; each part is a phrase without a final full stop.
  public init(
    file: String? = nil, format: String, place: Place? = nil, found: String,
    expected: String? = nil, advice: String? = nil
  ) {
    self.file = file
    self.format = format
    self.place = place
    self.found = found
    self.expected = expected
    self.advice = advice
  }

  /// The same error with the name of the file, unless it has one.
  public func inFile(_ name: String) -> ReaderError {
    var copy = self
    copy.file = file ?? name
    return copy
  }

  /// The advice for contents that no program would have written.
  public static let damaged = "the file is damaged or was edited"

  public var description: String {
    var text = file.map { "\($0): " } ?? ""
    text += format
    if let place { text += ", \(place)" }
    text += ": \(found)"
    if let expected { text += "; expected \(expected)" }
    if let advice { text += "; \(advice)" }
    return text
  }
}
