// Trees over a vocabulary test few of its words.

import Pipelines

extension TreeEnsemble {
  /// The same ensemble over only the columns that it tests, and those columns, at least one.
  func compacted() -> (ensemble: TreeEnsemble, columns: [Int]) {
    var used: Set<Int> = []
    for tree in trees {
      used.formUnion(tree.nodes.map(\.feature))
      used.formUnion(tree.linearLeaves.flatMap(\.features))
    }
    let columns = used.isEmpty ? [0] : used.sorted()
    let places = Dictionary(uniqueKeysWithValues: columns.enumerated().map { ($1, $0) })
    var compact = self
    compact.featureCount = columns.count
    compact.trees = trees.map { tree in
      var tree = tree
      for index in tree.nodes.indices {
        tree.nodes[index].feature = places[tree.nodes[index].feature] ?? 0
      }
      for index in tree.linearLeaves.indices {
        tree.linearLeaves[index].features = tree.linearLeaves[index].features.map {
          places[$0] ?? 0
        }
      }
      return tree
    }
    return (compact, columns)
  }
}
