import FoundationEssentials
import Tables
import Tensors
import Testing

@Suite("Damaged and hostile tables")
struct HostileTests {
  @Test("random damage to good text never traps", arguments: ["csv", "jsonl"])
  func randomDamage(format: String) throws {
    var generator = SeededGenerator(state: 11)
    for _ in 0..<400 {
      let table = randomTable(&generator)
      var bytes = try withFile([], extension: format) { path in
        let writer = try TableWriter(path: path, threads: 1)
        try writer.write(table)
        try writer.finish()
        return Array(try Data(contentsOf: URL(fileURLWithPath: path)))
      }
      for _ in 0..<Int.random(in: 1...4, using: &generator) {
        let position = Int.random(in: bytes.indices, using: &generator)
        switch generator.next() % 4 {
        case 0: bytes[position] = UInt8(truncatingIfNeeded: generator.next())
        case 1:
          bytes[position] = Array("\",\n\r\0\\{}:[e-.".utf8).randomElement(using: &generator) ?? 0
        case 2: bytes.remove(at: position)
        default: bytes.removeSubrange(position...)
        }
        if bytes.isEmpty { break }
      }
      _ = try failure(bytes, extension: format)
    }
  }

  @Test("bytes that are no text are refused with their place")
  func noText() throws {
    #expect(try failure([0, 1, 2, 3])?.contains("NUL") == true)
    #expect(try failure(Array("a,b\n1,".utf8) + [0xFF])?.contains("at byte 6") == true)
    #expect(try failure([0xFF, 0xFE, 0x61, 0])?.contains("UTF-16") == true)
    #expect(try failure(Array("PAR1xxxx".utf8))?.contains("a Parquet file") == true)
    // Overlong forms, surrogates, and code points beyond the last.
    for bytes in [
      [0xC0, 0x80], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82],
    ] {
      let text = Array("a\n".utf8) + bytes.map { UInt8($0) } + Array("\n".utf8)
      #expect(try failure(text)?.contains("at byte 2") == true)
    }
    // Far into the text, where it is looked at in blocks.
    let long = Array("a\n".utf8) + Array(repeating: UInt8(ascii: "x"), count: 1000)
    #expect(try failure(long + [0x80])?.contains("at byte 1002") == true)
    #expect(try failure(long + Array("é€😀".utf8)) == nil)
  }

  @Test("a record beyond the limit is refused, from a stream before it fills the memory")
  func longRecord() throws {
    var sent = 0
    let error = #expect(throws: TableError.self) {
      _ = try TableReader(name: "endless.csv") { buffer in
        buffer.initializeMemory(as: UInt8.self, repeating: UInt8(ascii: "x"))
        sent += buffer.count
        return buffer.count
      }
    }
    #expect(error?.kind == .tooLarge)
    #expect(sent < 200 << 20)
  }

  @Test("a quote that is never closed is refused with the line where it opens")
  func openQuote() throws {
    let text = "a,b\n1,2\n3,\"" + String(repeating: "x\n", count: 10_000)
    #expect(
      try failure(text)
        == "FILE, line 3: a quoted field that begins here does not end; expected a closing quote; "
        + "the file may be cut short")
  }

  @Test("a quote that opens a field of the size of a file is refused")
  func hugeField() throws {
    let rest = Array(repeating: UInt8(ascii: "\n"), count: 65 << 20)
    let found = try failure(Array("a\n\"".utf8) + rest)
    #expect(
      found == "FILE, line 2: a record longer than 64 MiB begins here; expected one record a line; "
        + "check for a quote that is not closed")
  }

  @Test("a header of very many columns costs memory in proportion")
  func wideHeader() throws {
    let names = (0..<50_000).map { "c\($0)" }.joined(separator: ",")
    let read = try table(names + "\n" + String(repeating: ",", count: 49_999))
    #expect(read.columns.count == 50_000)
    #expect(read.columns[7].shown == ["-"])
  }

  @Test("files that are not there, and folders, are refused as such")
  func noFile() throws {
    let absent = #expect(throws: TableError.self) { try Table.read(path: "/nonexistent/t.csv") }
    #expect(absent?.kind == .noSuchFile)
    let folder = #expect(throws: TableError.self) { try Table.read(path: "/") }
    #expect(folder?.kind == .unreadable)
    let output = #expect(throws: TableError.self) { try TableWriter(path: "/nonexistent/t.csv") }
    #expect(output?.kind == .unreadable)
  }
}
