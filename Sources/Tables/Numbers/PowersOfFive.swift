// Powers of five to 128 bits, for decimal to binary conversion.

/// The tables that `DecimalParser` multiplies by, made once for the process.
///
/// `@unchecked Sendable`: written in `init` only, never freed.
final class PowersOfFive: @unchecked Sendable {
  static let shared = PowersOfFive()

  static let smallest = -342
  static let largest = 308

  /// For each q from `smallest` to `largest`, the leading 128 bits of 5^q, high word first.
  let words: UnsafeMutablePointer<UInt64>
  /// 10^0 to 10^22, which doubles hold exactly.
  let exactTens: UnsafeMutablePointer<Double>

  private init() {
    words = .allocate(capacity: 2 * (Self.largest - Self.smallest + 1))
    exactTens = .allocate(capacity: 23)
    var ten = 1.0
    for power in 0...22 {
      exactTens[power] = ten
      ten *= 10
    }
    fillPositive()
    fillNegative()
  }

  private func store(_ value: UInt128, at power: Int) {
    words[2 * (power - Self.smallest)] = UInt64(truncatingIfNeeded: value >> 64)
    words[2 * (power - Self.smallest) + 1] = UInt64(truncatingIfNeeded: value)
  }

  /// 5^q is kept exactly as limbs, lowest first, and its leading 128 bits truncated.
  private func fillPositive() {
    var limbs: [UInt64] = [1]
    for power in 0...Self.largest {
      store(leading128(limbs), at: power)
      var carry: UInt64 = 0
      for index in limbs.indices {
        let (high, low) = limbs[index].multipliedFullWidth(by: 5)
        let (sum, overflow) = low.addingReportingOverflow(carry)
        limbs[index] = sum
        carry = high + (overflow ? 1 : 0)
      }
      if carry > 0 { limbs.append(carry) }
    }
  }

  /// Divides a fixed-point 1 by 5 again and again.
  ///
  /// Since floor(floor(x / 5) / 5) is floor(x / 25), each step is exact in its leading bits. The reciprocals whose product with a 64-bit integer can
  /// be exact (q >= -27) are rounded up, as the method's proof wants; the others are truncated.
  private func fillNegative() {
    // 5^342 has 795 bits, and 128 more are kept.
    var limbs = [UInt64](repeating: 0, count: 16)
    limbs[15] = 1
    for power in 1...(-Self.smallest) {
      var remainder: UInt64 = 0
      for index in limbs.indices.reversed() {
        (limbs[index], remainder) = UInt64(5).dividingFullWidth((remainder, limbs[index]))
      }
      let leading = leading128(limbs)
      store(power <= 27 ? leading + 1 : leading, at: -power)
    }
  }

  private func leading128(_ limbs: [UInt64]) -> UInt128 {
    let top = limbs.lastIndex { $0 != 0 } ?? 0
    let limb = { (index: Int) in index >= 0 ? limbs[index] : 0 }
    let shift = UInt64(limbs[top].leadingZeroBitCount)
    let word = { (index: Int) -> UInt64 in
      shift == 0 ? limb(index) : limb(index) << shift | limb(index - 1) >> (64 - shift)
    }
    return UInt128(word(top)) << 64 | UInt128(word(top - 1))
  }
}
