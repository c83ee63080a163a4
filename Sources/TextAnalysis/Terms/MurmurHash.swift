// MurmurHash3 (x86, 32 bits), which scikit-learn hashes features with.

/// MurmurHash3_x86_32 with the seed 0.
public enum MurmurHash {
  /// The hash of `bytes` as a signed number.
  public static func hash(_ bytes: UnsafeBufferPointer<UInt8>) -> Int32 {
    var hash: UInt32 = 0
    let blocks = bytes.count / 4
    for block in 0..<blocks {
      let start = 4 * block
      let word =
        UInt32(bytes[start]) | UInt32(bytes[start + 1]) << 8 | UInt32(bytes[start + 2]) << 16
        | UInt32(bytes[start + 3]) << 24
      hash ^= scrambled(word)
      hash = (rotated(hash, by: 13) &* 5) &+ 0xE654_6B64
    }
    var rest: UInt32 = 0
    for index in stride(from: bytes.count - 1, through: 4 * blocks, by: -1) {
      rest = rest << 8 | UInt32(bytes[index])
    }
    if bytes.count > 4 * blocks { hash ^= scrambled(rest) }
    hash ^= UInt32(truncatingIfNeeded: bytes.count)
    hash = (hash ^ (hash >> 16)) &* 0x85EB_CA6B
    hash = (hash ^ (hash >> 13)) &* 0xC2B2_AE35
    return Int32(bitPattern: hash ^ (hash >> 16))
  }

  /// The column among `featureCount`, and the sign, that scikit-learn gives a feature.
  public static func feature(
    _ bytes: UnsafeBufferPointer<UInt8>, of featureCount: Int
  ) -> (column: Int, isNegative: Bool) {
    let hash = Int(Self.hash(bytes))
    return (abs(hash) % featureCount, hash < 0)
  }

  private static func scrambled(_ word: UInt32) -> UInt32 {
    rotated(word &* 0xCC9E_2D51, by: 15) &* 0x1B87_3593
  }

  private static func rotated(_ word: UInt32, by count: UInt32) -> UInt32 {
    word << count | word >> (32 - count)
  }
}
