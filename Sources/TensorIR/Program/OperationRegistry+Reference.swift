// The reference page of all operations.

extension OperationRegistry {
  /// Every operation with its sentence, as a table in Markdown.
  public static var reference: String {
    let rows = all.sorted { $0.name < $1.name }.map { definition in
      "| `\(definition.name)` | \(definition.summary.replacing("|", with: "\\|")) |"
    }
    return (["| operation | meaning |", "|---|---|"] + rows).joined(separator: "\n") + "\n"
  }
}
