import FoundationEssentials
import Tables
import Tensors
import Testing

/// A column as `Fixtures/make_tables.py` writes what pandas read.
private struct PandasColumn: Decodable {
  let name: String
  let type: String
  let values: [String?]

  private enum Key: CodingKey { case name, type, values }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    name = try container.decode(String.self, forKey: .name)
    type = try container.decode(String.self, forKey: .type)
    switch type {
    case "i64":
      values = try container.decode([Int64?].self, forKey: .values).map { $0?.description }
    case "bool":
      values = try container.decode([Bool?].self, forKey: .values).map { $0?.description }
    case "f64":
      values = try container.decode([String?].self, forKey: .values).map { text in
        text.flatMap { Double($0) }?.description
      }
    default: values = try container.decode([String?].self, forKey: .values)
    }
  }
}

@Suite("CSV as pandas reads it")
struct PandasTests {
  @Test(
    "columns, types and values are those of pandas",
    arguments: ["quoting", "crlf", "missing", "types", "unnamed", "numbers"])
  func equivalence(name: String) throws {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Fixtures")
    let expected = try Data(contentsOf: folder.appendingPathComponent("\(name).expected.jsonl"))
      .split(separator: UInt8(ascii: "\n"))
      .map { try JSONDecoder().decode(PandasColumn.self, from: $0) }
    let read = try Table.read(path: folder.appendingPathComponent("\(name).csv").path)
    #expect(read.columnNames == expected.map(\.name))
    for (column, expected) in zip(read.columns, expected) {
      #expect(column.type.rawValue == expected.type)
      #expect(column.shown == expected.values.map { $0 ?? "-" })
    }
  }
}
