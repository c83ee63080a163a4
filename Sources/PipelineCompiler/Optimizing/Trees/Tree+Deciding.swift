// Trees without the splits that are decided beforehand.

import Pipelines

extension Tree {
  /// The tree with each node gone that `decide` gives a direction, left or not, in favour of the child
  /// there; leaves that nothing reaches any more are left out.
  func deciding(_ decide: (TreeNode) -> Bool?) -> Tree {
    guard !nodes.isEmpty else { return self }
    let decisions = nodes.map(decide)
    guard decisions.contains(where: { $0 != nil }) else { return self }
    func settled(_ child: Int) -> Int {
      var child = child
      while child >= 0, let goesLeft = decisions[child] {
        child = goesLeft ? nodes[child].left : nodes[child].right
      }
      return child
    }
    let root = settled(0)
    var keptNodes = [Bool](repeating: false, count: nodes.count)
    var keptLeaves = [Bool](repeating: false, count: leafCount)
    func keep(_ place: Int) {
      if place >= 0 { keptNodes[place] = true } else { keptLeaves[~place] = true }
    }
    keep(root)
    // Children come after their parents.
    for index in nodes.indices where keptNodes[index] {
      keep(settled(nodes[index].left))
      keep(settled(nodes[index].right))
    }
    let nodePlaces = Self.places(of: keptNodes)
    let leafPlaces = Self.places(of: keptLeaves)
    func place(_ child: Int) -> Int {
      let child = settled(child)
      return child >= 0 ? nodePlaces[child] : ~leafPlaces[~child]
    }
    var tree = self
    tree.nodes = nodes.indices.filter { keptNodes[$0] }.map { index in
      var node = nodes[index]
      node.left = place(node.left)
      node.right = place(node.right)
      return node
    }
    let leaves = keptLeaves.indices.filter { keptLeaves[$0] }
    tree.leafValues = leaves.flatMap {
      leafValues[($0 * valuesPerLeaf)..<(($0 + 1) * valuesPerLeaf)]
    }
    tree.leafIdentifiers = leafIdentifiers.at(leaves)
    if !linearLeaves.isEmpty { tree.linearLeaves = linearLeaves.at(leaves) }
    return tree
  }

  private static func places(of kept: [Bool]) -> [Int] {
    var count = 0
    return kept.map { isKept in
      defer { if isKept { count += 1 } }
      return count
    }
  }
}
