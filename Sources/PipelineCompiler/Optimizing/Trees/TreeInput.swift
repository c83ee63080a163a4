// What trees read, part by part, and how they come to read something else.

import Pipelines
import Tensors

/// Some neighbouring columns of the table that trees read.
struct TreeInputPart {
  /// The table that has them, whole.
  var table: TableReference
  /// Their places in what the trees read.
  var columns: Range<Int>
}

/// An operator with trees, and the tables whose columns, side by side, it reads.
struct TreeInput {
  /// The pipeline.
  let pipeline: Pipeline
  /// The number of the operator's node.
  let index: Int
  /// The ensemble.
  let ensemble: TreeEnsemble
  /// What is read, from left to right.
  let parts: [TreeInputPart]

  /// The operator at `index`; `nil` where it has no trees.
  init?(_ index: Int, of pipeline: Pipeline) {
    guard let ensemble = pipeline.nodes[index].operation.treeEnsemble,
      let table = pipeline.nodes[index].inputs.first
    else { return nil }
    self.pipeline = pipeline
    self.index = index
    self.ensemble = ensemble
    var parts: [TreeInputPart] = []
    for table in pipeline.joined(in: table) {
      let start = parts.last?.columns.upperBound ?? 0
      parts.append(
        TreeInputPart(table: table, columns: start..<(start + pipeline.type(of: table).width)))
    }
    self.parts = parts
  }

  /// The node that gives a part; `nil` for the input.
  func node(of part: TreeInputPart) -> PipelineNode? {
    if case .node(let index) = part.table { pipeline.nodes[index] } else { nil }
  }
}

/// What takes the place of an operator with trees.
struct TreeReplacement {
  /// A table that is read in place of a part.
  enum Part {
    /// A table that there is already.
    case table(TableReference)
    /// An operator over some columns of such a table, with the node whose place in the file it has.
    case operation(any PipelineOperator, TableReference, columns: [Int], for: Int)
  }

  /// The ensemble.
  var ensemble: TreeEnsemble
  /// What it reads, from left to right.
  var parts: [Part]
  /// What was done.
  var action: String
}

extension Pipeline {
  /// The tables that are joined in a table, through joins of joins; itself where it is no join.
  fileprivate func joined(in table: TableReference) -> [TableReference] {
    guard case .node(let index) = table, nodes[index].operation is ConcatenateColumns else {
      return [table]
    }
    return nodes[index].inputs.flatMap(joined(in:))
  }

  /// The pipeline with operators with trees replaced where `replacement` says so.
  func replacingTrees(
    _ replacement: (TreeInput) -> TreeReplacement?
  ) throws -> (pipeline: Pipeline, actions: [String]) {
    var rewriter = PipelineRewriter(self)
    for (index, node) in nodes.enumerated() {
      guard let input = TreeInput(index, of: self), let new = replacement(input) else {
        try rewriter.keep()
        continue
      }
      let parts = try new.parts.map { part in
        switch part {
        case .table(let table): return rewriter.place(of: table)
        case .operation(let operation, let table, let columns, let place):
          let chosen = try rewriter.select(
            columns, of: rewriter.place(of: table), for: nodes[place])
          return try rewriter.append(operation, to: [chosen], for: nodes[place])
        }
      }
      let table =
        parts.count == 1
        ? parts[0] : try rewriter.append(ConcatenateColumns(), to: parts, for: node)
      try rewriter.replace(
        by: rewriter.append(node.operation.withEnsemble(new.ensemble), to: [table], for: node))
      rewriter.note("\(node.operation.kind) \(new.action)")
    }
    return rewriter.actions.isEmpty ? (self, []) : (try rewriter.finish(), rewriter.actions)
  }
}
