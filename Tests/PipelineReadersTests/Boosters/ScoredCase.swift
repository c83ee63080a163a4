// A model file with rows to ask it about and the answers of the library that trained it.

import Archives
import FoundationEssentials
import PipelineReaders
import Pipelines
import Testing

/// A folder with `input.csv`, `expected.csv` and model files.
struct ScoredCase: CustomTestStringConvertible {
  let folder: URL

  var testDescription: String { folder.pathComponents.suffix(3).joined(separator: "/") }

  /// The cases below `folder` that have one of the bare boosters' files.
  static func cases(in folder: URL) -> [ScoredCase] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.sorted().map { ScoredCase(folder: folder.appending(path: $0)) }
      .filter { !$0.models.isEmpty && !$0.lines("expected.csv").isEmpty }
  }

  /// The bare boosters' files.
  var models: [String] {
    ["model.json", "model.ubj", "model.txt"].filter {
      FileManager.default.fileExists(atPath: folder.appending(path: $0).path)
    }
  }

  func bytes(_ name: String) throws -> Bytes {
    Bytes([UInt8](try Data(contentsOf: folder.appending(path: name))))
  }

  private func lines(_ name: String) -> [[String]] {
    guard let data = try? Data(contentsOf: folder.appending(path: name)) else { return [] }
    return String(decoding: data, as: UTF8.self).split(separator: "\n").map(Self.fields)
  }

  /// The fields of a line of CSV.
  private static func fields(_ line: Substring) -> [String] {
    var fields = [""]
    var isQuoted = false
    for character in line where character != "\r" {
      switch character {
      case "\"": isQuoted.toggle()
      case "," where !isQuoted: fields.append("")
      default: fields[fields.count - 1].append(character)
      }
    }
    return fields
  }

  /// The expected columns: the header, and the rows.
  var expected: (header: [String], rows: [[String]]) {
    let lines = lines("expected.csv")
    return (lines[0], Array(lines.dropFirst()))
  }

  /// What a pipeline gives for every row of the input.
  func score(_ pipeline: Pipeline) throws -> [[String: Double]] {
    let lines = lines("input.csv")
    let isNamed = pipeline.inputs.contains { $0.name != nil }
    let places = pipeline.inputs.enumerated().map { index, input in
      isNamed ? lines[0].firstIndex(of: input.name ?? "") ?? -1 : index
    }
    return try lines.dropFirst().map { fields in
      let row = zip(pipeline.inputs, places).map { input, place in
        cell(fields.indices.contains(place) ? fields[place] : "?", input)
      }
      return try PlainPipeline(pipeline: pipeline).score(row)
    }
  }

  private func cell(_ text: String, _ input: InputColumn) -> CellValue {
    if text.isEmpty { return .missing }
    if input.dtype == .string { return .text(text) }
    return Double(text).map(CellValue.number) ?? .text(text)
  }
}

/// Whether two numbers agree; NaN agrees with NaN.
func agree(_ a: Double, _ b: Double, relative: Double, absolute: Double) -> Bool {
  if a.isNaN || b.isNaN { return a.isNaN && b.isNaN }
  return a == b || (a - b).magnitude <= absolute + relative * b.magnitude
}

/// The folders that cases are in.
enum CaseFolders {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The project's own cases, those of older library versions too.
  static var fixtures: [ScoredCase] {
    let fixtures = root.appending(path: "Tests/ScoringTests/Fixtures")
    let versions = fixtures.appending(path: "versions")
    let names = (try? FileManager.default.contentsOfDirectory(atPath: versions.path)) ?? []
    return
      (["xgboost", "lightgbm"].map { fixtures.appending(path: $0) }
      + names.sorted().map { versions.appending(path: $0) })
      .flatMap(ScoredCase.cases)
  }

  /// The conformance cases of a format; none where the machine has no such data.
  static func conformance(_ format: String) -> [ScoredCase] {
    let shared =
      ProcessInfo.processInfo.environment["WINDHOVER_SHARED"] ?? root.path + "/../shared"
    return ScoredCase.cases(in: URL(filePath: shared).appending(path: "conformance/\(format)"))
  }
}
