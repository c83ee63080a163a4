import Tables
import Testing

@Suite("Reading JSON lines")
struct JSONLinesReadingTests {
  @Test("types are inferred; null and absent keys are missing")
  func inference() throws {
    let read = try table(
      """
      {"i": 1, "f": 1.5, "s": "a\\u00e9\\n\\ud83d\\ude00", "b": true}

      {"b": false, "i": -2, "s": null, "late": 3}
      { "f" : NaN , "i":3, "s":"", "b": null }
      """, extension: "jsonl")
    #expect(
      read.shown == [
        "i: i64: 1|-2|3", "f: f64: 1.5|-|nan", "s: string: aé\n😀|-|", "b: bool: true|false|-",
        "late: f64: -|3.0|-",
      ])
  }

  @Test("a key that only a late row has becomes a column")
  func lateKey() throws {
    let rows = (0..<3000).map { "{\"a\":\($0)}\n" }.joined() + "{\"a\":1,\"z\":\"end\"}"
    let read = try table(rows, extension: "jsonl")
    #expect(read.columnNames == ["a", "z"])
    #expect(read["z"]?.shown.suffix(2) == ["-", "end"])
    #expect(read["a"]?.type == .i64)
  }

  @Test("requested types are kept")
  func requestedTypes() throws {
    let read = try table(
      "{\"i\":3.0,\"d\":1,\"f\":0.1,\"b\":1,\"s\":\"NA\"}\n{\"d\":true,\"b\":false}",
      extension: "jsonl",
      .init(types: ["i": .i64, "d": .f64, "f": .f32, "b": .bool, "s": .string]))
    #expect(
      read.shown == [
        "i: i64: 3|-", "d: f64: 1.0|1.0", "f: f32: 0.1|-", "b: bool: true|false", "s: string: NA|-",
      ])
  }

  @Test(
    "errors name the line and what was found",
    arguments: [
      (
        "{\"a\":1}\n{\"a\":\"x\"}",
        "line 1, column “a”: “1”; expected a string or null; the type was inferred"
      ),
      ("{\"a\":{}}", "line 1, column “a”: a nested value; expected a string, a number"),
      ("{\"a\":1,\"a\":2}", "column “a”: the key is there twice"),
      ("{\"a\":01}", "a number as JSON writes it"), ("{\"a\":1.}", "a number as JSON writes it"),
      ("{\"a\":+1}", "expected a string, a number"), ("{\"a\":\"\\ud800\"}", "a string of text"),
      ("{\"a\":\"\u{1}\"}", "a string of text"), ("{\"a\":1", "the line ends"),
      ("{\"a\":1} x", "“x”; expected the end of the line"),
      ("{\"a\":1,}", "a key in double quotes"),
      ("{\"a\" 1}", "expected a colon"), ("{\"a\":tru}", "“tru}”; expected a string"),
      ("[1]", "one JSON array"),
    ])
  func errors(text: String, expected: String) throws {
    let found = try failure(text, extension: "jsonl") ?? "nothing"
    #expect(found.contains(expected), "\(found)")
  }
}
