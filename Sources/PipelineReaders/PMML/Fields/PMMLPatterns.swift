// Regular expressions, which PMML writes as PCRE does, in the syntax of the text operators.

import TextAnalysis

extension PMMLElement {
  /// A regular expression that means to the text operators what it means to PCRE, and to Java: classes
  /// of characters are those of ASCII, but in a pattern of Python's that asks for Unicode.
  func pattern(_ text: String, ignoresCase: Bool = false) throws -> String {
    for (foreign, meaning) in Self.foreign where text.contains(foreign) {
      throw unsupported("\(meaning) in the regular expression '\(text.prefix(60))'")
    }
    let pattern = (text.hasPrefix("(?u)") ? "" : "(?a)") + text
    do {
      _ = try TextPattern(pattern, remembersGroups: false, ignoresCase: ignoresCase)
    } catch {
      throw unsupported("the regular expression '\(text.prefix(60))' (\(error.message))")
    }
    return pattern
  }

  /// What is written differently in PCRE, in Java and in Python, and would not be an error.
  private static let foreign = [
    ("[[", "a set in a set"), ("[:", "a named class"), ("&&", "'&&'"), ("{,", "'{,'"),
    ("\\Z", "'\\Z'"), ("\\v", "'\\v'"),
  ]

  /// A replacement in which no character is special.
  func plainReplacement(_ text: String) throws -> String {
    guard !text.contains("$"), !text.contains("\\") else {
      throw unsupported("a replacement that refers to groups")
    }
    return text
  }
}

extension String {
  /// The text as a regular expression that matches just it.
  var escapedForPatterns: String {
    var escaped = ""
    for scalar in unicodeScalars {
      if scalar.isASCII, !scalar.properties.isAlphabetic, !("0"..."9").contains(scalar),
        scalar != "_", scalar.value > 32
      {
        escaped.unicodeScalars.append("\\")
      }
      escaped.unicodeScalars.append(scalar)
    }
    return escaped
  }
}
