// Searching for a pattern, and replacing what it matches.

extension TextPattern {
  /// Whether the pattern matches somewhere in `text`, as `re.search` finds out.
  /// - Throws: `PatternTooSlow` where that would take too long.
  public func occurs(in text: String) throws -> Bool {
    let scalars = text.unicodeScalars.map(\.value)
    struct Found: Error {}
    return try scalars.withUnsafeBufferPointer { buffer in
      do {
        try forEachMatch(in: buffer) { _ in throw Found() }
        return false
      } catch is Found {
        return true
      }
    }
  }

  /// `text` with every match replaced, as `re.sub` does with a text without backslashes.
  /// - Throws: `PatternTooSlow` where that would take too long.
  public func replacing(in text: String, with replacement: String) throws -> String {
    let scalars = Array(text.unicodeScalars)
    let replacement = replacement.unicodeScalars
    var result = String.UnicodeScalarView()
    var start = 0
    try scalars.map(\.value).withUnsafeBufferPointer { buffer in
      try forEachMatch(in: buffer) { match in
        result.append(contentsOf: scalars[start..<match.range.lowerBound])
        result.append(contentsOf: replacement)
        start = match.range.upperBound
      }
    }
    result.append(contentsOf: scalars[start...])
    return String(result)
  }
}
