import Tables
import Tensors
import Testing

@Suite("Reading piece by piece")
struct StreamingTests {
  /// Reads `pieces` one after the other, each as one read of the stream.
  private func reader(
    _ pieces: [ArraySlice<UInt8>], name: String, _ options: TableReadingOptions = .init()
  ) throws -> TableReader {
    var rest = pieces.filter { !$0.isEmpty }[...]
    return try TableReader(name: name, options: options) { buffer in
      guard var piece = rest.popFirst() else { return 0 }
      let count = min(piece.count, buffer.count)
      buffer.copyBytes(from: piece.prefix(count))
      piece = piece.dropFirst(count)
      if !piece.isEmpty { rest = [piece] + rest }
      return count
    }
  }

  private let csv = Array(
    "\u{FEFF}id,\"te\"\"xt\",n\r\n1,\"a,\"\"b\"\"\",1.5\r\n\r\n2,\"x\r\ny\",-2e3\n3,é,\n4,\"\",0.1\r\n5,\"\"\"\",7"
      .utf8)
  private let json = Array(
    "{\"a\":1,\"b\":\"x\\u00e9\\n\"}\r\n\n{\"b\":null,\"a\":2}\n {\"a\":-3.0e1,\"c\":true} ".utf8)

  @Test("every split point gives the same table", arguments: ["t.csv", "t.jsonl"])
  func splitPoints(name: String) throws {
    let text = name == "t.csv" ? csv : json
    let whole = try reader([text[...]], name: name).readAll().shown
    #expect(whole.count == 3)
    for split in text.indices {
      let read = try reader([text[..<split], text[split...]], name: name).readAll()
      #expect(read.shown == whole)
    }
    let bytes = try reader(text.indices.map { text[$0...$0] }, name: name).readAll()
    #expect(bytes.shown == whole)
  }

  @Test("batches of every size and every number of threads give the same rows")
  func batchSizes() throws {
    let types: [String: ColumnType] = ["id": .i64, "te\"xt": .string, "n": .f64]
    let whole = try reader([csv[...]], name: "t.csv", .init(types: types)).readAll()
    for size in 1...6 {
      for threads in 1...3 {
        let batches = try reader([csv[...]], name: "t.csv", .init(types: types, threads: threads))
        var rows: [[String]] = [[], [], []]
        while let batch = try batches.next(maximumRows: size) {
          #expect(batch.rowCount <= size)
          for (index, column) in batch.columns.enumerated() { rows[index] += column.shown }
        }
        #expect(rows == whole.columns.map(\.shown))
      }
    }
  }

  @Test("quotes are found wherever they are")
  func distantQuotes() throws {
    var generator = SeededGenerator(state: 5)
    for _ in 0..<20 {
      var text = "a,b\n"
      var expected: [String] = []
      while text.utf8.count < 200_000 {
        let padding = String(repeating: "p", count: Int.random(in: 0..<30_000, using: &generator))
        switch generator.next() % 3 {
        case 0: text += "\(padding),1\n"
        case 1: text += "\"\(padding)\n\"\"\",1\n"
        default: text += "\(padding)x\",1\n"
        }
        expected.append(
          text.hasSuffix("\"\"\",1\n")
            ? padding + "\n\"" : text.hasSuffix("x\",1\n") ? padding + "x\"" : padding)
      }
      let read = try table(text, .init(types: ["a": .string], missingTokens: [""]))
      #expect(read.columns[0].shown == expected.map { $0.isEmpty ? "-" : $0 })
    }
  }

  @Test("a text cut at any byte gives its first rows or an error, and never more")
  func truncation() throws {
    for (text, name) in [(csv, "t.csv"), (json, "t.jsonl")] {
      let whole = try reader([text[...]], name: name).readAll()
      for end in text.indices {
        guard let read = try? reader([text[..<end]], name: name).readAll() else { continue }
        #expect(read.rowCount <= whole.rowCount)
      }
    }
  }

  @Test("parallel reading finds the first error of the file")
  func firstError() throws {
    var lines = (0..<20_000).map { "\($0),1" }
    lines[15_000] = "x,1"
    lines[12_345] = "y,1"
    let options = TableReadingOptions(types: ["a": .f64], threads: 4)
    #expect(
      try failure("a,b\n" + lines.joined(separator: "\n"), options)
        == "FILE, line 12347, column “a”: “y”; expected a number")
  }

  @Test("later batches keep the types of the first, and say so when a value has another")
  func laterBatches() throws {
    let text = Array("a\n1\n2\nx\n".utf8)
    let batches = try reader([text[...]], name: "t.csv")
    #expect(try batches.next(maximumRows: 2)?.columns[0].type == .i64)
    let error = #expect(throws: TableError.self) { try batches.next(maximumRows: 2) }
    #expect(
      error?.description == "t.csv, line 4, column “a”: “x”; expected an integer of 64 bits; "
        + "the type was inferred from other rows; say the type that the column has")
  }

  @Test("types may be chosen when the names are known")
  func configureLater() throws {
    let batches = try reader([csv[...]], name: "t.csv")
    #expect(batches.columnNames == ["id", "te\"xt", "n"])
    try batches.configure(types: ["id": .string], columns: ["id"])
    #expect(try batches.readAll().shown == ["id: string: 1|2|3|4|5"])
  }

  @Test("gzip is recognised by content, in files and streams, and cut or damaged data refused")
  func gzip() throws {
    let rows = (0..<30_000).map { "\($0),\(Double($0) / 7)\n" }.joined()
    let text = Array(("a,b\n" + rows).utf8)
    let packed = gzipped(text)
    let whole = try reader([text[...]], name: "t").readAll()
    #expect(try withFile(packed) { try Table.read(path: $0) }.shown == whole.shown)
    #expect(
      try reader([packed[...], packed[5..<5]], name: "t.csv.gz").readAll().shown == whole.shown)
    #expect(try failure(Array(packed.dropLast(5)))?.contains("cut off") == true)
    var damaged = packed
    damaged[packed.count / 2] ^= 0x55
    #expect(try failure(damaged) != nil)
  }

  @Test("a bomb is refused")
  func bomb() throws {
    // 1 GiB of blank lines, packed member by member.
    let part = gzipped(Array(repeating: UInt8(ascii: "\n"), count: 16 << 20))
    let bomb = gzipped(Array("a\n".utf8)) + Array(repeating: part, count: 64).flatMap(\.self)
    let found = try failure(bomb, .init(types: ["a": .f64]))
    #expect(found?.contains("decompression bomb") == true)
  }
}
