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

/// The nodes and leaves of an ensemble as a file lists them: a list for each property, as there may be
/// millions.
struct ListedNodes {
  /// How the feature is compared; `nil` of a leaf.
  var modes: [BranchMode?]
  /// The feature.
  var features: [Int]
  /// The number that it is compared with.
  var values: [Double]
  /// The numbers that it is compared with, of a node that tests whether it is one of several.
  var members: [Int: [Double]] = [:]
  /// 1 of a node that sends a missing feature where a true comparison does; empty where none does.
  var tracksMissing: [Int]
  /// The place of the node that follows a true comparison.
  var yes: [Int]
  /// The place of the node that follows a false comparison.
  var no: [Int]
  /// What the leaves add, by their place among the nodes.
  var weights: LeafWeights

  /// Appends a leaf and returns its place.
  mutating func appendLeaf(target: Int, weight: Double) -> Int {
    modes.append(nil)
    features.append(0)
    values.append(0)
    if !tracksMissing.isEmpty { tracksMissing.append(0) }
    yes.append(0)
    no.append(0)
    weights.append(target: target, weight: weight)
    return modes.count - 1
  }
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
  private(set) var leaves = LeafWeights()
  /// The tests that are features of their own, behind the others.
  private(set) var tests: [MembershipTest] = []
  private var testPlaces: [MembershipTest: Int] = [:]
  private let featureCount: Int
  private let node: GraphNode

  /// Builds the trees that begin at `roots`.
  init(_ nodes: ListedNodes, roots: [Int], featureCount: Int, node: GraphNode) throws {
    self.featureCount = featureCount
    self.node = node
    var isReached = [Bool](repeating: false, count: nodes.modes.count)
    for root in roots { try append(root, nodes, &isReached) }
  }

  /// The number of features, the tests included.
  var width: Int { featureCount + tests.count }

  /// Appends the tree that begins at `root`; no node may be reached twice.
  private mutating func append(
    _ root: Int, _ nodes: ListedNodes, _ isReached: inout [Bool]
  ) throws {
    var treeNodes: [TreeNode] = []
    var identifiers: [Int] = []
    // Nodes that wait, with the place of the parent and whether they are its left child.
    var waiting: [(index: Int, parent: Int, isLeft: Bool)] = [(root, -1, false)]
    var next = 0
    while next < waiting.count {
      let (index, parent, isLeft) = waiting[next]
      next += 1
      guard isReached.indices.contains(index), !isReached[index] else {
        throw node.error("a tree whose node \(index) does not exist or is reached twice")
      }
      isReached[index] = true
      let place: Int
      if let mode = nodes.modes[index] {
        place = treeNodes.count
        let (converted, left, right) = try convert(index, of: nodes, mode)
        treeNodes.append(converted)
        waiting.append((left, place, true))
        waiting.append((right, place, false))
      } else {
        place = ~identifiers.count
        identifiers.append(leaves.count)
        leaves.append(index, of: nodes.weights)
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
    _ index: Int, of nodes: ListedNodes, _ mode: BranchMode
  ) throws -> (node: TreeNode, left: Int, right: Int) {
    let source = nodes.features[index]
    guard (0..<featureCount).contains(source) else {
      throw node.error("feature \(source), but the input has \(featureCount) columns")
    }
    let (yes, no) = (nodes.yes[index], nodes.no[index])
    func split(
      _ feature: Int, _ test: TreeNode.Test, trueIsLeft: Bool, missingIsTrue: Bool
    ) -> (TreeNode, Int, Int) {
      let missing: TreeNode.Missing = missingIsTrue == trueIsLeft ? .left : .right
      let node = TreeNode(feature: feature, test: test, missing: missing, left: 0, right: 0)
      return trueIsLeft ? (node, yes, no) : (node, no, yes)
    }
    let tracks = !nodes.tracksMissing.isEmpty && nodes.tracksMissing[index] == 1
    let value = nodes.values[index]
    switch mode {
    case .lessOrEqual:
      return split(source, .lessOrEqual(value), trueIsLeft: true, missingIsTrue: tracks)
    case .less:
      return split(source, .less(value), trueIsLeft: true, missingIsTrue: tracks)
    case .greaterOrEqual:
      return split(source, .less(value), trueIsLeft: false, missingIsTrue: tracks)
    case .greater:
      return split(source, .lessOrEqual(value), trueIsLeft: false, missingIsTrue: tracks)
    case .equal, .member:
      let members = mode == .member ? nodes.members[index] ?? [] : [value]
      let feature = place(of: MembershipTest(feature: source, members: members))
      return split(feature, .lessOrEqual(0.5), trueIsLeft: false, missingIsTrue: tracks)
    case .notEqual:
      // A missing feature is not equal to anything.
      let feature = place(of: MembershipTest(feature: source, members: [value]))
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
