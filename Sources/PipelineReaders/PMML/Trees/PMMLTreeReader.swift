// Tree models as trees of the shared ensemble.
//
// A node of PMML has any number of children, each with a predicate that is true, false or unknown; the
// first true one is taken. Here that is a chain of binary tests. What the standard does about unknown
// predicates becomes the way that missing values take at each test, with a test of its own for missing
// values where they take a third way.

import Pipelines

/// Reads the nodes of one tree.
struct PMMLTreeReader {
  /// What a row ends with.
  enum Leaf {
    /// The prediction of a node, and how many predicates were unknown on the way.
    case node(PMMLElement, unknownCount: Int)
    /// No prediction.
    case none
  }

  private enum Strategy: String {
    case none, lastPrediction, nullPrediction, defaultChild
  }

  private let features: PMMLTreeFeatures
  private let strategy: Strategy
  private let returnsLast: Bool
  private let values: (Leaf) throws -> [Double]
  private let countsUnknown: Bool
  private var nodes: [TreeNode] = []
  private var leafValues: [Double] = []
  private var leafCount = 0
  private var remaining: Int
  private let model: PMMLElement

  /// Prepares to read a tree whose leaves have `values`.
  init(
    _ model: PMMLElement, features: PMMLTreeFeatures, values: @escaping (Leaf) throws -> [Double]
  ) throws {
    guard let strategy = Strategy(rawValue: model["missingValueStrategy"] ?? "none") else {
      throw model.unsupported(
        "missingValueStrategy '\(model["missingValueStrategy"] ?? "")' here")
    }
    self.model = model
    self.features = features
    self.strategy = strategy
    self.values = values
    returnsLast = model["noTrueChildStrategy"] == "returnLastPrediction"
    let penalty = try model.double("missingValuePenalty") ?? 1
    countsUnknown = strategy == .defaultChild && penalty != 1
    remaining = 0
  }

  /// Whether a model's unknown predicates are followed one way at a time.
  static func reads(_ model: PMMLElement) -> Bool {
    Strategy(rawValue: model["missingValueStrategy"] ?? "none") != nil
  }

  /// Reads the tree.
  mutating func read() throws -> Tree {
    let root = try model.requiredChild("Node")
    // Ways for missing values may repeat parts of a tree, within reason.
    remaining = 64 + 8 * (model.document.rows[root.index].end.distance(from: root.index))
    // The root's own predicate is nearly always true.
    guard let predicate = root.predicate else { throw root.error("there is no predicate") }
    if case .constant(true) = try features.question(predicate) {
      _ = try visit(root, unknown: 0, depth: 0)
    } else {
      _ = try chain(
        [(root, predicate)], from: 0, unknown: 0, depth: 0, whenUnknown: .end(.none),
        otherwise: .none)
    }
    let width = leafCount == 0 ? 1 : leafValues.count / leafCount
    return Tree(nodes: nodes, leafValues: leafValues, valuesPerLeaf: width)
  }

  /// Where a row goes when a predicate is unknown.
  private enum Unknown {
    /// On as if it were false.
    case next
    /// It ends there.
    case end(Leaf)
    /// To this child.
    case child(PMMLElement)
  }

  private mutating func leaf(_ leaf: Leaf) throws -> Int {
    try spend()
    leafValues += try values(leaf)
    leafCount += 1
    return ~(leafCount - 1)
  }

  private mutating func spend() throws {
    remaining -= 1
    guard remaining > 0 else {
      throw model.unsupported("a tree in which missing values go so many ways")
    }
  }

  /// Emits a node and what is below, and returns its place.
  private mutating func visit(_ node: PMMLElement, unknown: Int, depth: Int) throws -> Int {
    var children: [(node: PMMLElement, predicate: PMMLElement)] = []
    for child in node.children where child.name == "Node" {
      guard let predicate = child.predicate else { throw child.error("there is no predicate") }
      children.append((child, predicate))
    }
    let here = Leaf.node(node, unknownCount: unknown)
    guard !children.isEmpty else { return try leaf(here) }
    let whenUnknown: Unknown
    switch strategy {
    case .none: whenUnknown = .next
    case .lastPrediction: whenUnknown = .end(here)
    case .nullPrediction: whenUnknown = .end(.none)
    case .defaultChild:
      if let name = node["defaultChild"],
        let child = children.first(where: { $0.0["id"] == name })?.0
      {
        whenUnknown = .child(child)
      } else {
        whenUnknown = .end(.none)
      }
    }
    return try chain(
      children, from: 0, unknown: unknown, depth: depth, whenUnknown: whenUnknown,
      otherwise: returnsLast ? here : .none)
  }

  /// Emits the tests of the children from the one at `start`.
  private mutating func chain(
    _ children: [(node: PMMLElement, predicate: PMMLElement)], from start: Int, unknown: Int,
    depth: Int, whenUnknown: Unknown, otherwise: Leaf
  ) throws -> Int {
    guard start < children.count else { return try leaf(otherwise) }
    guard depth + start < 1000 else {
      throw model.error("the tree is too deep, or a node too wide")
    }
    let (child, predicate) = children[start]
    switch try features.question(predicate) {
    case .constant(true): return try visit(child, unknown: unknown, depth: depth + start + 1)
    case .constant(false):
      return try chain(
        children, from: start + 1, unknown: unknown, depth: depth, whenUnknown: whenUnknown,
        otherwise: otherwise)
    case .isMissing(let feature, let isNegated):
      let place = try append(feature, PMMLTreeFeatures.isPresent, .right)
      let yes = try visit(child, unknown: unknown, depth: depth + start + 1)
      let no = try chain(
        children, from: start + 1, unknown: unknown, depth: depth, whenUnknown: whenUnknown,
        otherwise: otherwise)
      (nodes[place].left, nodes[place].right) = isNegated ? (yes, no) : (no, yes)
      return place
    case .test(let test):
      return try emit(
        test, children, start, unknown: unknown, depth: depth, whenUnknown: whenUnknown,
        otherwise: otherwise)
    }
  }

  private mutating func append(
    _ feature: Int, _ test: TreeNode.Test, _ missing: TreeNode.Missing
  ) throws -> Int {
    try spend()
    nodes.append(TreeNode(feature: feature, test: test, missing: missing, left: 0, right: 0))
    return nodes.count - 1
  }

  private mutating func emit(
    _ test: PMMLTreeFeatures.Test,
    _ children: [(node: PMMLElement, predicate: PMMLElement)], _ start: Int, unknown: Int,
    depth: Int, whenUnknown: Unknown, otherwise: Leaf
  ) throws -> Int {
    let child = children[start].node
    let falseSide: TreeNode.Missing = test.isNegated ? .left : .right
    let trueSide: TreeNode.Missing = test.isNegated ? .right : .left
    // The child that takes exactly the rows that are left needs no test of its own.
    let takesRest =
      try start + 1 < children.count && isComplement(of: test, children[start + 1])
    var missing = falseSide
    var separate: Unknown?
    switch whenUnknown {
    case .next:
      // A complement is unknown too, and false.
      if takesRest { separate = .end(otherwise) }
    case .end: separate = whenUnknown
    case .child(let target):
      if countsUnknown {
        separate = whenUnknown
      } else if target.index == child.index {
        missing = trueSide
      } else if takesRest, target.index == children[start + 1].node.index {
        missing = falseSide
      } else {
        separate = whenUnknown
      }
    }
    var guarding: Int?
    if separate != nil {
      guarding = try append(test.feature, PMMLTreeFeatures.isPresent, .right)
    }
    let place = try append(test.feature, test.test, missing)
    let yes = try visit(child, unknown: unknown, depth: depth + start + 1)
    let no: Int
    if takesRest {
      no = try visit(children[start + 1].node, unknown: unknown, depth: depth + start + 1)
    } else {
      no = try chain(
        children, from: start + 1, unknown: unknown, depth: depth, whenUnknown: whenUnknown,
        otherwise: otherwise)
    }
    (nodes[place].left, nodes[place].right) = test.isNegated ? (no, yes) : (yes, no)
    guard let guarding, let separate else { return place }
    nodes[guarding].left = place
    switch separate {
    case .end(let end):
      // What follows may still hold: tests of other fields are not unknown.
      if case .next = whenUnknown {
        nodes[guarding].right = try chain(
          children, from: start + 2, unknown: unknown, depth: depth, whenUnknown: whenUnknown,
          otherwise: otherwise)
      } else {
        nodes[guarding].right = try leaf(end)
      }
    case .child(let target):
      nodes[guarding].right = try visit(target, unknown: unknown + 1, depth: depth + start + 1)
    case .next: break
    }
    return guarding
  }

  /// Whether a predicate is true exactly where the test before is false.
  private func isComplement(
    of test: PMMLTreeFeatures.Test, _ next: (node: PMMLElement, predicate: PMMLElement)
  ) throws -> Bool {
    guard case .test(let other) = try features.question(next.predicate) else { return false }
    return other.feature == test.feature && other.test == test.test
      && other.isNegated != test.isNegated
  }
}

extension Int32 {
  fileprivate func distance(from index: Int) -> Int { Int(self) - index }
}
