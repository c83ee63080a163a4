// The one form of an ensemble from which every strategy starts.

import Pipelines
import TensorIR
import Tensors

/// An ensemble in which every numeric test is `x <= threshold` in the precision of the comparison, and
/// nodes and leaves are numbered over all trees.
struct CanonicalEnsemble {
  /// An inner node.
  struct Node: Hashable {
    /// The column tested.
    var feature: Int
    /// Left where `x <= threshold`; exactly representable in the precision of the comparison.
    var threshold: Double
    /// NaN goes left.
    var nanGoesLeft: Bool
    /// Values of at most 1e-35 in magnitude count as NaN.
    var zeroIsMissing = false
    /// The category set tested instead of the threshold.
    var set: Int?
    /// A node of the same tree, or `~leaf` with the leaf numbered over all trees.
    var left: Int
    /// A node of the same tree, or `~leaf` with the leaf numbered over all trees.
    var right: Int
  }

  /// A tree: its nodes, the root first, or the one leaf that it is.
  struct Tree {
    /// The nodes; children come after their parents.
    var nodes: [Node]
    /// The number of the tree's first leaf.
    var firstLeaf: Int
    /// The number of the tree's leaves.
    var leafCount: Int
    /// The longest path in splits.
    var depth: Int
    /// The output that a single-valued leaf is added to.
    var output: Int
  }

  /// The trees in the order of the sum.
  let trees: [Tree]
  /// The number of leaves of all trees.
  let leafCount: Int
  /// The values of a leaf: 1, or one for each output.
  let valuesPerLeaf: Int
  /// `leafCount x valuesPerLeaf`.
  let leafValues: [Double]
  /// The dtype in which features are compared.
  let comparison: DType

  /// The longest path of any tree, in splits.
  var depth: Int { trees.reduce(0) { max($0, $1.depth) } }

  /// Brings an ensemble that was validated into the canonical form.
  init(_ ensemble: TreeEnsemble) {
    let comparison: DType = ensemble.comparison == .single ? .f32 : .f64
    self.comparison = comparison
    let valuesPerLeaf =
      ensemble.trees.allSatisfy { $0.valuesPerLeaf == 1 } ? 1 : ensemble.outputCount
    self.valuesPerLeaf = valuesPerLeaf
    var trees: [Tree] = []
    var values: [Double] = []
    var firstLeaf = 0
    for tree in ensemble.trees {
      let nodes = tree.nodes.map {
        Self.canonical($0, sets: ensemble.categorySets, firstLeaf: firstLeaf, comparison)
      }
      trees.append(
        Tree(
          nodes: nodes, firstLeaf: firstLeaf, leafCount: tree.leafCount,
          depth: Self.depth(of: tree), output: tree.output))
      values += Self.widened(tree, to: valuesPerLeaf)
      firstLeaf += tree.leafCount
    }
    self.trees = trees
    leafValues = values
    leafCount = firstLeaf
  }

  /// The leaves of a tree with one value each, as rows of an ensemble in which others have more.
  private static func widened(_ tree: Pipelines.Tree, to count: Int) -> [Double] {
    guard tree.valuesPerLeaf < count else { return tree.leafValues }
    return tree.leafValues.flatMap { value in
      (0..<count).map { $0 == tree.output ? value : 0 }
    }
  }

  private static func depth(of tree: Pipelines.Tree) -> Int {
    var deepest = 0
    var depths = [Int](repeating: 1, count: tree.nodes.count)
    for (index, node) in tree.nodes.enumerated() {
      deepest = max(deepest, depths[index])
      for child in [node.left, node.right] where child >= 0 { depths[child] = depths[index] + 1 }
    }
    return deepest
  }

  private static func canonical(
    _ node: TreeNode, sets: [[UInt32]], firstLeaf: Int, _ comparison: DType
  ) -> Node {
    var result = Node(
      feature: node.feature, threshold: .nan, nanGoesLeft: false,
      left: node.left >= 0 ? node.left : ~(~node.left + firstLeaf),
      right: node.right >= 0 ? node.right : ~(~node.right + firstLeaf))
    switch node.test {
    case .lessOrEqual(let threshold):
      result.threshold = largest(in: comparison, notAbove: threshold)
    case .less(let threshold):
      result.threshold = largest(in: comparison, below: threshold)
    case .category(let set):
      result.set = set
    }
    switch node.missing {
    case .left: result.nanGoesLeft = true
    case .right: result.nanGoesLeft = false
    case .zeroOrMissingLeft: (result.nanGoesLeft, result.zeroIsMissing) = (true, true)
    case .zeroOrMissingRight: (result.nanGoesLeft, result.zeroIsMissing) = (false, true)
    case .zero:
      if let set = result.set {
        result.nanGoesLeft = (sets[set].first ?? 0) & 1 == 1
      } else {
        result.nanGoesLeft = 0 <= result.threshold
      }
    }
    return result
  }

  /// The largest number of `precision` that is at most `threshold`: `x <= threshold` and
  /// `x <= result` agree for every `x` of that precision.
  static func largest(in precision: DType, notAbove threshold: Double) -> Double {
    guard precision == .f32, !threshold.isNaN else { return threshold }
    let rounded = Float(threshold)
    return Double(Double(rounded) > threshold ? rounded.nextDown : rounded)
  }

  /// The largest number of `precision` below `threshold`, so that `x < threshold` is `x <= result`;
  /// NaN, which nothing is `<=` to, where no number is below.
  static func largest(in precision: DType, below threshold: Double) -> Double {
    if threshold == -.infinity { return .nan }
    guard precision == .f32 else { return threshold.nextDown }
    let rounded = largest(in: precision, notAbove: threshold)
    return rounded == threshold ? Double(Float(rounded).nextDown) : rounded
  }
}
