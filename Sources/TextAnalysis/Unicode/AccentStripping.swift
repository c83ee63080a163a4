// Removing accents as scikit-learn does: compatibility decomposition without what does not count.

/// How accents are removed (`strip_accents`).
public enum AccentStripping: String, Hashable, Sendable, Codable, CaseIterable {
  /// Nothing is removed.
  case none
  /// What has no decomposition into ASCII is removed.
  case ascii
  /// Combining marks are removed.
  case unicode

  /// `text` without accents.
  func strip(_ text: [UInt32]) -> [UInt32] {
    switch self {
    case .none: text
    case .ascii: Decomposition.withoutMarks(text).filter { $0 < 0x80 }
    case .unicode: Decomposition.withoutMarks(text)
    }
  }
}

/// Unicode's compatibility decomposition (NFKD).
enum Decomposition {
  /// The decomposition of `text` without combining marks.
  ///
  /// Without them there is nothing whose order would have to be made canonical.
  static func withoutMarks(_ text: [UInt32]) -> [UInt32] {
    var result: [UInt32] = []
    result.reserveCapacity(text.count)
    for value in text {
      if value < 0x80 {
        result.append(value)
      } else if let parts = syllable(value) {
        result += parts
      } else if let decomposition = table[value] {
        result += decomposition
      } else if !isMark(value) {
        result.append(value)
      }
    }
    return result
  }

  private static func isMark(_ value: UInt32) -> Bool {
    Unicode.Scalar(value).map { $0.properties.canonicalCombiningClass != .notReordered } ?? false
  }

  /// The letters of a Hangul syllable, by the arithmetic of the Unicode standard, section 3.12.
  private static func syllable(_ value: UInt32) -> [UInt32]? {
    guard (0xAC00..<0xAC00 + 11_172).contains(value) else { return nil }
    let index = value - 0xAC00
    let (lead, vowel, tail) = (index / 588, index % 588 / 28, index % 28)
    let parts = [0x1100 + lead, 0x1161 + vowel]
    return tail == 0 ? parts : parts + [0x11A7 + tail]
  }

  /// Every decomposition but those of Hangul syllables, without combining marks.
  private static let table: [UInt32: [UInt32]] = {
    var table: [UInt32: [UInt32]] = [:]
    for run in CompatibilityDecompositions.runs.split(whereSeparator: { $0 == " " || $0 == "\n" }) {
      let parts = run.split(separator: ":")
      guard parts.count == 2, let first = UInt32(parts[0], radix: 16) else { continue }
      for (offset, entry) in parts[1].split(separator: ",", omittingEmptySubsequences: false)
        .enumerated()
      {
        table[first + UInt32(offset)] = entry.split(separator: "+").compactMap {
          UInt32($0, radix: 16)
        }
      }
    }
    return table
  }()
}
