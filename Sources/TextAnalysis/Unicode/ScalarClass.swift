// The classes of characters that Python's `re` and `str` know.

/// A class of characters: `\w`, `\d` or `\s`.
enum ScalarClass: Hashable, Sendable {
  case word, digit, space

  /// Whether the code point is in the class; in ASCII alone where `isASCII` says so.
  func contains(_ value: UInt32, isASCII: Bool = false) -> Bool {
    if value < 0x80 { return containsASCII(UInt8(value)) }
    guard !isASCII, let scalar = Unicode.Scalar(value) else { return false }
    switch self {
    case .word: return scalar.isPythonAlphanumeric
    case .digit: return scalar.properties.generalCategory == .decimalNumber
    case .space: return scalar.properties.isWhitespace
    }
  }

  private func containsASCII(_ byte: UInt8) -> Bool {
    switch (self, byte) {
    case (.word, 0x30...0x39), (.word, 0x41...0x5A), (.word, 0x5F), (.word, 0x61...0x7A): true
    case (.digit, 0x30...0x39): true
    // Python counts the four information separators as white space; Unicode does not.
    case (.space, 0x09...0x0D), (.space, 0x1C...0x20): true
    default: false
    }
  }
}

extension Unicode.Scalar {
  /// What `str.isalnum` says: letters, and everything with a numeric value, but no marks.
  fileprivate var isPythonAlphanumeric: Bool {
    switch properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
    default: properties.numericType != nil
    }
  }

  /// Whether the general category is one of punctuation.
  var isPunctuation: Bool {
    switch properties.generalCategory {
    case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation,
      .initialPunctuation, .finalPunctuation, .otherPunctuation:
      true
    default: false
    }
  }
}
