// The upper half of a 32-bit float, as a storage type.

/// A brain floating-point number: the sign, exponent and upper seven mantissa bits of a `Float`.
public struct BFloat16: Sendable, Hashable, BitwiseCopyable {
  /// The sixteen bits.
  public var bitPattern: UInt16

  /// Creates a number from its bits.
  public init(bitPattern: UInt16) { self.bitPattern = bitPattern }

  /// Rounds `value` to the nearest representable number, ties to even; NaN stays NaN.
  public init(_ value: Float) {
    let bits = value.bitPattern
    if value.isNaN {
      bitPattern = UInt16(truncatingIfNeeded: bits >> 16) | 0x0040
    } else {
      let roundingBias = 0x7FFF &+ ((bits >> 16) & 1)
      bitPattern = UInt16(truncatingIfNeeded: (bits &+ roundingBias) >> 16)
    }
  }

  /// The same number in 32 bits, exactly.
  public var float: Float { Float(bitPattern: UInt32(bitPattern) << 16) }
}
