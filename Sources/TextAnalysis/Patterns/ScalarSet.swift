// Sets of characters in regular expressions.

/// A set of code points: ranges and classes, perhaps all others.
struct ScalarSet: Hashable, Sendable {
  /// A class and whether its complement is meant.
  struct Member: Hashable, Sendable {
    var scalarClass: ScalarClass
    var isNegated: Bool
    var isASCII: Bool
  }

  private var ranges: [ClosedRange<UInt32>]
  private var members: [Member]
  private let isNegated: Bool
  /// A bit for each code point below 128.
  private var low: UInt64 = 0
  private var high: UInt64 = 0

  /// The code points of `ranges` and `members`, or all others.
  init(
    ranges: [ClosedRange<UInt32>] = [], members: [Member] = [], isNegated: Bool = false
  ) {
    self.ranges = ranges
    self.members = members
    self.isNegated = isNegated
    for value in UInt32(0)..<128 where decides(value) {
      if value < 64 { low |= 1 << UInt64(value) } else { high |= 1 << UInt64(value - 64) }
    }
  }

  /// Whether `value` is in the set.
  @inline(__always)
  func contains(_ value: UInt32) -> Bool {
    if value < 64 { return low & (1 << UInt64(value)) != 0 }
    if value < 128 { return high & (1 << UInt64(value - 64)) != 0 }
    return decides(value)
  }

  private func decides(_ value: UInt32) -> Bool {
    let isListed =
      ranges.contains { $0.contains(value) }
      || members.contains {
        $0.scalarClass.contains(value, isASCII: $0.isASCII) != $0.isNegated
      }
    return isListed != isNegated
  }

  /// The set with the other case of every ASCII letter in it.
  ///
  /// A few letters beyond ASCII are cases of ASCII's: the long s, the Kelvin sign, the i with a dot above
  /// and the i without one.
  var ignoringASCIICase: ScalarSet {
    var ranges = ranges
    for (letters, other) in [(UInt32(0x41)...0x5A, 0x20), (UInt32(0x61)...0x7A, -0x20)] {
      for range in self.ranges where range.overlaps(letters) {
        let common = range.clamped(to: letters)
        ranges.append(
          UInt32(Int(common.lowerBound) + other)...UInt32(Int(common.upperBound) + other))
      }
    }
    for (letter, others) in [
      (UInt32(0x73), [UInt32(0x17F)]), (0x6B, [0x212A]), (0x69, [0x130, 0x131]),
    ] where ranges.contains(where: { $0.contains(letter) }) {
      ranges += others.map { $0...$0 }
    }
    return ScalarSet(ranges: ranges, members: members, isNegated: isNegated)
  }

  /// Whether this is just `\w`, which word boundaries refer to.
  func isWordClass(isASCII: Bool) -> Bool {
    !isNegated && ranges.isEmpty
      && members == [Member(scalarClass: .word, isNegated: false, isASCII: isASCII)]
  }
}
