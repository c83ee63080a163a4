// A model drawn as boxes and arrows, from the rows at the top to the outputs at the bottom.

extension ModelInspection {
  /// The model as an SVG drawing.
  ///
  /// Boxes are operators, frames are the parts of the file they came from, arrows are tables.
  public var svg: String {
    let used = Set(operators.flatMap(\.inputs) + outputs.compactMap(\.table))
    var blocks = [inputBlock]
    blocks += OperatorGroup(operators).members.map { block($0, depth: 0, usedOutside: used) }
    blocks += outputs.map(outputBlock)
    let root = DiagramBlock(title: "", around: blocks, needed: [], style: .evenGroup)
    let heading = DiagramText(text: name, style: .kind)
    let width = max(root.width, heading.width + 40)
    let shapes =
      [.text(x: 20, y: 28, name, .kind)]
      + root.shapes.map { $0.moved(byX: (width - root.width) / 2, y: 28) }
    return SVGDocument(width: width, height: root.height + 28, title: name, shapes).text
  }

  private var inputBlock: DiagramBlock {
    var lines = [DiagramText(text: "rows", style: .kind)]
    let columns = inputs.map { Column(name: $0.name, dtype: $0.dtype) }
    lines += Self.result(of: columns)
    return DiagramBlock(lines, style: .input, consumes: [], produces: .input)
  }

  private func outputBlock(_ output: Output) -> DiagramBlock {
    var lines = [DiagramText(text: output.method, style: .kind)]
    if output.columns != [output.method] {
      lines.append(DiagramText(text: counted(output.columns.count, "column"), style: .result))
      let names = output.columns.map { $0.hasPrefix(output.method) ? $0 : "\(output.method) \($0)" }
      lines += wrapped(Self.shortened(names, limit: 3)).map { DiagramText(text: $0, style: .fact) }
    }
    if output.isDefault { lines.append(DiagramText(text: "default", style: .fact)) }
    return DiagramBlock(
      lines, style: .output, consumes: output.table.map { [$0] } ?? [], produces: nil)
  }

  /// A member of a group; `usedOutside` are the flows that something anywhere uses.
  private func block(
    _ member: OperatorGroup.Member, depth: Int, usedOutside: Set<Flow>
  ) -> DiagramBlock {
    switch member {
    case .operation(let operation):
      var lines = [DiagramText(text: operation.kind, style: .kind)]
      lines += wrapped(operation.facts.joined(separator: ", ")).map {
        DiagramText(text: $0, style: .fact)
      }
      lines += Self.result(of: operation.columns)
      let flow = Flow.result(of: operation.number)
      return DiagramBlock(
        lines, style: .operation, consumes: operation.inputs,
        produces: usedOutside.contains(flow) ? flow : nil)
    case .group(let group):
      let inner = Set(group.operators.map(\.number))
      let needed = usedOutside.filter { flow in
        guard case .result(let number) = flow, inner.contains(number) else { return false }
        return operators.contains { !inner.contains($0.number) && $0.inputs.contains(flow) }
          || outputs.contains { $0.table == flow }
      }
      return DiagramBlock(
        title: group.title,
        around: group.members.map { block($0, depth: depth + 1, usedOutside: usedOutside) },
        needed: needed, style: depth.isMultiple(of: 2) ? .evenGroup : .oddGroup)
    }
  }

  private static func result(of columns: [Column]) -> [DiagramText] {
    let parts = summary(of: columns).split(separator: ": ", maxSplits: 1)
    return parts.enumerated().flatMap { index, part in
      wrapped((index == 0 ? "→ " : "") + part).map {
        DiagramText(text: $0, style: index == 0 ? .result : .fact)
      }
    }
  }
}

extension OperatorGroup {
  /// All operators in the group.
  var operators: [ModelInspection.Operator] {
    members.flatMap { member in
      switch member {
      case .operation(let operation): [operation]
      case .group(let group): group.operators
      }
    }
  }
}

/// Text in lines of about `limit` characters, broken at blanks.
private func wrapped(_ text: String, limit: Int = 30) -> [String] {
  var lines: [String] = []
  for word in text.split(separator: " ") {
    let shown = word.count > limit ? word.prefix(limit - 1) + "…" : word
    if let last = lines.last, last.count + 1 + shown.count <= limit {
      lines[lines.count - 1] = last + " " + shown
    } else {
      lines.append(String(shown))
    }
  }
  return lines
}
