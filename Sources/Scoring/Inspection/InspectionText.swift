// A model drawn with letters.

extension ModelInspection {
  /// The model as text: where it came from, its inputs, its operators as a tree of the file's parts,
  /// and its outputs.
  public var text: String {
    var lines = [name]
    lines += aligned(facts.map { [$0.key, $0.value] } + sizeRows).map { "  " + $0 }
    lines += warnings.map { "  warning: \($0)" }
    lines += ["", "Inputs: \(counted(inputs.count, "column")), \(matching)"]
    lines += inputLines
    if !operators.isEmpty {
      lines += ["", "Operators: \(operators.count)"]
      let drawn = drawing(of: OperatorGroup(operators), indent: "  ", isRoot: true)
      lines += aligned(drawn.map { [$0.tree, $0.facts, $0.source, $0.result] }).map { "  " + $0 }
    }
    lines += ["", "Outputs:"]
    lines += aligned(outputs.map(outputRow)).map { "  " + $0 }
    if let passes { lines += [""] + passes.lines }
    if let program { lines += ["", "Program:", program] }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The sizes, as keys and values.
  private var sizeRows: [[String]] {
    var parts: [String] = []
    if let trees = sizes.trees { parts.append(counted(trees, "tree")) }
    if let splits = sizes.splits { parts.append(counted(splits, "split")) }
    var rows: [[String]] = []
    if let bytes = sizes.fileBytes { rows.append(["file", counted(bytes, "byte")]) }
    if !parts.isEmpty { rows.append(["trees", parts.joined(separator: ", ")]) }
    if let operations = sizes.programOperations {
      rows.append(["program", counted(operations, "operation")])
    }
    return rows
  }

  private var matching: String {
    inputs.contains { $0.name != nil } ? "matched by name" : "matched by position"
  }

  /// One line a column; a run of alike columns without names is one line.
  private var inputLines: [String] {
    var rows: [[String]] = []
    var start = 0
    while start < inputs.count {
      let first = inputs[start]
      var end = start + 1
      while end < inputs.count, first.name == nil, inputs[end].isLike(first) { end += 1 }
      let place = end == start + 1 ? "\(start)" : "\(start)-\(end - 1)"
      let missing = first.allowsMissing ? "" : "never missing"
      rows.append([place, first.name ?? "", first.dtype, missing, first.note ?? ""])
      start = end
    }
    return aligned(rows).map { "  " + $0 }
  }

  private func outputRow(_ output: Output) -> [String] {
    var source = ""
    if let table = output.table { source = "from \(Self.name(of: table))" }
    return [
      output.method, output.isDefault ? "default" : "", source,
      counted(output.columns.count, "column"), Self.shortened(output.columns),
    ]
  }

  // MARK: The tree of operators

  /// A line of the tree.
  private struct DrawnLine {
    var tree: String
    var facts = ""
    var source = ""
    var result = ""
  }

  private func drawing(of group: OperatorGroup, indent: String, isRoot: Bool) -> [DrawnLine] {
    var lines: [DrawnLine] = []
    for (index, member) in group.members.enumerated() {
      let isLast = index == group.members.count - 1
      let branch = isRoot ? "" : indent + (isLast ? "└─ " : "├─ ")
      let below = isRoot ? "" : indent + (isLast ? "   " : "│  ")
      switch member {
      case .operation(let operation):
        lines.append(line(operation, branch: branch))
      case .group(let part):
        lines.append(DrawnLine(tree: branch + part.title))
        lines += drawing(of: part, indent: below, isRoot: false)
      }
    }
    return lines
  }

  private func line(_ operation: Operator, branch: String) -> DrawnLine {
    let sources = operation.inputs.map(Self.name(of:)).joined(separator: ", ")
    return DrawnLine(
      tree: "\(branch)[\(operation.number)] \(operation.kind)",
      facts: operation.facts.joined(separator: ", "), source: "from \(sources)",
      result: "→ " + Self.summary(of: operation.columns))
  }

  static func name(of table: Table) -> String {
    switch table {
    case .input: "input"
    case .result(let number): "[\(number)]"
    }
  }

  /// `17 x f64: month, day, hour, …`.
  static func summary(of columns: [Column]) -> String {
    var widths: [(dtype: String, count: Int)] = []
    for column in columns {
      if widths.last?.dtype == column.dtype {
        widths[widths.count - 1].count += 1
      } else {
        widths.append((column.dtype, 1))
      }
    }
    var text =
      widths.count <= 3
      ? widths.map { "\($0.count) x \($0.dtype)" }.joined(separator: ", ")
      : "\(columns.count) columns of \(Set(columns.map(\.dtype)).sorted().joined(separator: ", "))"
    if columns.isEmpty { text = "no columns" }
    let names = columns.compactMap(\.name)
    if !names.isEmpty, names.count == columns.count { text += ": " + shortened(names) }
    return text
  }

  /// The first few of many names.
  static func shortened(_ names: [String], limit: Int = 4) -> String {
    names.prefix(limit).joined(separator: ", ") + (names.count > limit ? ", …" : "")
  }
}

extension ModelInspection.Input {
  fileprivate func isLike(_ other: ModelInspection.Input) -> Bool {
    name == nil && dtype == other.dtype && allowsMissing == other.allowsMissing
      && note == other.note
  }
}

/// `1 column`, `1,234 columns`.
func counted(_ count: Int, _ noun: String) -> String {
  "\(grouped(count)) \(noun)\(count == 1 ? "" : "s")"
}

/// `1`, `1,234`.
func grouped(_ count: Int) -> String {
  var digits = String(count)
  var place = digits.count - 3
  while place > 0 {
    digits.insert(",", at: digits.index(digits.startIndex, offsetBy: place))
    place -= 3
  }
  return digits
}

/// Rows of cells as lines whose cells begin in the same columns; empty cells at the end give nothing.
func aligned(_ rows: [[String]]) -> [String] {
  let count = rows.map(\.count).max() ?? 0
  let widths = (0..<count).map { column in
    // A row with one cell only is a heading: it may be wider than the columns.
    rows.filter { row in row.dropFirst().contains { !$0.isEmpty } }
      .map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
  }
  return rows.map { row in
    var line = ""
    var start = 0
    for (cell, width) in zip(row, widths) where width > 0 {
      if !cell.isEmpty {
        line += String(repeating: " ", count: max(start - line.count, line.isEmpty ? 0 : 1)) + cell
      }
      start += width + 2
    }
    return line
  }
}
