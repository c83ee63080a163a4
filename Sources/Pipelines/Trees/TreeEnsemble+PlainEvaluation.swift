// What an ensemble means, in the plainest code: one row, one tree, one node at a time.
//
// Slow, and kept so: lowerings and kernels are tested against it.

extension TreeNode {
  /// The largest magnitude that counts as zero where zeros are missing: 1e-35 in 32 bits, as in
  /// LightGBM.
  package static let zeroThreshold = Double(Float(1e-35))

  /// Whether the node sends a feature of this value to the left.
  ///
  /// - Parameters:
  ///   - value: the feature, rounded to the ensemble's comparison precision.
  ///   - categorySets: the ensemble's.
  package func goesLeft(_ value: Double, categorySets: [[UInt32]]) -> Bool {
    var value = value
    switch missing {
    case .left where value.isNaN: return true
    case .right where value.isNaN: return false
    case .zero where value.isNaN: value = 0
    case .zeroOrMissingLeft where value.isNaN || value.magnitude <= Self.zeroThreshold: return true
    case .zeroOrMissingRight where value.isNaN || value.magnitude <= Self.zeroThreshold:
      return false
    default: break
    }
    switch test {
    case .lessOrEqual(let threshold): return value <= threshold
    case .less(let threshold): return value < threshold
    case .category(let set):
      let words = categorySets[set]
      guard value > -1, value < Double(words.count) * 32 else { return false }
      let code = Int(value)
      // Numbers above -1 are code 0, which an empty set does not have either.
      return code / 32 < words.count && words[code / 32] & (1 << UInt32(code % 32)) != 0
    }
  }
}

extension TreeEnsemble {
  /// The index of the leaf that `tree` sends `row` to.
  ///
  /// - Parameters:
  ///   - row: `featureCount` numbers, NaN where one is missing.
  ///   - tree: a tree of the ensemble, which was validated.
  package func plainLeaf(of row: [Double], in tree: Tree) -> Int {
    var place = tree.nodes.isEmpty ? ~0 : 0
    while place >= 0 {
      let node = tree.nodes[place]
      let value = row[node.feature]
      let compared = comparison == .single ? Double(Float(value)) : value
      let goesLeft = node.goesLeft(compared, categorySets: categorySets)
      place = goesLeft ? node.left : node.right
    }
    return ~place
  }

  /// The identifiers of the leaves that the trees send `row` to, one a tree.
  package func plainLeaves(of row: [Double]) -> [Int] {
    trees.map { $0.leafIdentifiers[plainLeaf(of: row, in: $0)] }
  }

  /// The margins of `row`, one an output.
  package func plainMargins(of row: [Double]) -> [Double] {
    accumulation == .single ? margins(of: row, as: Float.self) : margins(of: row, as: Double.self)
  }

  private func margins<Sum: BinaryFloatingPoint>(of row: [Double], as type: Sum.Type) -> [Double] {
    let begin = aggregation == .sum ? base : base.map { _ in 0 }
    var sums = begin.map { Sum($0) }
    for tree in trees {
      let leaf = plainLeaf(of: row, in: tree)
      if tree.valuesPerLeaf == 1 {
        sums[tree.output] += Sum(tree.plainValue(ofLeaf: leaf, row: row))
      } else {
        for output in 0..<outputCount {
          sums[output] += Sum(tree.leafValues[leaf * tree.valuesPerLeaf + output])
        }
      }
    }
    guard aggregation == .average else { return sums.map { Double($0) } }
    return zip(sums, base).map { Double($0 / Sum(trees.count) + Sum($1)) }
  }
}

extension Tree {
  /// The single value of a leaf for `row`: constant, or of the leaf's linear model.
  fileprivate func plainValue(ofLeaf leaf: Int, row: [Double]) -> Double {
    guard !linearLeaves.isEmpty else { return leafValues[leaf] }
    let model = linearLeaves[leaf]
    var sum = model.constant
    for (feature, coefficient) in zip(model.features, model.coefficients) {
      if row[feature].isNaN { return leafValues[leaf] }
      let isZero = row[feature].magnitude <= TreeNode.zeroThreshold
      sum += coefficient * (isZero ? 0 : row[feature])
    }
    return sum
  }
}
