// Decimal text to the nearest number, always correctly rounded.
//
// Up to 19 digits: Clinger's exact cases, else the product with a 128-bit power of five of Lemire,
// "Number Parsing at a Gigabyte per Second" (https://doi.org/10.1002/spe.2984), whose fallback was
// proved needless by Mushtak and Lemire, "Fast Number Parsing Without Fallback"
// (https://doi.org/10.1002/spe.3198). More digits go to the standard library.

/// A number as it is written: `mantissa` times ten to the `exponent`.
struct Decimal {
  var mantissa: UInt64
  var exponent: Int
  var isNegative: Bool
  /// Whether there was neither a point nor an exponent.
  var isInteger: Bool
  /// Whether there are more digits than `mantissa` holds.
  var isLong: Bool
  /// Where the text goes on; where it began when there is no number.
  var next: UnsafePointer<UInt8>
}

/// Reads decimal numbers; holds the tables so that no global is looked up per number.
///
/// `@unchecked Sendable`: the tables are never written again, and never freed.
struct DecimalParser: @unchecked Sendable {
  private let powers: UnsafePointer<UInt64>
  private let exactTens: UnsafePointer<Double>

  init() {
    powers = UnsafePointer(PowersOfFive.shared.words)
    exactTens = UnsafePointer(PowersOfFive.shared.exactTens)
  }

  /// The value of the eight ASCII digits in `chunk`, or `nil` when it has other bytes.
  @inline(__always)
  private func eightDigits(_ chunk: UInt64) -> UInt64? {
    let digits = chunk &- 0x3030_3030_3030_3030
    // A byte below "0" borrows and one above "9" overflows into its high bit.
    guard
      ((chunk &+ 0x4646_4646_4646_4646) | digits) & 0x8080_8080_8080_8080 == 0
    else { return nil }
    let pairs = digits &* 10 &+ digits &>> 8
    let low = (pairs & 0x0000_00FF_0000_00FF) &* 0x000F_4240_0000_0064
    let high = ((pairs &>> 16) & 0x0000_00FF_0000_00FF) &* 0x0000_2710_0000_0001
    return (low &+ high) &>> 32
  }

  /// Reads digits into `mantissa`, which may overflow, and moves `position` past them.
  @inline(__always)
  private func digits(
    _ position: inout UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>, _ mantissa: inout UInt64
  ) {
    while end - position >= 8,
      let eight = eightDigits(
        UInt64(littleEndian: UnsafeRawPointer(position).loadUnaligned(as: UInt64.self)))
    {
      mantissa = mantissa &* 100_000_000 &+ eight
      position += 8
    }
    singleDigits(&position, end, &mantissa)
  }

  @inline(__always)
  private func singleDigits(
    _ position: inout UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>, _ mantissa: inout UInt64
  ) {
    while position < end {
      let digit = position.pointee &- UInt8(ascii: "0")
      guard digit < 10 else { break }
      mantissa = mantissa &* 10 &+ UInt64(digit)
      position += 1
    }
  }

  /// Reads the decimal number that begins at `start`: `[+-]digits[.digits][e[+-]digits]` with a
  /// digit before or after the point.
  @inline(__always)
  func scan(_ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>) -> Decimal {
    var decimal = Decimal(
      mantissa: 0, exponent: 0, isNegative: false, isInteger: true, isLong: false, next: start)
    var position = start
    guard position < end else { return decimal }
    if position.pointee == UInt8(ascii: "-") || position.pointee == UInt8(ascii: "+") {
      decimal.isNegative = position.pointee == UInt8(ascii: "-")
      position += 1
    }
    let first = position
    // Few digits come before the point as a rule, too few for eight at a time to pay.
    singleDigits(&position, end, &decimal.mantissa)
    var count = position - first
    if position < end, position.pointee == UInt8(ascii: ".") {
      position += 1
      let fraction = position
      digits(&position, end, &decimal.mantissa)
      decimal.exponent = fraction - position
      count += position - fraction
      decimal.isInteger = false
    }
    guard count > 0 else { return decimal }
    if count > 19 { decimal.isLong = significantDigits(first, position) > 19 }
    if position < end, position.pointee | 0x20 == UInt8(ascii: "e") {
      guard exponent(&position, end, &decimal.exponent) else { return decimal }
      decimal.isInteger = false
    }
    decimal.next = position
    return decimal
  }

  /// Digits after leading zeros, of text that is digits with at most one point.
  private func significantDigits(
    _ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>
  ) -> Int {
    var position = start
    while position < end,
      position.pointee == UInt8(ascii: "0") || position.pointee == UInt8(ascii: ".")
    {
      position += 1
    }
    var count = end - position
    while position < end {
      if position.pointee == UInt8(ascii: ".") { count -= 1 }
      position += 1
    }
    return count
  }

  /// Reads `e[+-]digits` and adds it to `exponent`; false where no digit follows.
  private func exponent(
    _ position: inout UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>, _ exponent: inout Int
  ) -> Bool {
    position += 1
    guard position < end else { return false }
    let isNegative = position.pointee == UInt8(ascii: "-")
    if isNegative || position.pointee == UInt8(ascii: "+") { position += 1 }
    let first = position
    var written = 0
    while position < end, position.pointee &- UInt8(ascii: "0") < 10 {
      // No file holds so many digits before an exponent that a larger one would change anything.
      if written < 1 << 48 {
        written = written * 10 + Int(position.pointee &- UInt8(ascii: "0"))
      }
      position += 1
    }
    exponent += isNegative ? -written : written
    return position > first
  }

  /// The double nearest to `decimal`, whose text begins at `start`; ties go to even.
  @inline(__always)
  func double(_ decimal: Decimal, from start: UnsafePointer<UInt8>) -> Double {
    if decimal.isLong {
      return Self.longDouble(UnsafeBufferPointer(start: start, count: decimal.next - start))
    }
    // Both operands are exact, so that the one rounding of the operation is the right one.
    if decimal.mantissa <= 1 << 53, decimal.exponent >= -22, decimal.exponent <= 22 {
      let mantissa = Double(Int64(bitPattern: decimal.mantissa))
      let value =
        decimal.exponent < 0
        ? mantissa / exactTens[-decimal.exponent] : mantissa * exactTens[decimal.exponent]
      return decimal.isNegative ? -value : value
    }
    let magnitude = scaled(decimal.mantissa, decimal.exponent)
    return Double(bitPattern: magnitude | (decimal.isNegative ? 1 << 63 : 0))
  }

  /// The standard library's conversion, which takes any number of digits.
  private static func longDouble(_ text: UnsafeBufferPointer<UInt8>) -> Double {
    guard let value = Double(String(decoding: text, as: UTF8.self)) else {
      preconditionFailure("the text was checked to be a number")
    }
    return value
  }

  /// The bits of the double nearest to `mantissa` times ten to the `exponent`.
  private func scaled(_ mantissa: UInt64, _ exponent: Int) -> UInt64 {
    let infinity = Double.infinity.bitPattern
    if mantissa == 0 || exponent < PowersOfFive.smallest { return 0 }
    if exponent > PowersOfFive.largest { return infinity }

    let leadingZeros = mantissa.leadingZeroBitCount
    let normal = mantissa &<< UInt64(leadingZeros)
    let index = 2 &* (exponent &- PowersOfFive.smallest)
    var (high, low) = normal.multipliedFullWidth(by: powers[index])
    // The second word matters only where the bits below those kept are all ones.
    if high & 0x1FF == 0x1FF {
      let more = normal.multipliedFullWidth(by: powers[index &+ 1]).high
      let (sum, overflow) = low.addingReportingOverflow(more)
      low = sum
      if overflow { high &+= 1 }
    }

    let upperBit = high &>> 63
    // 54 bits: the 53 of a double and one to round by.
    var bits = high &>> (upperBit &+ 9)
    // floor(log2(10^q)) + 63 by a fixed-point logarithm, exact in the table's range.
    var binary = ((217_706 &* exponent) >> 16) &+ 63
    binary = binary &+ Int(upperBit) &- leadingZeros &+ 1023

    if binary <= 0 {
      let shift = 1 &- binary
      if shift >= 64 { return 0 }
      bits &>>= UInt64(shift)
      bits = (bits &+ (bits & 1)) &>> 1
      // Rounding up may give the smallest normal number, whose bits these are.
      return bits
    }
    // An exact tie, possible for small powers only, goes to even.
    if low <= 1, exponent >= -4, exponent <= 23, bits & 3 == 1,
      bits &<< (upperBit &+ 9) == high
    {
      bits &= ~1
    }
    bits = (bits &+ (bits & 1)) &>> 1
    if bits >= 1 << 53 {
      bits = 1 << 52
      binary &+= 1
    }
    if binary >= 0x7FF { return infinity }
    return UInt64(binary) &<< 52 | bits & ~(1 << 52)
  }

  /// The integer that `decimal` is, or `nil` where it is none or does not fit 64 bits.
  ///
  /// `3.0` and `1e3` are integers too: libraries that know no missing integers spell integers so.
  @inline(__always)
  func integer(_ decimal: Decimal, from start: UnsafePointer<UInt8>) -> Int64? {
    if decimal.isInteger && !decimal.isLong {
      let limit = UInt64(Int64.max) + (decimal.isNegative ? 1 : 0)
      guard decimal.mantissa <= limit else { return nil }
      let value = Int64(truncatingIfNeeded: decimal.mantissa)
      return decimal.isNegative ? 0 &- value : value
    }
    return decimal.isLong || decimal.isInteger ? nil : Self.shifted(decimal)
  }

  /// The integer that a number written with a point or an exponent is, or `nil`.
  private static func shifted(_ decimal: Decimal) -> Int64? {
    var (mantissa, exponent) = (decimal.mantissa, decimal.exponent)
    if mantissa == 0 { return 0 }
    while exponent < 0, mantissa % 10 == 0 {
      mantissa /= 10
      exponent += 1
    }
    guard exponent >= 0, exponent < 19 else { return nil }
    for _ in 0..<exponent {
      let (product, overflow) = mantissa.multipliedReportingOverflow(by: 10)
      guard !overflow else { return nil }
      mantissa = product
    }
    guard let value = Int64(exactly: mantissa) else { return nil }
    return decimal.isNegative ? -value : value
  }
}
