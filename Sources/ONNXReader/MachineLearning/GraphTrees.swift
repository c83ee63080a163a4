// The trees of ONNX's ensembles, from their flat lists of nodes.

import Pipelines
import Tensors

/// How a node compares a feature with its value.
enum BranchMode: String {
  case lessOrEqual = "BRANCH_LEQ"
  case less = "BRANCH_LT"
  case greaterOrEqual = "BRANCH_GTE"
  case greater = "BRANCH_GT"
  case equal = "BRANCH_EQ"
  case notEqual = "BRANCH_NEQ"
  case member = "BRANCH_MEMBER"

  /// The modes in the order of their numbers in `TreeEnsemble`.
  static let numbered: [BranchMode] = [
    .lessOrEqual, .less, .greaterOrEqual, .greater, .equal, .notEqual, .member,
  ]
}

/// A node or leaf of an ensemble as a file lists it.
struct GraphTreeNode {
  /// How the feature is compared; `nil` in a leaf.
  var mode: BranchMode?
  /// The feature.
  var feature = 0
  /// The number that it is compared with.
  var value = 0.0
  /// The numbers that it is compared with, of a node that tests whether it is one of several.
  var members: [Double] = []
  /// Whether a missing feature takes the branch of a true comparison.
  var tracksMissing = false
  /// The nodes that follow a true and a false comparison.
  var branches: (true: Int, false: Int) = (0, 0)
  /// The targets that a leaf adds to, and what it adds.
  var weights: [(target: Int, weight: Double)] = []
}

/// A test for equality, or for membership: a feature of its own, 1 where it holds, and NaN where the
/// feature is missing.
struct MembershipTest: Hashable {
  let feature: Int
  let members: [Double]
}

/// Trees in the form in which all libraries' ensembles are compiled.
struct GraphTrees: Sendable {
  /// The trees: a leaf's identifier is its place among all leaves.
  private(set) var trees: [Tree] = []
  /// The targets and weights of every leaf, by its place among all leaves.
  private(set) var leaves: [[(target: Int, weight: Double)]] = []
  /// The tests that are features of their own, behind the others.
  private(set) var tests: [MembershipTest] = []
  private var testPlaces: [MembershipTest: Int] = [:]
  private let featureCount: Int
  private let node: GraphNode

  /// Builds the trees that begin at `roots`.
  init(_ nodes: [GraphTreeNode], roots: [Int], featureCount: Int, node: GraphNode) throws {
    self.featureCount = featureCount
    self.node = node
    var isReached = [Bool](repeating: false, count: nodes.count)
    for root in roots { try append(root, nodes, &isReached) }
  }

  /// The number of features, the tests included.
  var width: Int { featureCount + tests.count }

  /// Appends the tree that begins at `root`; no node may be reached twice.
  private mutating func append(
    _ root: Int, _ nodes: [GraphTreeNode], _ isReached: inout [Bool]
  ) throws {
    var treeNodes: [TreeNode] = []
    var identifiers: [Int] = []
    // Nodes that wait, with the place of the parent and whether they are its left child.
    var waiting: [(index: Int, parent: Int, isLeft: Bool)] = [(root, -1, false)]
    var next = 0
    while next < waiting.count {
      let (index, parent, isLeft) = waiting[next]
      next += 1
      guard nodes.indices.contains(index), !isReached[index] else {
        throw node.error("a tree whose node \(index) does not exist or is reached twice")
      }
      isReached[index] = true
      let place: Int
      if let mode = nodes[index].mode {
        place = treeNodes.count
        let (converted, left, right) = try convert(nodes[index], mode)
        treeNodes.append(converted)
        waiting.append((left, place, true))
        waiting.append((right, place, false))
      } else {
        place = ~identifiers.count
        identifiers.append(leaves.count)
        leaves.append(nodes[index].weights)
      }
      if parent >= 0 {
        if isLeft { treeNodes[parent].left = place } else { treeNodes[parent].right = place }
      }
    }
    trees.append(
      Tree(
        nodes: treeNodes, leafValues: Array(repeating: 0, count: identifiers.count),
        leafIdentifiers: identifiers))
  }

  /// The node in the compiler's form, and which children come left and right.
  private mutating func convert(
    _ source: GraphTreeNode, _ mode: BranchMode
  ) throws -> (node: TreeNode, left: Int, right: Int) {
    guard (0..<featureCount).contains(source.feature) else {
      throw node.error("feature \(source.feature), but the input has \(featureCount) columns")
    }
    let (yes, no) = source.branches
    func split(
      _ feature: Int, _ test: TreeNode.Test, trueIsLeft: Bool, missingIsTrue: Bool
    ) -> (TreeNode, Int, Int) {
      let missing: TreeNode.Missing = missingIsTrue == trueIsLeft ? .left : .right
      let node = TreeNode(feature: feature, test: test, missing: missing, left: 0, right: 0)
      return trueIsLeft ? (node, yes, no) : (node, no, yes)
    }
    let tracks = source.tracksMissing
    let value = source.value
    switch mode {
    case .lessOrEqual:
      return split(source.feature, .lessOrEqual(value), trueIsLeft: true, missingIsTrue: tracks)
    case .less:
      return split(source.feature, .less(value), trueIsLeft: true, missingIsTrue: tracks)
    case .greaterOrEqual:
      return split(source.feature, .less(value), trueIsLeft: false, missingIsTrue: tracks)
    case .greater:
      return split(source.feature, .lessOrEqual(value), trueIsLeft: false, missingIsTrue: tracks)
    case .equal, .member:
      let members = mode == .member ? source.members : [value]
      let feature = place(of: MembershipTest(feature: source.feature, members: members))
      return split(feature, .lessOrEqual(0.5), trueIsLeft: false, missingIsTrue: tracks)
    case .notEqual:
      // A missing feature is not equal to anything.
      let feature = place(of: MembershipTest(feature: source.feature, members: [value]))
      return split(feature, .lessOrEqual(0.5), trueIsLeft: true, missingIsTrue: true)
    }
  }

  private mutating func place(of test: MembershipTest) -> Int {
    if let place = testPlaces[test] { return place }
    tests.append(test)
    testPlaces[test] = featureCount + tests.count - 1
    return featureCount + tests.count - 1
  }
}
