// CityHash64 of version 1.0, by which CatBoost knows its categories.
//
// Later versions of CityHash changed what it computes; this is the first one (Pike and Alakuijala, 2011).

/// A run of bytes under hashing.
struct CityHash {
  private let bytes: UnsafeRawBufferPointer
  private var length: UInt64 { UInt64(bytes.count) }

  private static let k0: UInt64 = 0xC3A5_C85C_97CB_3127
  private static let k1: UInt64 = 0xB492_B66F_BE98_F273
  private static let k2: UInt64 = 0x9AE1_6A3B_2F90_404F
  private static let k3: UInt64 = 0xC949_D7C7_509E_6557

  private init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  /// The 64-bit hash of `bytes`.
  static func hash(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    let text = CityHash(bytes)
    switch bytes.count {
    case ...16: return text.upTo16()
    case ...32: return text.upTo32()
    case ...64: return text.upTo64()
    default: return text.long()
    }
  }

  // MARK: Reading

  /// The 64 bits that begin at `offset`; a negative offset counts from the end.
  private func word(_ offset: Int) -> UInt64 {
    let start = offset < 0 ? bytes.count + offset : offset
    return UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: start, as: UInt64.self))
  }

  /// The 32 bits that begin at `offset`.
  private func half(_ offset: Int) -> UInt64 {
    UInt64(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)))
  }

  // MARK: Mixing

  private static func rotate(_ x: UInt64, _ bits: UInt64) -> UInt64 {
    bits == 0 ? x : x >> bits | x << (64 - bits)
  }

  private static func mix(_ x: UInt64) -> UInt64 { x ^ x >> 47 }

  /// 128 bits to 64.
  private static func join(_ low: UInt64, _ high: UInt64) -> UInt64 {
    let multiplier: UInt64 = 0x9DDF_EA08_EB38_2D69
    let first = mix((low ^ high) &* multiplier)
    return mix((high ^ first) &* multiplier) &* multiplier
  }

  /// 32 bytes from `offset` mixed into two seeds.
  private func weak(_ offset: Int, _ a: UInt64, _ b: UInt64) -> (UInt64, UInt64) {
    let first = a &+ word(offset)
    let last = word(offset + 24)
    let sum = first &+ word(offset + 8) &+ word(offset + 16)
    let second = Self.rotate(b &+ first &+ last, 21) &+ Self.rotate(sum, 44)
    return (sum &+ last, second &+ first)
  }

  // MARK: By length

  private func upTo16() -> UInt64 {
    let count = bytes.count
    if count > 8 {
      let (a, b) = (word(0), word(-8))
      return Self.join(a, Self.rotate(b &+ length, length)) ^ b
    }
    if count >= 4 { return Self.join(length &+ half(0) << 3, half(count - 4)) }
    guard count > 0 else { return Self.k2 }
    let y = UInt64(bytes[0]) + UInt64(bytes[count / 2]) << 8
    let z = length + UInt64(bytes[count - 1]) << 2
    return Self.mix(y &* Self.k2 ^ z &* Self.k3) &* Self.k2
  }

  private func upTo32() -> UInt64 {
    let a = word(0) &* Self.k1
    let b = word(8)
    let c = word(-8) &* Self.k2
    let d = word(-16) &* Self.k0
    return Self.join(
      Self.rotate(a &- b, 43) &+ Self.rotate(c, 30) &+ d,
      a &+ Self.rotate(b ^ Self.k3, 20) &- c &+ length)
  }

  private func upTo64() -> UInt64 {
    let (v0, v1) = quarters(word(24), word(0) &+ (length &+ word(-16)) &* Self.k0, 8, 16)
    let (w0, w1) = quarters(word(-8), word(16) &+ word(-32), -24, -16)
    let r = Self.mix((v0 &+ w1) &* Self.k2 &+ (w0 &+ v1) &* Self.k0)
    return Self.mix(r &* Self.k0 &+ v1) &* Self.k2
  }

  private func quarters(
    _ z: UInt64, _ start: UInt64, _ first: Int, _ second: Int
  ) -> (UInt64, UInt64) {
    var a = start
    let b = Self.rotate(a &+ z, 52)
    var c = Self.rotate(a, 37)
    a = a &+ word(first)
    c = c &+ Self.rotate(a, 7)
    a = a &+ word(second)
    return (a &+ z, b &+ Self.rotate(a, 31) &+ c)
  }

  private func long() -> UInt64 {
    var x = word(0)
    var y = word(-16) ^ Self.k1
    var z = word(-56) ^ Self.k0
    let count = bytes.count
    var v = weak(count - 64, length, y)
    var w = weak(count - 32, length &* Self.k1, Self.k0)
    z = z &+ Self.mix(v.1) &* Self.k1
    x = Self.rotate(z &+ x, 39) &* Self.k1
    y = Self.rotate(y, 33) &* Self.k1
    // The last 64 bytes at the most were hashed already.
    for block in stride(from: 0, to: (count - 1) / 64 * 64, by: 64) {
      x = Self.rotate(x &+ y &+ v.0 &+ word(block + 16), 37) &* Self.k1
      y = Self.rotate(y &+ v.1 &+ word(block + 48), 42) &* Self.k1
      x ^= w.1
      y ^= v.0
      z = Self.rotate(z ^ w.0, 33)
      v = weak(block, v.1 &* Self.k1, x &+ w.0)
      w = weak(block + 32, z &+ w.1, y)
      (z, x) = (x, z)
    }
    return Self.join(
      Self.join(v.0, w.0) &+ Self.mix(y) &* Self.k1 &+ z, Self.join(v.1, w.1) &+ x)
  }
}
