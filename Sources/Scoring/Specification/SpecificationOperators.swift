// Operators that a specification writes down, parameter by parameter.

import Pipelines
import Yams

extension SpecificationNode {
  /// The operator that this node names, with `parameters`.
  /// - Throws: `ScoringError` with the line where there is no such operator, a parameter is missing,
  ///   unknown or of the wrong type.
  func operation(parameters: SpecificationNode?) throws -> any PipelineOperator {
    let word = try text("operator")
    guard let type = OperatorCatalog.operation(named: word) else {
      throw error(
        "there is no operator '\(word)'; \(listed(OperatorCatalog.all.map { $0.name }.sorted())) were "
          + "expected")
    }
    let node = parameters ?? SpecificationNode(node: Node([(Node, Node)]()), file: file)
    _ = try node.pairs("parameters")
    return try node.decode(type, named: word, at: parameters ?? self)
  }

  private func decode<Operation: PipelineOperator>(
    _ type: Operation.Type, named word: String, at place: SpecificationNode
  ) throws -> any PipelineOperator {
    let operation: Operation
    do {
      operation = try YAMLDecoder().decode(type, from: node)
    } catch let error as DecodingError {
      throw place.error("operator '\(word)': \(error.summary)")
    }
    let known = Mirror(reflecting: operation).children.compactMap(\.label)
    for (key, value) in try pairs("parameters") where value.node.null == nil {
      let name = try key.text("a parameter")
      guard known.contains(name) else {
        throw key.error("operator '\(word)' has no parameter '\(name)'; it has \(listed(known))")
      }
    }
    return operation
  }
}

extension DecodingError {
  /// What is wrong and where among the parameters, in a phrase.
  fileprivate var summary: String {
    func path(_ keys: [any CodingKey]) -> String {
      keys.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }.joined(separator: ".")
        .replacing(".[", with: "[")
    }
    switch self {
    case .keyNotFound(let key, let context):
      return "the parameter '\(path(context.codingPath + [key]))' is missing"
    case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
      let place = path(context.codingPath)
      return (place.isEmpty ? "" : "parameter '\(place)': ") + context.debugDescription
    @unknown default: return "\(self)"
    }
  }
}
