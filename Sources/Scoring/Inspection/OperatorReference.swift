// What is read of each format, and what specifications can be made of, as text for people.

import ONNXReader
import PipelineReaders
import Pipelines

/// The reference of formats and operators that `windhover operators` prints.
public struct OperatorReference: Sendable, Encodable {
  /// An operator of specifications.
  struct Operator: Sendable, Encodable {
    let name: String
    let meaning: String
  }

  /// The name under which the operators of specifications are asked for.
  static let specification = "specification"

  let formats: [FormatCoverage]
  let operators: [Operator]

  /// The reference of everything, or of the format called `format`.
  /// - Throws: `ScoringError` listing the formats where there is no such one.
  public init(format: String? = nil) throws {
    let all = FormatCoverage.all + [.onnx]
    let operators = OperatorCatalog.all.map { Operator(name: $0.name, meaning: $0.meaning) }
    guard let format else {
      self.formats = all
      self.operators = operators
      return
    }
    formats = all.filter { $0.name == format }
    self.operators = format == Self.specification ? operators : []
    guard !formats.isEmpty || !self.operators.isEmpty else {
      throw ScoringError(
        .request, at: "--format \(format)",
        "there is no such format; \(listed(all.map(\.name) + [Self.specification])) were expected")
    }
  }

  // MARK: Text

  /// The reference for a terminal.
  public var text: String {
    (formats.map(text) + (operators.isEmpty ? [] : [operatorText])).joined(separator: "\n\n") + "\n"
  }

  private func text(_ format: FormatCoverage) -> String {
    var lines = ["\(format.name) \(format.versions)", "  files: \(format.files)"]
    for family in format.families {
      lines.append("  \(family.name)")
      for entry in family.entries {
        lines.append("    \(entry.name)")
        lines += entry.limits.map { "      refused: \($0.refused): \($0.reason)" }
      }
    }
    return (lines + format.notes.map { "  " + $0 }).joined(separator: "\n")
  }

  private var operatorText: String {
    let width = operators.map(\.name.count).max() ?? 0
    let lines = operators.map { operation in
      "  " + operation.name
        + String(repeating: " ", count: width - operation.name.count + 2) + operation.meaning
    }
    return (["\(Self.specification) (YAML)"] + lines).joined(separator: "\n")
  }

  // MARK: Markdown

  /// The reference as the page `Documentation/operators.md`.
  public var markdown: String {
    let head = """
      # What Windhover reads of each library

      `windhover operators --markdown` writes this page from the code that reads the formats. Everything else
      is refused by name, with its place in the file.

      """
    let parts = formats.map(markdown) + (operators.isEmpty ? [] : [operatorMarkdown])
    return head + "\n" + parts.joined(separator: "\n")
  }

  private func markdown(_ format: FormatCoverage) -> String {
    var text =
      "## \(format.name) \(format.versions)\n\nFiles: \(format.files).\n\n| | |\n|---|---|\n"
    for family in format.families {
      let names = family.entries.map { "`\($0.name)`" }.joined(separator: ", ")
      text += "| \(family.name) | \(names) |\n"
    }
    if !format.notes.isEmpty { text += "\n" + format.notes.joined(separator: " ") + "\n" }
    let limits = refusals(format)
    if !limits.isEmpty {
      text += "\n| of \(format.name) | refused | why |\n|---|---|---|\n"
      for (names, limit) in limits {
        let list = names.map { "`\($0)`" }.joined(separator: ", ")
        text += "| \(list) | \(cell(limit.refused)) | \(cell(limit.reason)) |\n"
      }
    }
    return text
  }

  /// The limits of a format, each once, with the names that it is for.
  private func refusals(_ format: FormatCoverage) -> [(names: [String], limit: EstimatorLimit)] {
    var order: [EstimatorLimit] = []
    var names: [EstimatorLimit: [String]] = [:]
    for entry in format.families.flatMap(\.entries) {
      for limit in entry.limits {
        if names[limit] == nil { order.append(limit) }
        names[limit, default: []].append(entry.name)
      }
    }
    return order.map { (names[$0] ?? [], $0) }
  }

  private func cell(_ text: String) -> String { text.replacing("|", with: "\\|") }

  private var operatorMarkdown: String {
    """
    ## Operators of specifications

    Each can be a step of a [YAML specification](../Pipelines/README.md): `operator: NAME` with its
    `parameters`.

    | operator | what it computes |
    |---|---|

    """
      + operators.map { "| `\($0.name)` | \(cell($0.meaning)) |\n" }.joined()
  }
}
