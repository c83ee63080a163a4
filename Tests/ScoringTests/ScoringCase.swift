// The cases that `Fixtures/make_models.py` makes: models, rows, and what the library predicts.

import FoundationEssentials
import Scoring
import Tables

/// A case of `Fixtures/cases.json`.
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

  /// Every case.
  static let all: [ScoringCase] = {
    do {
      let data = try Data(contentsOf: URL(filePath: folder + "cases.json"))
      return try JSONDecoder().decode([ScoringCase].self, from: data)
    } catch {
      fatalError("Fixtures/cases.json does not read: \(error)")
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
