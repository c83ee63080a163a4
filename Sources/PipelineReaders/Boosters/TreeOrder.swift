// Nodes of a file's tree in an order in which parents come first.

/// The splits and leaves of a tree that can be reached from its root.
struct TreeOrder {
  /// What is wrong with a tree's links.
  struct Fault: Error {
    let node: Int
    let found: String
  }

  /// The file's indices of the splits: every split before those below it, the root first.
  private(set) var splits: [Int] = []
  /// The file's indices of the leaves.
  private(set) var leaves: [Int] = []
  /// By index in the file: the place among `splits`, or the complement of the place among `leaves`.
  private(set) var places: [Int]

  /// Walks a tree of `count` nodes and leaves from node `root`, left before right.
  ///
  /// - Parameter children: the children of a node, `nil` for a leaf.
  /// - Throws: `Fault` where a child does not exist, or where two links lead to one node, as in a
  ///   cycle.
  init(
    count: Int, root: Int = 0, children: (Int) -> (left: Int, right: Int)?
  ) throws(Fault) {
    let unseen = Int.min
    places = [Int](repeating: unseen, count: count)
    var pending = [(node: root, parent: root)]
    while let (node, parent) = pending.popLast() {
      guard places.indices.contains(node) else {
        throw Fault(node: parent, found: "child \(node) of \(count) nodes")
      }
      guard places[node] == unseen else {
        throw Fault(node: parent, found: "child \(node), which another node has too (a cycle?)")
      }
      guard let (left, right) = children(node) else {
        places[node] = ~leaves.count
        leaves.append(node)
        continue
      }
      places[node] = splits.count
      splits.append(node)
      pending.append((right, node))
      pending.append((left, node))
    }
  }
}
