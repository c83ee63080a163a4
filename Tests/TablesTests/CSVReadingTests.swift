import Tables
import Testing

@Suite("Reading CSV")
struct CSVReadingTests {
  @Test("types are inferred from all values of a column")
  func inference() throws {
    let read = try table(
      """
      i,f,gap,b,s,none,mixed
      1,1.5,1,true,a,,1
      -2,2,,False,NA,NA,x
      +3,1e3,3,TRUE,"b,c",NaN,true

      """)
    #expect(
      read.shown == [
        "i: i64: 1|-2|3", "f: f64: 1.5|2.0|1000.0", "gap: f64: 1.0|-|3.0",
        "b: bool: true|false|true", "s: string: a|-|b,c", "none: f64: -|-|-",
        "mixed: string: 1|x|true",
      ])
    #expect(read.columns[2].values.elements(of: Double.self)[1].isNaN)
  }

  @Test("an inferred type does not depend on the rows that the guess was made from")
  func lateRefutation() throws {
    let numbers = (0..<5000).map(String.init)
    for (last, type) in [
      ("7", "i64"), ("7.0", "f64"), ("", "f64"), ("x", "string"), ("true", "string"),
    ] {
      let read = try table("a,b\n" + (numbers + [last]).map { "\($0),1\n" }.joined())
      #expect(read.columns[0].type.rawValue == type)
      #expect(
        read.columns[0].shown.prefix(3)
          == (type == "f64" ? ["0.0", "1.0", "2.0"] : ["0", "1", "2"]))
      #expect(read.columns[1].type == .i64)
      #expect(read.rowCount == 5001)
    }
  }

  @Test("quotes, line ends and the byte order mark follow RFC 4180")
  func quoting() throws {
    let read = try table(
      "\u{FEFF}\"a \"\"x\"\"\",b\r\n\"1,2\",\"line\r\nbreak\"\r\n\r\n\"\"\"\",\"\"\nplain \" quote,é"
    )
    #expect(
      read.shown == [
        "a \"x\": string: 1,2|\"|plain \" quote", "b: string: line\r\nbreak|-|é",
      ])
  }

  @Test("a table of a header has columns and no rows")
  func headerOnly() throws {
    let read = try table("a,b")
    #expect(read.rowCount == 0)
    #expect(read.columnNames == ["a", "b"])
  }

  @Test("requested types are kept, and take every spelling of their values")
  func requestedTypes() throws {
    let read = try table(
      "d,f,i,b,s\n 1 ,0.1,3.0,1,007\nTrue,-inf,1e3,False,1.50\n,Infinity,,,\n\"2\",+nan,-0,TRUE,\"NA\"\n",
      .init(types: ["d": .f64, "f": .f32, "i": .i64, "b": .bool, "s": .string]))
    #expect(
      read.shown == [
        "d: f64: 1.0|1.0|-|2.0", "f: f32: 0.1|-inf|inf|nan", "i: i64: 3|1000|-|0",
        "b: bool: true|false|-|true", "s: string: 007|1.50|-|-",
      ])
  }

  @Test("missing tokens replace the default ones; an empty number stays missing")
  func missingTokens() throws {
    let text = "n,s\n,\n-1,NA\n2,?\n"
    #expect(
      try table(text, .init(missingTokens: ["?", "-1"])).shown == [
        "n: f64: -|-|2.0", "s: string: |NA|-",
      ])
    #expect(
      try table(text, .init(missingTokens: [])).shown == ["n: f64: -|-1.0|2.0", "s: string: |NA|?"])
    #expect(
      try table("n\nnan\nNaN\n1\n", .init(types: ["n": .f64], missingTokens: [])).shown
        == ["n: f64: nan|nan|1.0"])
  }

  @Test("only the chosen columns are converted")
  func selection() throws {
    let read = try table(
      "a,b,c\n1,x,2\n3,y,4\n", .init(types: ["b": .f64], columns: ["c", "a"]))
    #expect(read.shown == ["a: i64: 1|3", "c: i64: 2|4"])
    #expect(
      try failure("a,b\n1,2\n", .init(columns: ["a", "z"]))
        == "FILE: no column “z” among “a”, “b”; expected columns “a”, “z”")
  }

  @Test("errors name the line, the column and the text")
  func errors() throws {
    #expect(
      try failure("a,b\n1,2\n\"x\n\",3\n4,5x\n", .init(types: ["b": .f64]))
        == "FILE, line 5, column “b”: “5x”; expected a number")
    #expect(
      try failure("a,b\n1,2\n1,2,3\n")
        == "FILE, line 3: 3 fields; expected 2, as in the header; put a field with commas in quotes"
    )
    #expect(try failure("a,b\n1,2\n1\n")?.contains("line 3: 1 fields; expected 2") == true)
    #expect(try failure("a,b\n1,2,\n")?.contains("line 2: 3 fields; expected 2") == true)
    #expect(
      try failure("a,b,a\n")
        == "FILE, line 1: two columns are called “a”; expected a header with a different name for "
        + "each column; rename one of them")
    #expect(
      try failure("a\n1\n\"2\n3\n")?.contains("line 3: a quoted field that begins here") == true)
    #expect(
      try failure("a,b\n\"1\" ,2\n")
        == "FILE, line 2, column “a”: “ ,2” after a closing quote; expected a comma or the end of the "
        + "line; write a quote inside a quoted field twice")
    #expect(try failure("")?.contains("no text") == true)
    #expect(try failure("a\nx\ry\nz")?.contains("line 2, column “a”: a carriage return") == true)
    #expect(
      try failure(Array("a\nok\nb".utf8) + [0xC3, 0x28] + Array("\n".utf8))
        == "FILE, line 3: the byte 0xC3 is not UTF-8 text at byte 6; expected text encoded as UTF-8; "
        + "convert the file to UTF-8")
  }
}
