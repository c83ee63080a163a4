// Python's `str.lower` over code points.

enum Lowercasing {
  private static let capitalSigma: UInt32 = 0x3A3
  private static let sigma: UInt32 = 0x3C3
  private static let finalSigma: UInt32 = 0x3C2

  /// The text in lower case, by Unicode's full mapping; a capital sigma becomes the final one at the
  /// end of a word.
  static func lowercase(_ text: [UInt32]) -> [UInt32] {
    var result: [UInt32] = []
    result.reserveCapacity(text.count)
    for (index, value) in text.enumerated() {
      if value < 0x80 {
        result.append((0x41...0x5A).contains(value) ? value + 0x20 : value)
      } else if value == capitalSigma {
        result.append(isFinal(index, in: text) ? finalSigma : sigma)
      } else if let scalar = Unicode.Scalar(value), scalar.properties.changesWhenLowercased {
        result.append(contentsOf: scalar.properties.lowercaseMapping.unicodeScalars.map(\.value))
      } else {
        result.append(value)
      }
    }
    return result
  }

  /// Whether a cased letter stands before the sigma and none behind it, ignoring what has no case of
  /// its own, such as marks and apostrophes.
  private static func isFinal(_ index: Int, in text: [UInt32]) -> Bool {
    func properties(_ value: UInt32) -> Unicode.Scalar.Properties? {
      Unicode.Scalar(value)?.properties
    }
    func isIgnored(_ value: UInt32) -> Bool { properties(value)?.isCaseIgnorable ?? false }
    func isCased(_ value: UInt32) -> Bool { properties(value)?.isCased ?? false }
    guard let before = text[..<index].last(where: { !isIgnored($0) }), isCased(before) else {
      return false
    }
    return text[(index + 1)...].first { !isIgnored($0) }.map { !isCased($0) } ?? true
  }
}
