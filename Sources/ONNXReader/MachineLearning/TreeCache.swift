// Ensembles that were read already: a graph is translated once to see what it gives, and once more into
// the program.

import Synchronization

/// The trees of a model's nodes.
final class TreeCache: Sendable {
  private let known = Mutex<[String: GraphTrees]>([:])

  /// The trees called `key`, which `read` reads where they are not known.
  func trees(_ key: String, _ read: () throws -> GraphTrees) rethrows -> GraphTrees {
    if let trees = known.withLock({ $0[key] }) { return trees }
    let trees = try read()
    known.withLock { $0[key] = trees }
    return trees
  }
}

extension NodeContext {
  /// The trees of the node, for an input of so many columns.
  func trees(columns: Int, _ read: () throws -> GraphTrees) throws -> GraphTrees {
    try translator.model.trees.trees("\(node.place), \(columns) columns", read)
  }
}
