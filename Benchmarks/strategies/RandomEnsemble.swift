// Ensembles and rows that are the same in every run.

import Pipelines
import Tensors

/// Trees of random tests over `featureCount` features with values between -0.5 and 0.5.
enum RandomEnsemble {
  static let featureCount = 30

  /// Numbers that a seed fixes (SplitMix64).
  struct Generator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var mixed = state
      mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
      mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
      return mixed ^ (mixed >> 31)
    }
  }

  /// Perfect trees with thresholds that split evenly, of each feature no more than `thresholdCount`.
  static func complete(trees: Int, depth: Int, thresholdCount: Int = 1 << 20) -> TreeEnsemble {
    var generator = Generator(state: UInt64(trees * 100 + depth))
    return ensemble(trees: trees) {
      let nodeCount = 1 << depth - 1
      let nodes = (0..<nodeCount).map { index in
        let children = [2 * index + 1, 2 * index + 2].map {
          $0 < nodeCount ? $0 : ~($0 - nodeCount)
        }
        return node(children, thresholdCount: thresholdCount, &generator)
      }
      return tree(nodes, &generator)
    }
  }

  /// Perfect trees with one test a level, as CatBoost's are.
  static func symmetric(trees: Int, depth: Int) -> TreeEnsemble {
    var generator = Generator(state: UInt64(trees * 100 + depth))
    return ensemble(trees: trees) {
      let tests = (0..<depth).map { _ in node([0, 0], thresholdCount: 255, &generator) }
      let nodeCount = 1 << depth - 1
      let nodes = (0..<nodeCount).map { index in
        var node = tests[Int.bitWidth - 1 - (index + 1).leadingZeroBitCount]
        (node.left, node.right) = (2 * index + 1, 2 * index + 2)
        if node.left >= nodeCount {
          (node.left, node.right) = (~(node.left - nodeCount), ~(node.right - nodeCount))
        }
        return node
      }
      return tree(nodes, &generator)
    }
  }

  /// Trees that grow at a random leaf until they have `leafCount`, as LightGBM's grow at the best one.
  static func leafWise(trees: Int, leafCount: Int) -> TreeEnsemble {
    var generator = Generator(state: UInt64(trees * 100 + leafCount))
    return ensemble(trees: trees) {
      var nodes: [TreeNode] = []
      // Where each leaf hangs: a node and its side.
      var leaves: [(node: Int, isLeft: Bool)] = []
      while leaves.count < leafCount {
        let new = nodes.count
        nodes.append(node([0, 0], thresholdCount: 255, &generator))
        if !leaves.isEmpty {
          let place = leaves.remove(at: Int.random(in: leaves.indices, using: &generator))
          if place.isLeft { nodes[place.node].left = new } else { nodes[place.node].right = new }
        }
        leaves += [(new, true), (new, false)]
      }
      for (leaf, place) in leaves.enumerated() {
        if place.isLeft { nodes[place.node].left = ~leaf } else { nodes[place.node].right = ~leaf }
      }
      return tree(nodes, &generator)
    }
  }

  /// Batches of rows.
  static func rows(_ count: Int, of rowCount: Int) -> [Value] {
    var generator = Generator(state: 1)
    return (0..<count).map { _ in
      let values = (0..<(rowCount * featureCount)).map { _ in
        Float.random(in: -0.5...0.5, using: &generator)
      }
      return Value.tensor(Tensor(values, shape: [rowCount, featureCount]))
    }
  }

  private static func node(
    _ children: [Int], thresholdCount: Int, _ generator: inout Generator
  ) -> TreeNode {
    let place = Int.random(in: 0..<thresholdCount, using: &generator)
    return TreeNode(
      feature: Int.random(in: 0..<featureCount, using: &generator),
      test: .lessOrEqual(Double(place) / Double(thresholdCount) - 0.5), missing: .left,
      left: children[0], right: children[1])
  }

  private static func tree(_ nodes: [TreeNode], _ generator: inout Generator) -> Tree {
    Tree(
      nodes: nodes,
      leafValues: (0...nodes.count).map { _ in Double(Float.random(in: -1...1, using: &generator)) }
    )
  }

  private static func ensemble(trees: Int, _ tree: () -> Tree) -> TreeEnsemble {
    TreeEnsemble(
      featureCount: featureCount, outputCount: 1, trees: (0..<trees).map { _ in tree() },
      comparison: .single, accumulation: .single, base: [0])
  }
}
