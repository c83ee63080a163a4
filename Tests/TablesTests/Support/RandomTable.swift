// Tables of random types and values.

import Tables
import Tensors

/// A generator that gives the same numbers in every run.
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  /// SplitMix64.
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
  }
}

/// A table of up to 40 rows with a column of each type, in which any value may be missing.
func randomTable(_ generator: inout SeededGenerator) -> Table {
  let rows = Int.random(in: 1...40, using: &generator)
  let missing = (0..<rows).map { _ in Int.random(in: 0..<5, using: &generator) == 0 }
  let hasMissing = missing.contains(true)
  let doubles = missing.map { isMissing in
    isMissing ? .nan : randomDouble(&generator)
  }
  let floats = missing.map { isMissing in
    isMissing ? Float.nan : randomFloat(&generator)
  }
  let integers = missing.map { isMissing in
    isMissing ? 0 : Int64(truncatingIfNeeded: generator.next()) >> Int64(generator.next() % 64)
  }
  let bools = missing.map { $0 ? false : Bool.random(using: &generator) }
  let strings = missing.map { $0 ? nil : randomText(&generator) }
  let mask = hasMissing ? missing : nil
  return Table(
    columns: [
      Column(name: "d \"1\"", values: Tensor(doubles), missing: mask),
      Column(name: "f,2", values: Tensor(floats), missing: mask),
      Column(name: "i\n3", values: Tensor(integers), missing: mask),
      Column(name: "b\\4", values: Tensor(bools), missing: mask),
      Column(name: "é😀", values: Tensor(strings: strings)),
    ], rowCount: rows)
}

/// Any finite number or infinity, with all exponents alike.
func randomDouble(_ generator: inout SeededGenerator) -> Double {
  let value = Double(bitPattern: generator.next())
  return value.isNaN ? .infinity : value
}

private func randomFloat(_ generator: inout SeededGenerator) -> Float {
  let value = Float(bitPattern: UInt32(truncatingIfNeeded: generator.next()))
  return value.isNaN ? -.infinity : value
}

/// Text of characters that mean something to a format; never empty and never a missing token.
private func randomText(_ generator: inout SeededGenerator) -> String {
  let pieces = [
    ",", "\"", "\n", "\r\n", " ", "a", "1", "\\", "é", "😀", "\u{1}", "\t", "\0", "{", ":",
  ]
  return "x"
    + (0..<Int.random(in: 0..<6, using: &generator))
    .map { _ in pieces[Int.random(in: 0..<pieces.count, using: &generator)] }.joined()
}
