import FoundationEssentials
import Tables
import Tensors
import Testing

@Suite("Writing and reading back")
struct RoundTripTests {
  /// Writes `tables` as batches and gives the path to `body`.
  private func writing<Result>(
    _ tables: [Table], extension: String, _ body: (String) throws -> Result
  ) throws -> Result {
    try withFile([], extension: `extension`) { path in
      let writer = try TableWriter(path: path, threads: 2)
      for table in tables { try writer.write(table) }
      try writer.finish()
      return try body(path)
    }
  }

  @Test("random tables come back as they were", arguments: ["csv", "jsonl"])
  func randomTables(format: String) throws {
    var generator = SeededGenerator(state: 7)
    for _ in 0..<150 {
      let table = randomTable(&generator)
      let types = Dictionary(uniqueKeysWithValues: table.columns.map { ($0.name, $0.type) })
      let read = try writing([table], extension: format) {
        try Table.read(path: $0, options: .init(types: types))
      }
      #expect(read.shown == table.shown)
    }
  }

  @Test("numbers are the shortest text that reads back, in their own precision")
  func numbers() throws {
    let table = Table(
      columns: [
        Column(
          name: "d",
          values: Tensor([1.0, 0.1, -0.0, 1e16, .leastNonzeroMagnitude, .nan, .infinity])),
        Column(name: "f", values: Tensor([1, 0.1, 16_777_216, -.infinity, .nan, 3, 4] as [Float])),
        Column(
          name: "i", values: Tensor([Int64.min, 0, -7, 10, 99, .max, 5]),
          missing: [false, true, false, false, false, false, false]),
      ], rowCount: 7)
    #expect(
      try writing([table], extension: "csv") { try String(contentsOfFile: $0, encoding: .utf8) }
        == """
        d,f,i
        1.0,1.0,-9223372036854775808
        0.1,0.1,
        -0.0,16777216.0,-7
        1e+16,-inf,10
        5e-324,NaN,99
        NaN,3.0,9223372036854775807
        inf,4.0,5

        """)
    #expect(
      try writing([table], extension: "jsonl") { try String(contentsOfFile: $0, encoding: .utf8) }
        .hasPrefix(
          "{\"d\":1.0,\"f\":1.0,\"i\":-9223372036854775808}\n{\"d\":0.1,\"f\":0.1,\"i\":null}\n"))
  }

  @Test("a lone missing value is a row, not a blank line")
  func loneMissing() throws {
    let table = Table(
      columns: [Column(name: "s", values: Tensor(strings: ["a", nil, "b"]))], rowCount: 3)
    let read = try writing([table], extension: "csv") { try Table.read(path: $0) }
    #expect(read.shown == table.shown)
  }

  @Test("many batches are one table", arguments: ["csv", "jsonl", "npy"])
  func batches(format: String) throws {
    let tables = (0..<5).map { batch in
      Table(
        columns: [
          Column(name: "0", values: Tensor((0..<9000).map { Double(batch * 9000 + $0) / 8 })),
          Column(name: "1", values: Tensor((0..<9000).map { Double($0) })),
        ], rowCount: 9000)
    }
    try writing(tables, extension: format) { path in
      let reader = try TableReader(path: path)
      var rows = 0
      while let batch = try reader.next(maximumRows: 7000) {
        #expect(batch.columns[0].values.doubles().first == Double(rows) / 8)
        rows += batch.rowCount
      }
      #expect(rows == 45000)
    }
  }

  @Test("a matrix of several types is of doubles, or refused where those would round")
  func npyTypes() throws {
    let small = Column(name: "i", values: Tensor([1, 2] as [Int64]))
    let floats = Column(name: "f", values: Tensor([0.5, 1.5] as [Float]))
    let read = try writing([Table(columns: [small, floats], rowCount: 2)], extension: "npy") {
      try Table.read(path: $0)
    }
    #expect(read.matrix?.elements(of: Double.self) == [1, 0.5, 2, 1.5])
    let large = Column(name: "l", values: Tensor([Int64.max, 2]))
    #expect(throws: TableError.self) {
      try writing([Table(columns: [large, floats], rowCount: 2)], extension: "npy") { _ in }
    }
    let text = Column(name: "t", values: Tensor(strings: ["a", "b"]))
    #expect(throws: TableError.self) {
      try writing([Table(columns: [text], rowCount: 2)], extension: "npy") { _ in }
    }
  }

  @Test("an unfinished file leaves what was there before")
  func unfinished() throws {
    try withFile(Array("before".utf8)) { path in
      do {
        let writer = try TableWriter(path: path)
        try writer.write(Table(columns: [Column(name: "a", values: Tensor([1.0]))], rowCount: 1))
      }
      #expect(try String(contentsOfFile: path, encoding: .utf8) == "before")
      let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
      let name = URL(fileURLWithPath: path).lastPathComponent
      let left = try FileManager.default.contentsOfDirectory(atPath: folder)
      #expect(left.filter { $0.hasPrefix(name) } == [name])
    }
  }
}
