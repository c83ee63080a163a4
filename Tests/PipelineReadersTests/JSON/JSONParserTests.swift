import Archives
import PipelineReaders
import Testing

private func parse(_ text: String) throws -> JSONValue {
  try JSONParser.parse(Bytes(utf8: text))
}

private func message(_ text: String) -> String {
  do {
    return "no error: \(try parse(text))"
  } catch {
    return "\(error)"
  }
}

@Suite struct JSONParserTests {
  @Test func scalarsKeepTheirKind() throws {
    guard case .null = try parse(" null ") else { throw Unexpected() }
    guard case .bool(true) = try parse("true") else { throw Unexpected() }
    guard case .integer(-12) = try parse("-12") else { throw Unexpected() }
    guard case .integer(Int.min) = try parse("-9223372036854775808") else { throw Unexpected() }
    guard case .largeInteger("18446744073709551615") = try parse("18446744073709551615") else {
      throw Unexpected()
    }
    guard case .double(1.0) = try parse("1.0") else { throw Unexpected() }
    guard case .double(let zero) = try parse("-0") else { throw Unexpected() }
    #expect(zero.sign == .minus)
  }

  @Test(arguments: [
    "1E0", "5E-1", "1.2345678E-1", "0.1", "123456789.123456789", "1e22", "1e23",
    "9007199254740993.0",
    "2.2250738585072011e-308", "5e-324", "1e-400", "1.7976931348623157e308", "-3.5e+2",
    "0.30000000000000004", "123456789012345678901234567890.5", "8.98846567431158e307",
    "0e999999999",
    "3.4028235E38", "7.2057594037927933e16",
  ])
  func numbersRoundCorrectly(text: String) throws {
    #expect(try parse(text).double?.bitPattern == Double(text)?.bitPattern)
  }

  @Test func nonFiniteNumbersOfPythonAreRead() throws {
    #expect(try parse("NaN").double?.isNaN == true)
    #expect(try parse("-Infinity").double == -.infinity)
    #expect(try parse("[Infinity, 1]").doubles == [.infinity, 1])
  }

  @Test func arraysOfNumbersAreCompact() throws {
    guard case .integerArray([1, 2, 3]) = try parse("[1, 2,3]") else { throw Unexpected() }
    guard case .doubleArray([1, 2.5]) = try parse("[1, 25e-1]") else { throw Unexpected() }
    guard case .array(let mixed) = try parse("[1, 2.5, null, [3]]") else { throw Unexpected() }
    #expect(mixed.count == 4)
    #expect(try parse("[]").doubles == [])
    #expect(try parse("[1.0, 2.0]").integers == [1, 2])
    #expect(try parse("[1.5, 2.0]").integers == nil)
  }

  @Test func integersBeyondDoublesStayExactAmongDoubles() throws {
    let value = try parse("[9007199254740993, 0.5]")
    guard case .array(let elements) = value else { throw Unexpected() }
    #expect(elements.first?.integer == 9_007_199_254_740_993)
    guard case .array(let others) = try parse("[0.5, 9007199254740993]") else { throw Unexpected() }
    #expect(others.last?.integer == 9_007_199_254_740_993)
  }

  @Test func objectsKeepOrderAndTheLastDuplicate() throws {
    let object = try #require(try parse(#"{"b": 1, "a": {"c": []}, "b": 2}"#).object)
    #expect(object.members.map(\.key) == ["b", "a", "b"])
    #expect(object["b"]?.integer == 2)
    #expect(object["a"]?["c"]?.elementCount == 0)
    let many = (0..<100).map { "\"k\($0)\": \($0)" }.joined(separator: ",")
    #expect(try parse("{\(many)}")["k77"]?.integer == 77)
  }

  @Test func stringsAreUnescapedAndValidated() throws {
    #expect(try parse(#""a\n\u00e9\ud83d\ude00\"é""#).string == "a\né😀\"é")
    #expect(message(#""\ud800""#).contains("surrogate"))
    #expect(message("\"a\u{01}\"").contains("control character"))
    let invalid = Bytes([0x22, 0xC3, 0x28, 0x22])
    #expect(throws: ReaderError.self) { try JSONParser.parse(invalid) }
  }

  @Test func errorsNameTheByte() {
    #expect(
      message("[1, 2") == "JSON, byte 5: the text ends; expected ',' or ']'; \(ReaderError.damaged)"
    )
    #expect(message("{\"a\" 1}").hasPrefix("JSON, byte 5: '1'; expected ':'"))
    #expect(message("").contains("the text ends; expected a value"))
  }

  @Test(arguments: [
    "01", "1.", ".5", "1e", "+1", "--1", "[1,]", "{,}", "{\"a\":1,}", "nul", "tru", "'a'", "[1 2]",
    "1 2", "\"", "\"\\x\"", "\"\\u12\"", "{1:2}", "]", "1e999", "-", "[", "{\"a\"", "\u{FEFF}1",
  ])
  func malformedTextIsRefused(text: String) {
    #expect(throws: ReaderError.self) { try parse(text) }
  }

  @Test func nestingIsBounded() throws {
    let deep = String(repeating: "[", count: 1_000_000)
    #expect(message(deep).contains("within one another"))
    let allowed = String(repeating: "[", count: 512) + String(repeating: "]", count: 512)
    #expect(try parse(allowed).elementCount == 1)
  }

  @Test func everyTruncationIsRefused() {
    let text = #"{"a": [1, 2.5, "x\u00e9", true, null], "b": {"c": -1e3}}"#
    let bytes = Bytes(utf8: text)
    for end in 0..<bytes.count {
      #expect(throws: ReaderError.self) { try JSONParser.parse(bytes[0..<end]) }
    }
  }
}

private struct Unexpected: Error {}
