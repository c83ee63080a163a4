// A pipeline in a few lines.

import Pipelines

extension Pipeline {
  /// One line an operator, `%2 = scale(%0) [3 columns]`, then one a method, `predict = %2`.
  public var outline: String {
    let operators = nodes.enumerated().map { index, node in
      let inputs = node.inputs.map(\.outlineName).joined(separator: ", ")
      let width = node.type.width
      return
        "%\(index) = \(Swift.type(of: node.operation).name)(\(inputs))\(node.operation.outlineDetail) "
        + "[\(width) column\(width == 1 ? "" : "s")]"
    }
    return (operators + outputs.map { "\($0.method) = \($0.table.outlineName)" })
      .joined(separator: "\n")
  }
}

extension TableReference {
  /// `input`, or `%` and the number of the node.
  var outlineName: String {
    switch self {
    case .input: "input"
    case .node(let index): "%\(index)"
    }
  }
}

extension PipelineOperator {
  /// What tells operators of one kind apart.
  fileprivate var outlineDetail: String {
    switch self {
    case let selection as SelectColumns:
      let shown = selection.indices.prefix(8).map(String.init).joined(separator: ", ")
      return " {\(shown)\(selection.indices.count > 8 ? ", …" : "")}"
    case let cast as CastColumns: return " {\(cast.dtype.rawValue)}"
    case let trees as TreeEnsemble: return trees.outlineDetail
    case let leaves as TreeLeaves: return leaves.ensemble.outlineDetail
    default: return ""
    }
  }
}

extension TreeEnsemble {
  fileprivate var outlineDetail: String {
    " {\(trees.reduce(0) { $0 + $1.nodes.count }) splits of \(featureCount) columns}"
  }
}
