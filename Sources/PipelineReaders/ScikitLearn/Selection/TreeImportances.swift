// How much the splits of a tree by each feature reduce impurity.

import Pipelines

/// The importances of the features of one `sklearn.tree._tree.Tree`.
struct TreeImportances {
  /// The reduction of impurity by each feature, weighted by the share of rows.
  let values: [Double]
  /// Whether the tree has more than one node.
  let hasSplits: Bool

  /// The values as shares of their sum, zeros staying zeros.
  var normalized: [Double] {
    let total = values.pairwiseSum
    return total > 0 ? values.map { $0 / total } : values
  }

  /// Works out the importances of the attribute `tree_` of a decision tree.
  init(of estimator: Estimator) throws {
    let tree = try estimator.part("tree_")
    guard case .array(let nodes)? = tree["nodes"], case .records(let fields) = nodes.elements,
      nodes.shape.count == 1, nodes.shape[0] > 0
    else { throw tree.malformed("nodes", found: "no array of nodes") }
    func numbers(_ name: String) throws -> [Double] {
      guard let field = fields.first(where: { $0.field == name })?.values,
        let numbers = field.numbers, numbers.count == nodes.shape[0]
      else { throw tree.malformed("nodes['\(name)']", found: "no numbers") }
      return numbers
    }
    let width = try estimator.integer("n_features_in_")
    guard (0...1 << 20).contains(width) else {
      throw estimator.malformed("n_features_in_", found: "\(width)")
    }
    let weights = try numbers("weighted_n_node_samples")
    let impurities = try numbers("impurity")
    let (left, right) = (try numbers("left_child"), try numbers("right_child"))
    let features = try numbers("feature")
    var sums = [Double](repeating: 0, count: width)
    for node in left.indices where left[node] != -1 {
      guard let first = Int(exactly: left[node]), let second = Int(exactly: right[node]),
        let feature = Int(exactly: features[node]), left.indices.contains(first),
        left.indices.contains(second), sums.indices.contains(feature)
      else { throw tree.malformed("nodes[\(node)]", found: "a child or feature that is not there") }
      sums[feature] +=
        weights[node] * impurities[node] - weights[first] * impurities[first]
        - weights[second] * impurities[second]
    }
    values = sums.map { $0 / weights[0] }
    hasSplits = left.count > 1
  }
}
