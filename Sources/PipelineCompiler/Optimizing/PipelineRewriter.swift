// Builds a pipeline from another one, node by node.

import Pipelines

/// A pipeline in the making, and where the tables of the one that it is made from are in it.
struct PipelineRewriter {
  /// The pipeline that is rewritten.
  let source: Pipeline
  /// What was made so far.
  private(set) var result: Pipeline
  /// What was done, for people.
  private(set) var actions: [String] = []
  private var places: [TableReference] = []

  /// Begins with nothing of `source` but its inputs.
  init(_ source: Pipeline) {
    self.source = source
    result = Pipeline(name: source.name, inputs: source.inputs)
    result.facts = source.facts
    result.warnings = source.warnings
  }

  /// Where a table of the source is in the result.
  func place(of table: TableReference) -> TableReference {
    switch table {
    case .input: .input
    case .node(let index): places[index]
    }
  }

  /// Adds an operator for the next node of the source, applied to tables of the result.
  mutating func append(
    _ operation: any PipelineOperator, to inputs: [TableReference], for node: PipelineNode
  ) throws -> TableReference {
    try result.apply(operation, to: inputs, origin: node.origin)
  }

  /// `table` of the result with only some of its columns.
  mutating func select(
    _ columns: [Int], of table: TableReference, for node: PipelineNode
  ) throws -> TableReference {
    if columns == Array(0..<result.type(of: table).width) { return table }
    return try append(SelectColumns(indices: columns), to: [table], for: node)
  }

  /// Copies the next node of the source.
  mutating func keep() throws {
    let node = source.nodes[places.count]
    places.append(
      try append(node.operation, to: node.inputs.map(place(of:)), for: node))
  }

  /// Lets `table` of the result stand for the next node of the source.
  /// - Throws: `PipelineError` where the columns are not of the same types.
  mutating func replace(by table: TableReference) throws {
    let node = source.nodes[places.count]
    let (old, new) = (node.type.columns.map(\.dtype), result.type(of: table).columns.map(\.dtype))
    guard old == new else {
      throw PipelineError(
        at: (node.origin + [node.operation.kind]).joined(separator: " > "),
        "a rewrite gives \(new.count) columns in place of \(old.count), or other types of numbers")
    }
    places.append(table)
  }

  /// Lets `table` of the result, which has only some of the columns, stand for the next node of the
  /// source: everything that uses that is rewritten to expect it.
  mutating func narrow(to table: TableReference) { places.append(table) }

  /// Notes what was done, for people.
  mutating func note(_ action: String) { actions.append(action) }

  /// The result with the outputs of the source, and without what they do not need.
  mutating func finish() throws -> Pipeline {
    result.outputs = source.outputs.map { output in
      var output = output
      output.table = place(of: output.table)
      return output
    }
    return try result.withoutUnreachableNodes()
  }
}

extension Pipeline {
  /// The pipeline with only the nodes that its outputs need.
  func withoutUnreachableNodes() throws -> Pipeline {
    let reachable = Reachability(outputs, of: self).nodes
    if !reachable.contains(false) { return self }
    var pruned = Pipeline(name: name, inputs: inputs)
    pruned.facts = facts
    pruned.warnings = warnings
    var places: [TableReference] = []
    func place(_ table: TableReference) -> TableReference {
      switch table {
      case .input: .input
      case .node(let index): places[index]
      }
    }
    for (index, node) in nodes.enumerated() {
      // A node that is left out stands for nothing that is asked for.
      places.append(
        reachable[index]
          ? try pruned.apply(node.operation, to: node.inputs.map(place), origin: node.origin)
          : .input)
    }
    pruned.outputs = outputs.map { output in
      var output = output
      output.table = place(output.table)
      return output
    }
    return pruned
  }

  /// The nodes that use each node's table, and whether an output does.
  func uses() -> [(nodes: [Int], isOutput: Bool)] {
    var uses = [(nodes: [Int], isOutput: Bool)](repeating: ([], false), count: nodes.count)
    for (index, node) in nodes.enumerated() {
      for case .node(let used) in node.inputs { uses[used].nodes.append(index) }
    }
    for case .node(let used) in outputs.map(\.table) { uses[used].isOutput = true }
    return uses
  }
}
