// Trees over a vocabulary test few of its words.

import Pipelines

extension TreeEnsemble {
  /// The columns that the nodes test and the leaves read, ascending; at least one.
  var testedColumns: [Int] {
    var isUsed = [Bool](repeating: false, count: featureCount)
    for tree in trees {
      for node in tree.nodes { isUsed[node.feature] = true }
      for leaf in tree.linearLeaves {
        for feature in leaf.features { isUsed[feature] = true }
      }
    }
    let columns = isUsed.indices.filter { isUsed[$0] }
    return columns.isEmpty ? [0] : columns
  }

  /// The same ensemble over only the columns that it tests, and those columns, at least one.
  func compacted() -> (ensemble: TreeEnsemble, columns: [Int]) {
    let columns = testedColumns
    return (compacted(to: columns), columns)
  }

  /// The same ensemble over the columns at `columns`, among which are all that it tests.
  func compacted(to columns: [Int]) -> TreeEnsemble {
    var places = [Int](repeating: 0, count: featureCount)
    for (place, column) in columns.enumerated() { places[column] = place }
    return renumbered(places, featureCount: columns.count)
  }

  /// The same ensemble over a table of `featureCount` columns, where each column has another place.
  func renumbered(_ places: [Int], featureCount: Int) -> TreeEnsemble {
    var renumbered = self
    renumbered.featureCount = featureCount
    for tree in trees.indices {
      for index in trees[tree].nodes.indices {
        renumbered.trees[tree].nodes[index].feature = places[trees[tree].nodes[index].feature]
      }
      for index in trees[tree].linearLeaves.indices {
        renumbered.trees[tree].linearLeaves[index].features =
          trees[tree].linearLeaves[index].features.map { places[$0] }
      }
    }
    return renumbered
  }
}
