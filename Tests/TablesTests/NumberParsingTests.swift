import FoundationEssentials
import Glibc
import Tables
import Tensors
import Testing

@Suite("Decimal text to numbers")
struct NumberParsingTests {
  /// Reads `texts` as one column and compares every bit with what the C library makes of them.
  private func expectAsStrtod(_ texts: [String]) throws {
    let read = try table(
      "x,y\n" + texts.map { "\($0),0\n" }.joined(), .init(types: ["x": .f64], missingTokens: []))
    let values = read.columns[0].values.elements(of: Double.self)
    let wrong = zip(texts, values).filter { text, value in
      strtod(text, nil).bitPattern != value.bitPattern
    }
    #expect(wrong.isEmpty, "\(wrong.prefix(3))")
  }

  @Test("shortest texts of random doubles")
  func shortest() throws {
    var generator = SeededGenerator(state: 1)
    try expectAsStrtod((0..<100_000).map { _ in randomDouble(&generator).description })
  }

  @Test("random digits with random exponents")
  func randomDigits() throws {
    var generator = SeededGenerator(state: 2)
    try expectAsStrtod(
      (0..<100_000).map { _ in
        let digits = String(generator.next() >> (generator.next() % 64))
        let point = Int.random(in: 0...digits.count, using: &generator)
        let exponent = Int.random(in: -350...320, using: &generator)
        return (Bool.random(using: &generator) ? "-" : "") + digits.prefix(point) + "."
          + digits.dropFirst(point) + (Bool.random(using: &generator) ? "e\(exponent)" : "")
      })
  }

  @Test("numbers halfway between two doubles, and a little beside")
  func halfway() throws {
    var generator = SeededGenerator(state: 3)
    var texts: [String] = []
    for _ in 0..<20_000 {
      // An odd integer of 54 bits lies halfway, and so do its multiples by powers of two.
      let half = generator.next() >> 10 | 1 << 53 | 1
      for offset in [-1, 0, 1] {
        texts.append(String(Int64(half) + Int64(offset)))
        texts.append("\(Int64(half) + Int64(offset))000e-3")
        texts.append("\(half).\(offset == 0 ? "0" : "000000000000000000000000001")")
      }
    }
    try expectAsStrtod(texts)
  }

  @Test("cases that other parsers got wrong")
  func hardCases() throws {
    try expectAsStrtod([
      "2.2250738585072011e-308", "2.2250738585072012e-308", "2.2250738585072014e-308", "5e-324",
      "4.9406564584124654e-324", "2.4703282292062327e-324", "2.4703282292062328e-324", "1e-400",
      "1.7976931348623157e308", "1.7976931348623158e308", "1.7976931348623159e308", "1e309",
      "9007199254740993", "9007199254740992.5", "9007199254740993.0000000000000000000000000001",
      "6.631236846766476e-316", "3.2378839133029012895883524125015321748630094e-319", "0e999999999",
      "8.988465674311580e307", "0.000000000000000000000000000000000000000000001e45", "1e23",
      "8.5e22",
      "1448997445238699", "7.0420557077594588669468784357561207962098443483187940792729600000e+59",
      "99999999999999999999999e-23", "00000000000000000000000000000000001.5",
      "1e-99999999999999999999",
      "1e99999999999999999999", "5.", ".5", "+1.5", "-.5e-3", "0.1e+1", "18446744073709551615",
      "18446744073709551616", "9999999999999999999",
      "12345678901234567890123456789012345678901234567890",
      "1" + String(repeating: "0", count: 400), "0." + String(repeating: "0", count: 400) + "1e400",
      String(repeating: "9", count: 1000) + "e-1000",
    ])
  }

  @Test("a 32-bit number is the 64-bit one rounded, as pandas and NumPy have it")
  func floats() throws {
    var generator = SeededGenerator(state: 4)
    let texts =
      (0..<10_000).map { _ in randomDouble(&generator).description } + ["0.1", "16777217"]
    let read = try table(
      "x,y\n" + texts.map { "\($0),0\n" }.joined(), .init(types: ["x": .f32], missingTokens: []))
    let expected = texts.map { Float(strtod($0, nil)) }
    #expect(read.columns[0].values.elements(of: Float.self) == expected)
  }

  @Test(
    "what is no number is refused",
    arguments: [
      "1e", "e5", ".", "-", "+", "1.5.", "0x10", "1_000", "1 2", "--1", "1e+", "infin", "nan(1)",
      "１", "1f",
      "1,", "\"1\"5",
    ])
  func noNumbers(text: String) throws {
    #expect(try failure("x\n\(text)\n", .init(types: ["x": .f64])) != nil)
  }

  @Test("integers are exact to the last of their 64 bits")
  func integers() throws {
    let read = try table(
      "x,y\n9223372036854775807,0\n-9223372036854775808,0\n9007199254740993,0\n00012,0\n"
        + "9.007199254740993e15,0\n1.50e1,0\n",
      .init(types: ["x": .i64]))
    #expect(
      read.columns[0].shown == [
        "9223372036854775807", "-9223372036854775808", "9007199254740993", "12", "9007199254740993",
        "15",
      ])
    for text in [
      "9223372036854775808", "-9223372036854775809", "1.5", "0.99999999999999999999", "1e19", "inf",
    ] {
      #expect(try failure("x\n\(text)\n", .init(types: ["x": .i64])) != nil)
    }
  }
}
