// What of a pipeline the requested methods need: nothing else is lowered.

import Pipelines

/// The nodes and input columns that some outputs depend on.
struct Reachability {
  /// For each node whether it is needed.
  private(set) var nodes: [Bool]
  /// For each input column whether it is needed.
  private(set) var inputColumns: [Bool]

  /// Finds what `outputs` need of `pipeline`.
  init(_ outputs: [PipelineOutput], of pipeline: Pipeline) {
    nodes = Array(repeating: false, count: pipeline.nodes.count)
    inputColumns = Array(repeating: false, count: pipeline.inputs.count)
    for output in outputs { mark(output.table, columns: nil) }
    for index in nodes.indices.reversed() where nodes[index] {
      let node = pipeline.nodes[index]
      let selected = (node.operation as? SelectColumns)?.indices
      for table in node.inputs { mark(table, columns: selected) }
    }
  }

  private mutating func mark(_ table: TableReference, columns: [Int]?) {
    switch table {
    case .node(let index): nodes[index] = true
    case .input:
      for column in columns ?? Array(inputColumns.indices) { inputColumns[column] = true }
    }
  }
}
