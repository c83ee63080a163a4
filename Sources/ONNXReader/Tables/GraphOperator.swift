// A graph as one operator of a pipeline.

import PipelineCompiler
import PipelineReaders
import Pipelines
import TensorIR
import Tensors

/// The outputs of a graph side by side, for the rows of its inputs side by side.
///
/// The graph is translated where the operator is lowered, into the function that is being compiled and
/// with its options.
struct GraphOperator: LowerableOperator {
  static let name = "graph"
  static let meaning = "the outputs of an ONNX graph"

  let graph: TableGraph

  init(_ graph: TableGraph) { self.graph = graph }

  var kind: String { "graph" }

  var facts: [String] {
    var counts: [String: Int] = [:]
    for node in graph.model.graph.node { counts[node.opType, default: 0] += 1 }
    let listed = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(8)
    return ["\(graph.model.graph.node.count) nodes"]
      + listed.map { $0.value == 1 ? $0.key : "\($0.value) \($0.key)" }
  }

  func outputType(of inputs: [TableType]) throws -> TableType {
    let wanted = graph.inputs.flatMap { Array(repeating: $0.columnDType, count: $0.width) }
    guard inputs.count == 1, inputs[0].columns.map(\.dtype) == wanted else {
      throw PipelineError(at: kind, "the columns are not those of the graph's inputs")
    }
    return TableType(
      graph.outputs.flatMap { output in
        output.columnNames.map { ColumnType(name: $0, dtype: output.dtype) }
      })
  }

  func lower(_ inputs: [LoweredTable], in context: LoweringContext) throws -> LoweredTable {
    var start = 0
    let matrices = try graph.inputs.map { input in
      defer { start += input.width }
      return try inputs[0].selecting(Array(start..<start + input.width), in: context)
        .matrix(input.columnDType, in: context)
    }
    do {
      let columns = try graph.columns(
        matrices, builder: context.builder, options: context.options)
      return LoweredTable(
        joining: columns.compactMap { column in
          column.map { LoweredTable($0.matrix, in: context) }
        })
    } catch let error as ReaderError {
      throw context.error(error.description)
    }
  }

  /// A graph is no list of parameters: a specification names its file.
  init(from decoder: any Decoder) throws {
    throw PipelineError(at: Self.name, "a graph is not written in a specification; name its file")
  }

  func encode(to encoder: any Encoder) throws {
    throw PipelineError(at: Self.name, "a graph is not written in a specification; name its file")
  }
}
