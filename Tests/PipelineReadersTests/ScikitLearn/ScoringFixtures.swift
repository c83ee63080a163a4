// The scoring fixtures, as far as reading is concerned: models and the columns they take and give.

import Archives
import Foundation
import PipelineReaders
import Pipelines

/// A case of the scoring fixtures.
struct ScoringFixture: CustomStringConvertible {
  /// The folder of all cases.
  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "ScoringTests/Fixtures")

  /// The case's folder.
  let name: String
  /// The model files in it.
  let models: [String]
  /// Whether scoring must fail.
  let isRefused: Bool

  var description: String { name }

  /// Every case that has a file of Python objects.
  static func all() throws -> [ScoringFixture] {
    let paths = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
    let cases = try paths.filter { $0.hasSuffix("/cases.json") }.sorted().flatMap { path in
      let list = Bytes([UInt8](try Data(contentsOf: folder.appending(path: path))))
      return try JSONParser.parse(list, format: "fixtures").elements ?? []
    }
    return cases.compactMap { entry in
      let models = (entry["models"]?.elements ?? []).compactMap(\.string).filter {
        [".pkl", ".joblib", ".skops"].contains(where: $0.hasSuffix)
      }
      guard let name = entry["name"]?.string, !models.isEmpty else { return nil }
      return ScoringFixture(name: name, models: models, isRefused: entry["refused"] != nil)
    }
  }

  /// The pipeline of one of the model files.
  func pipeline(_ model: String) throws -> Pipeline {
    let file = Self.folder.appending(path: name).appending(path: model)
    let bytes = Bytes([UInt8](try Data(contentsOf: file)))
    return try ScikitLearnTranslator.translate(try ObjectFile.read(bytes, name: model).root)
  }

  /// The pipeline of the first file of the case `name`.
  static func pipeline(_ name: String) throws -> Pipeline {
    try ScoringFixture(name: name, models: ["model.pkl"], isRefused: false).pipeline("model.pkl")
  }

  /// The header of a CSV file of the case.
  func header(_ file: String) throws -> [String] {
    let text = try String(
      contentsOf: Self.folder.appending(path: name).appending(path: file), encoding: .utf8)
    var fields = [""]
    var isQuoted = false
    var previous: Character?
    for character in text {
      defer { previous = character }
      switch character {
      case "\"":
        // One that follows the end of a quotation is a quotation mark.
        if !isQuoted, previous == "\"" { fields[fields.count - 1].append(character) }
        isQuoted.toggle()
      case "," where !isQuoted: fields.append("")
      case "\n" where !isQuoted, "\r\n" where !isQuoted: return fields
      default: fields[fields.count - 1].append(character)
      }
    }
    return fields
  }
}
