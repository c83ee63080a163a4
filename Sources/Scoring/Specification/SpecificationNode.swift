// A YAML document read key by key, with the line of everything that is wrong.

import Yams

/// A value of a specification, with where it stands.
struct SpecificationNode {
  let node: Node
  let file: String

  /// An error at this value.
  func error(_ message: String) -> ScoringError { Self.error(message, at: node.mark, file) }

  static func error(_ message: String, at mark: Mark?, _ file: String) -> ScoringError {
    ScoringError(.specification, at: mark.map { "\(file), line \($0.line)" } ?? file, message)
  }

  /// The text that stands here.
  func text(_ what: String) throws(ScoringError) -> String {
    guard let scalar = node.scalar else { throw error("\(what) must be text, not \(kind)") }
    return scalar.string
  }

  /// The values of a list.
  func list(_ what: String) throws(ScoringError) -> [SpecificationNode] {
    guard let sequence = node.sequence else { throw error("\(what) must be a list, not \(kind)") }
    return sequence.map { SpecificationNode(node: $0, file: file) }
  }

  /// The names of a list of text, or the one name that stands here instead of a list.
  func names(_ what: String) throws(ScoringError) -> [SpecificationNode] {
    let nodes = node.sequence == nil ? [self] : try list(what)
    for node in nodes { _ = try node.text("each of \(what)") }
    return nodes
  }

  /// The values of a mapping whose keys are among `known`, each there once.
  func fields(
    _ what: String, known: [String]
  ) throws(ScoringError) -> [String: SpecificationNode] {
    var fields: [String: SpecificationNode] = [:]
    for (key, value) in try pairs(what) {
      let name = try key.text("a key")
      guard known.contains(name) else {
        throw key.error("\(what) has the key '\(name)'; \(listed(known)) were expected")
      }
      guard fields.updateValue(value, forKey: name) == nil else {
        throw key.error("\(what) has the key '\(name)' twice")
      }
    }
    return fields
  }

  /// The keys and values of a mapping.
  func pairs(
    _ what: String
  ) throws(ScoringError) -> [(key: SpecificationNode, value: SpecificationNode)] {
    guard let mapping = node.mapping else {
      throw error("\(what) must be keys with values, not \(kind)")
    }
    return mapping.map {
      (SpecificationNode(node: $0.key, file: file), SpecificationNode(node: $0.value, file: file))
    }
  }

  private var kind: String {
    switch node {
    case .scalar(let scalar): "'\(scalar.string.prefix(40))'"
    case .mapping: "keys with values"
    case .sequence: "a list"
    case .alias: "an alias"
    }
  }
}
