// What a pattern finds in a text, and what is between that, as texts.

extension TextPattern {
  /// What matches, in order, as `re.findall` gives it: the group's text where the pattern has a group.
  /// - Throws: `PatternTooSlow` where that would take too long.
  public func matches(in text: String) throws -> [String] {
    try strings(of: text) { try forEachFound(in: $0, $1) }
  }

  /// What is between the matches, as `re.split` gives it for a pattern without groups.
  /// - Throws: `PatternTooSlow` where that would take too long.
  public func pieces(of text: String) throws -> [String] {
    try strings(of: text) { try forEachPiece(in: $0, $1) }
  }

  private func strings(
    of text: String,
    _ visit: (UnsafeBufferPointer<UInt32>, (Range<Int>) throws -> Void) throws -> Void
  ) throws -> [String] {
    let scalars = Array(text.unicodeScalars)
    var found: [String] = []
    try scalars.map(\.value).withUnsafeBufferPointer { buffer in
      try visit(buffer) { found.append(String(String.UnicodeScalarView(scalars[$0]))) }
    }
    return found
  }
}
