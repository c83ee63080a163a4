// Files that tests write, and columns as tests compare them.

import FoundationEssentials
import Tables

/// A file with the given contents for as long as `body` runs.
func withFile<Result>(
  _ contents: [UInt8], extension: String = "csv", _ body: (String) throws -> Result
) throws -> Result {
  let path = FileManager.default.temporaryDirectory
    .appendingPathComponent("table-\(UUID().uuidString).\(`extension`)").path
  try Data(contents).write(to: URL(fileURLWithPath: path))
  defer { try? FileManager.default.removeItem(atPath: path) }
  return try body(path)
}

/// Reads `text` as a file would be read.
func table(
  _ text: String, extension: String = "csv", _ options: TableReadingOptions = .init()
) throws -> Table {
  try withFile(Array(text.utf8), extension: `extension`) {
    try Table.read(path: $0, options: options)
  }
}

/// What reading `contents` throws, its path left out.
func failure(
  _ contents: [UInt8], extension: String = "csv", _ options: TableReadingOptions = .init()
) throws -> String? {
  try withFile(contents, extension: `extension`) { path -> String? in
    do {
      _ = try Table.read(path: path, options: options)
      return nil
    } catch {
      return "\(error)".replacing(path, with: "FILE")
    }
  }
}

/// What reading `text` throws, its path left out.
func failure(
  _ text: String, extension: String = "csv", _ options: TableReadingOptions = .init()
) throws -> String? {
  try failure(Array(text.utf8), extension: `extension`, options)
}

extension Column {
  /// Every value as text, `-` where it was missing.
  var shown: [String] {
    let texts: [String] =
      switch type {
      case .f64: values.elements(of: Double.self).map(\.description)
      case .f32: values.elements(of: Float.self).map(\.description)
      case .i64: values.elements(of: Int64.self).map(\.description)
      case .bool: values.elements(of: Bool.self).map(\.description)
      case .string: (0..<count).map { values.strings[$0] ?? "-" }
      }
    return texts.enumerated().map { isMissing($0.offset) ? "-" : $0.element }
  }
}

extension Table {
  /// Every column as `name: type: values`, to compare whole tables by.
  var shown: [String] {
    columns.map { "\($0.name): \($0.type): " + $0.shown.joined(separator: "|") }
  }
}
