// The cases that `Fixtures/make_models.py` makes: models, rows, and what the library predicts.

import FoundationEssentials
import Scoring
import Tables

/// A case of a group in `Fixtures`, as its `cases.json` describes it.
struct ScoringCase: Decodable, Sendable, CustomStringConvertible {
  let name: String
  let models: [String]
  let rtol: Double?
  let atol: Double?
  let refused: String?
  let missing: [String]?

  var description: String { name }

  static let folder =
    URL(filePath: #filePath).deletingLastPathComponent().path + "/Fixtures/"

  /// Every case of every group.
  static let all: [ScoringCase] = {
    do {
      let paths = try FileManager.default.subpathsOfDirectory(atPath: folder)
      return try paths.filter { $0.hasSuffix("/cases.json") }.sorted().flatMap { path in
        let data = try Data(contentsOf: URL(filePath: folder + path))
        return try JSONDecoder().decode([ScoringCase].self, from: data)
      }
    } catch {
      fatalError("an index of the fixtures does not read: \(error)")
    }
  }()

  func path(_ file: String) -> String { Self.folder + name + "/" + file }

  /// The predictions of a model for the case's rows.
  func score(_ model: Model, methods: [String]?) throws -> Table {
    let session = try ScoringSession(model, methods: methods, threads: 1)
    let reader = try TableReader(
      path: path("input.csv"), options: TableReadingOptions(missingTokens: missing))
    try session.prepare(reader)
    guard let table = try reader.next(maximumRows: 1 << 20) else {
      return Table(columns: [], rowCount: 0)
    }
    return try session.score(table)
  }

  /// The expected predictions; text where the predictions are.
  func expected(like predictions: Table?) throws -> Table {
    var types: [String: Tables.ColumnType] = [:]
    for column in predictions?.columns ?? [] where column.type == .string {
      types[column.name] = .string
    }
    return try Table.read(
      path: path("expected.csv"), requestedTypes: types,
      missing: predictions == nil ? nil : [""])
  }
}
