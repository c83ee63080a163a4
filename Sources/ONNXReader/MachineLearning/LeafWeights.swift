// What the leaves of an ensemble add to its targets.

/// The targets and weights of leaves, one leaf's after another's.
struct LeafWeights: Sendable {
  /// The targets that leaves add to.
  private(set) var targets: [Int] = []
  /// What they add.
  private(set) var weights: [Double] = []
  /// Where each leaf's begin in both lists, and behind them where the last one's end.
  private var starts: [Int] = [0]

  /// No leaves.
  init() {}

  /// Brings weights that are listed in any order into that of their leaves, `leafCount` of them; those of
  /// one leaf stay in the order in which they are listed.
  init(leafCount: Int, leaves: [Int], targets: [Int], weights: [Double]) {
    starts = [Int](repeating: 0, count: leafCount + 1)
    for leaf in leaves { starts[leaf + 1] += 1 }
    for leaf in 0..<leafCount { starts[leaf + 1] += starts[leaf] }
    var next = starts
    self.targets = [Int](repeating: 0, count: leaves.count)
    self.weights = [Double](repeating: 0, count: leaves.count)
    for (index, leaf) in leaves.enumerated() {
      let place = next[leaf]
      next[leaf] = place + 1
      self.targets[place] = targets[index]
      self.weights[place] = weights[index]
    }
  }

  /// The number of leaves.
  var count: Int { starts.count - 1 }

  /// Where the targets and weights of a leaf are.
  func places(of leaf: Int) -> Range<Int> { starts[leaf]..<starts[leaf + 1] }

  /// Appends a leaf.
  mutating func append(target: Int, weight: Double) {
    targets.append(target)
    weights.append(weight)
    starts.append(targets.count)
  }

  /// Appends a leaf like another one.
  mutating func append(_ leaf: Int, of other: LeafWeights) {
    for place in other.places(of: leaf) {
      targets.append(other.targets[place])
      weights.append(other.weights[place])
    }
    starts.append(targets.count)
  }
}
