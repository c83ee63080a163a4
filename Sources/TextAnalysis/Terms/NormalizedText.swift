// A text after the first steps of its analysis, as code points and as bytes.

/// A text in lower case and without accents, as its rules say.
struct NormalizedText {
  /// The text in UTF-8.
  private(set) var bytes: [UInt8]
  /// Its code points; of a text in ASCII only where they were asked for.
  private(set) var scalars: [UInt32] = []
  /// Where each code point begins among the bytes, and their end; empty for ASCII, where they agree.
  private var offsets: [Int] = []
  /// Whether every character is ASCII.
  let isASCII: Bool

  /// Normalises UTF-8.
  init(_ text: UnsafeBufferPointer<UInt8>, _ rules: TextRules) {
    isASCII = text.allSatisfy { $0 < 0x80 }
    if isASCII {
      // Nothing in ASCII has an accent.
      bytes =
        rules.lowercase
        ? text.map { (0x41...0x5A).contains($0) ? $0 + 0x20 : $0 } : Array(text)
      return
    }
    var scalars = String(decoding: text, as: UTF8.self).unicodeScalars.map(\.value)
    if rules.lowercase { scalars = Lowercasing.lowercase(scalars) }
    bytes = []
    set(rules.accents.strip(scalars))
  }

  /// Makes the code points of a text in ASCII.
  mutating func makeScalars() {
    if isASCII, scalars.isEmpty { scalars = bytes.map(UInt32.init) }
  }

  /// Replaces the text.
  private mutating func set(_ scalars: [UInt32]) {
    self.scalars = scalars
    bytes.removeAll()
    offsets.removeAll()
    for value in scalars {
      offsets.append(bytes.count)
      if value < 0x80 {
        bytes.append(UInt8(value))
      } else {
        bytes.append(contentsOf: UTF8.encode(Unicode.Scalar(value) ?? "\u{FFFD}") ?? .init())
      }
    }
    offsets.append(bytes.count)
  }

  /// The bytes of a range of code points.
  func byteRange(_ range: Range<Int>) -> Range<Int> {
    offsets.isEmpty ? range : offsets[range.lowerBound]..<offsets[range.upperBound]
  }

  /// Replaces each run of two or more white spaces by one space; a single one stays as it is.
  mutating func joinWhiteSpace() {
    makeScalars()
    var result: [UInt32] = []
    result.reserveCapacity(scalars.count)
    var index = 0
    while index < scalars.count {
      let run = scalars[index...].prefix { ScalarClass.space.contains($0) }.count
      result.append(run > 1 ? 0x20 : scalars[index])
      index += max(run, 1)
    }
    if result.count < scalars.count { isASCII ? setASCII(result) : set(result) }
  }

  private mutating func setASCII(_ scalars: [UInt32]) {
    self.scalars = scalars
    bytes = scalars.map { UInt8(truncatingIfNeeded: $0) }
  }
}
