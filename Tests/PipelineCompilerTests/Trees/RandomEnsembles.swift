// Ensembles of every kind, made from a seed, and what they mean in the plainest words.

import Pipelines

/// A small generator of random numbers, the same on every machine.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1 }

  mutating func next() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state
  }
}

/// What kind of ensemble to make.
struct EnsembleKind {
  var featureCount = 5
  var outputCount = 1
  var treeCount = 7
  var depth = 4
  var comparison = TreeEnsemble.Precision.single
  var accumulation = TreeEnsemble.Precision.double
  var aggregation = TreeEnsemble.Aggregation.sum
  var hasVectorLeaves = false
  var hasCategories = false
  var hasLinearLeaves = false
}

extension TreeEnsemble {
  /// An ensemble of unbalanced trees with every missing policy, and single leaves among them.
  static func random(_ kind: EnsembleKind, seed: UInt64) -> TreeEnsemble {
    var generator = SeededGenerator(seed: seed)
    let sets: [[UInt32]] = kind.hasCategories ? [[0b1011_0101], [0b1, 0x8000_0001], []] : []
    let trees = (0..<kind.treeCount).map { number in
      Tree.random(kind, setCount: sets.count, number: number, using: &generator)
    }
    return TreeEnsemble(
      featureCount: kind.featureCount, outputCount: kind.outputCount, trees: trees,
      categorySets: sets, comparison: kind.comparison, accumulation: kind.accumulation,
      aggregation: kind.aggregation, base: (0..<kind.outputCount).map { Double($0) * 0.3 - 0.1 })
  }

  /// The outputs of one row, straight from the documentation of the types.
  func plainOutputs(_ row: [Double]) -> [Double] {
    func rounded(_ value: Double) -> Double {
      accumulation == .single ? Double(Float(value)) : value
    }
    var sums = aggregation == .sum ? base.map(rounded) : base.map { _ in 0 }
    for tree in trees {
      let leaf = plainLeaf(of: tree, row)
      if tree.valuesPerLeaf == 1 {
        let value = tree.linearLeaves.isEmpty ? tree.leafValues[leaf] : linear(tree, leaf, row)
        sums[tree.output] = rounded(sums[tree.output] + rounded(value))
      } else {
        for output in sums.indices {
          sums[output] = rounded(
            sums[output] + rounded(tree.leafValues[leaf * tree.valuesPerLeaf + output]))
        }
      }
    }
    guard aggregation == .average else { return sums }
    return zip(sums, base).map { rounded(rounded($0 / Double(trees.count)) + rounded($1)) }
  }

  /// The leaf of `tree` that a row reaches.
  func plainLeaf(of tree: Tree, _ row: [Double]) -> Int {
    guard !tree.nodes.isEmpty else { return 0 }
    var place = 0
    while place >= 0 {
      let node = tree.nodes[place]
      place = goesLeft(node, row[node.feature]) ? node.left : node.right
    }
    return ~place
  }

  private func goesLeft(_ node: TreeNode, _ raw: Double) -> Bool {
    var value = comparison == .single ? Double(Float(raw)) : raw
    let isZero = value.magnitude <= Double(Float(1e-35))
    switch node.missing {
    case .left where value.isNaN: return true
    case .right where value.isNaN: return false
    case .zero where value.isNaN: value = 0
    case .zeroOrMissingLeft where value.isNaN || isZero: return true
    case .zeroOrMissingRight where value.isNaN || isZero: return false
    default: break
    }
    switch node.test {
    case .lessOrEqual(let threshold): return value <= threshold
    case .less(let threshold): return value < threshold
    case .category(let set):
      guard value > -1, value < 4e9 else { return false }
      let code = Int(value)
      let words = categorySets[set]
      return code / 32 < words.count && words[code / 32] & (1 << UInt32(code % 32)) != 0
    }
  }

  private func linear(_ tree: Tree, _ leaf: Int, _ row: [Double]) -> Double {
    let model = tree.linearLeaves[leaf]
    if model.features.contains(where: { row[$0].isNaN }) { return tree.leafValues[leaf] }
    return zip(model.features, model.coefficients).reduce(model.constant) { sum, term in
      sum + term.1 * row[term.0]
    }
  }
}

extension Tree {
  fileprivate static func random(
    _ kind: EnsembleKind, setCount: Int, number: Int, using generator: inout SeededGenerator
  ) -> Tree {
    var nodes: [TreeNode] = []
    var leafCount = 0
    func grow(_ depth: Int, _ generator: inout SeededGenerator) -> Int {
      let isLeaf =
        depth == kind.depth || (depth > 0 && Int.random(in: 0..<5, using: &generator) == 0)
      if isLeaf || (number % 5 == 4 && depth == 0) {
        leafCount += 1
        return ~(leafCount - 1)
      }
      let place = nodes.count
      nodes.append(.random(kind, setCount: setCount, using: &generator))
      nodes[place].left = grow(depth + 1, &generator)
      nodes[place].right = grow(depth + 1, &generator)
      return place
    }
    _ = grow(0, &generator)
    let width = kind.hasVectorLeaves ? kind.outputCount : 1
    let values = (0..<(leafCount * width)).map { _ in
      Double(Float.random(in: -1...1, using: &generator))
    }
    let models = (0..<leafCount).map { leaf in
      LinearLeaf(
        constant: 0.25, features: Array(0..<(leaf % 3)),
        coefficients: (0..<(leaf % 3)).map { Double($0) + 0.5 })
    }
    return Tree(
      nodes: nodes, leafValues: values, valuesPerLeaf: width, output: number % kind.outputCount,
      linearLeaves: kind.hasLinearLeaves ? models : [])
  }
}

extension TreeNode {
  /// Thresholds that features hit exactly, and some that no 32-bit float is.
  static let thresholds: [Double] = [-1, -0.5, 0, 0.1, 0.5, 1, 2.5, 1e300, -.infinity, .infinity]

  fileprivate static func random(
    _ kind: EnsembleKind, setCount: Int, using generator: inout SeededGenerator
  ) -> TreeNode {
    let threshold = thresholds.randomElement(using: &generator) ?? 0
    var test = Bool.random(using: &generator) ? Test.lessOrEqual(threshold) : .less(threshold)
    if setCount > 0, Bool.random(using: &generator) {
      test = .category(set: Int.random(in: 0..<setCount, using: &generator))
    }
    let policies: [Missing] = [.left, .right, .zero, .zeroOrMissingLeft, .zeroOrMissingRight]
    return TreeNode(
      feature: Int.random(in: 0..<kind.featureCount, using: &generator), test: test,
      missing: policies.randomElement(using: &generator) ?? .left, left: 0, right: 0)
  }
}

/// Rows of edge values and of values at and around the thresholds.
func randomRows(_ count: Int, width: Int, seed: UInt64) -> [[Double]] {
  var generator = SeededGenerator(seed: seed)
  let edges: [Double] = [
    .nan, 0, -0.0, .infinity, -.infinity, 1e-36, -1e-36, 0.1, Double(Float(0.1)), 7, 33, 63, -0.4,
    1e10, 1e308, 31.9,
  ]
  return (0..<count).map { _ in
    (0..<width).map { _ in
      switch Int.random(in: 0..<3, using: &generator) {
      case 0: edges.randomElement(using: &generator) ?? 0
      case 1: TreeNode.thresholds.randomElement(using: &generator) ?? 0
      default: Double.random(in: -2...3, using: &generator)
      }
    }
  }
}
