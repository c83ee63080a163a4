// The tree of `sklearn.tree`, as its node and value arrays say.

import Pipelines

/// A `sklearn.tree._tree.Tree`.
struct FittedTree {
  /// The number of outputs.
  let outputCount: Int
  /// The most classes that any output has; 1 for regression.
  let classCount: Int
  private let owner: Estimator
  private let left: [Int]
  private let right: [Int]
  private let feature: [Int]
  private let threshold: [Double]
  /// Absent before 1.3, when there were no missing values in trees.
  private let missingLeft: [Int]?
  private let values: [Double]
  /// The training rows that reached each node, with repetitions where the file says so.
  private let samples: [Int]?

  /// Reads the attribute `tree_` of a decision tree.
  init(of estimator: Estimator) throws {
    owner = try estimator.part("tree_")
    guard case .array(let nodes)? = owner["nodes"], case .records(let fields) = nodes.elements,
      nodes.shape.count == 1
    else { throw owner.malformed("nodes", found: "no array of nodes") }
    let count = nodes.shape[0]
    let place = owner
    func integers(_ name: String) throws -> [Int] {
      guard let field = fields.first(where: { $0.field == name })?.values,
        case .integers(let values, _) = field.elements, values.count == count
      else { throw place.malformed("nodes['\(name)']", found: "no \(count) integers") }
      return values
    }
    left = try integers("left_child")
    right = try integers("right_child")
    feature = try integers("feature")
    missingLeft =
      fields.contains { $0.field == "missing_go_to_left" }
      ? try integers("missing_go_to_left") : nil
    samples =
      fields.contains { $0.field == "n_node_samples" } ? try integers("n_node_samples") : nil
    guard let field = fields.first(where: { $0.field == "threshold" })?.values,
      case .doubles(let thresholds, _) = field.elements, thresholds.count == count
    else { throw owner.malformed("nodes['threshold']", found: "no \(count) numbers") }
    threshold = thresholds
    guard case .array(let array)? = owner["values"], array.shape.count == 3,
      array.shape[0] == count, count > 0, let numbers = array.numbers, !numbers.isEmpty
    else {
      throw owner.malformed(
        "values", found: owner["values"]?.summary ?? "nothing",
        expected: "an array of \(count) nodes x outputs x classes")
    }
    values = numbers
    outputCount = array.shape[1]
    classCount = array.shape[2]
  }

  /// The number of training rows that reached each node.
  func sampleCounts() throws -> [Double] {
    guard let samples else {
      throw owner.malformed("nodes['n_node_samples']", found: "no such field of the nodes")
    }
    return samples.map(Double.init)
  }

  /// Whether nodes say where missing values go.
  var knowsMissing: Bool { missingLeft != nil }

  /// The tree with the leaf values that `appendLeaf` makes of the values of a node, outputs x classes,
  /// and appends to those of the leaves before.
  ///
  /// Leaves are identified by their node, as `apply` does.
  func tree(
    valuesPerLeaf: Int, output: Int = 0,
    appendLeaf: (ArraySlice<Double>, inout [Double]) throws -> Void
  ) throws -> Tree {
    // Node and leaf indices of the result by index of the file.
    var places = [Int](repeating: 0, count: left.count)
    var nodeCount = 0
    var leaves: [Int] = []
    for index in left.indices {
      if left[index] == -1 {
        places[index] = ~leaves.count
        leaves.append(index)
      } else {
        places[index] = nodeCount
        nodeCount += 1
      }
    }
    func place(_ child: Int, of index: Int) throws -> Int {
      guard places.indices.contains(child), child > index else {
        throw owner.malformed(
          "nodes[\(index)]", found: "the child \(child)",
          expected: "a node after it, of \(places.count)")
      }
      return places[child]
    }
    var nodes: [TreeNode] = []
    nodes.reserveCapacity(nodeCount)
    for index in left.indices where left[index] != -1 {
      nodes.append(
        TreeNode(
          feature: feature[index], test: .lessOrEqual(threshold[index]),
          missing: missingLeft?[index] ?? 0 != 0 ? .left : .right,
          left: try place(left[index], of: index), right: try place(right[index], of: index)))
    }
    let width = outputCount * classCount
    var leafValues: [Double] = []
    leafValues.reserveCapacity(leaves.count * valuesPerLeaf)
    for index in leaves {
      let before = leafValues.count
      try appendLeaf(values[index * width..<(index + 1) * width], &leafValues)
      guard leafValues.count == before + valuesPerLeaf else {
        throw owner.malformed(
          "values", found: "\(leafValues.count - before) values a leaf",
          expected: "\(valuesPerLeaf)")
      }
    }
    return Tree(
      nodes: nodes, leafValues: leafValues, valuesPerLeaf: valuesPerLeaf, output: output,
      leafIdentifiers: leaves)
  }
}
