// Where the nodes of the trees of an ensemble stand in its lists.

/// The places of nodes that are known by the number of their tree and a number in it.
///
/// Nearly all files list a tree's nodes one after another and number trees and nodes from 0: then a tree's
/// first place says all, and there is nothing to look up for millions of nodes. Others have a dictionary.
struct NodePlaces {
  private enum Form {
    case runs([Range<Int>])
    case listed([Key: Int])
  }

  private struct Key: Hashable {
    let tree: Int
    let node: Int
  }

  private let form: Form
  private let owner: GraphNode

  /// Finds the nodes numbered `nodes` in the trees numbered `trees`, lists of one length.
  /// - Throws: `ReaderError` where a node is there twice.
  init(trees: [Int], nodes: [Int], of owner: GraphNode) throws {
    self.owner = owner
    if let runs = Self.runs(trees, nodes) {
      form = .runs(runs)
      return
    }
    var places: [Key: Int] = [:]
    places.reserveCapacity(trees.count)
    for (index, key) in zip(trees, nodes).lazy.map(Key.init).enumerated() {
      guard places.updateValue(index, forKey: key) == nil else {
        throw owner.error("node \(key.node) of tree \(key.tree) twice")
      }
    }
    form = .listed(places)
  }

  /// The place of a node.
  /// - Throws: `ReaderError` where there is none.
  func place(of node: Int, in tree: Int) throws -> Int {
    switch form {
    case .runs(let runs):
      if runs.indices.contains(tree), (0..<runs[tree].count).contains(node) {
        return runs[tree].lowerBound + node
      }
    case .listed(let places):
      if let place = places[Key(tree: tree, node: node)] { return place }
    }
    throw owner.error("node \(node) of tree \(tree), which does not exist")
  }

  /// The nodes of each tree; `nil` where trees are not numbered in order, or one is not one run of nodes
  /// numbered from 0.
  private static func runs(_ trees: [Int], _ nodes: [Int]) -> [Range<Int>]? {
    var runs: [Range<Int>] = []
    var start = 0
    while start < trees.count {
      guard trees[start] == runs.count else { return nil }
      var end = start
      while end < trees.count, trees[end] == trees[start] {
        guard nodes[end] == end - start else { return nil }
        end += 1
      }
      runs.append(start..<end)
      start = end
    }
    return runs
  }
}
