// Which tables are sparse when they are lowered.

import Pipelines

/// What the columns of a table are lowered to.
enum Sparsity {
  case dense, sparse, mixed

  /// What each node of a pipeline gives; the operators that keep a table sparse are those whose
  /// lowerings do.
  static func ofNodes(of pipeline: Pipeline) -> [Sparsity] {
    var nodes: [Sparsity] = []
    for node in pipeline.nodes {
      let inputs = node.inputs.map { table in
        if case .node(let index) = table { nodes[index] } else { Sparsity.dense }
      }
      nodes.append(of(node.operation, inputs))
    }
    return nodes
  }

  private static func of(_ operation: any PipelineOperator, _ inputs: [Sparsity]) -> Sparsity {
    if inputs.allSatisfy({ $0 == .dense }) {
      return operation is CountTerms || operation is HashTerms || operation is WeighTerms
        ? .sparse : .dense
    }
    switch operation {
    case is CountTerms, is HashTerms, is WeighTerms: return .sparse
    case is Linear, is Project, is TreeEnsemble, is TreeLeaves, is DecideClass: return .dense
    case let selection as SelectColumns:
      // A column that is taken twice makes the table dense.
      return Set(selection.indices).count == selection.indices.count ? inputs[0] : .mixed
    case let cast as CastColumns: return cast.dtype.isFloatingPoint ? inputs[0] : .dense
    case is ConcatenateColumns:
      return inputs.allSatisfy { $0 == .sparse } ? .sparse : .mixed
    default:
      // Perhaps sparse, perhaps not.
      return .mixed
    }
  }
}
