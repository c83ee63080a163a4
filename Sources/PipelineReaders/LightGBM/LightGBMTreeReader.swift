// One `Tree=i` block of a LightGBM model.

import Pipelines

/// Reads the trees of a model whose sizes are known.
struct LightGBMTreeReader {
  let featureCount: Int
  let byteCount: Int
  /// The category sets of the trees read so far.
  var sets: CategorySets
  /// Which features some tree tests as category codes.
  private(set) var hasCodes: [Bool]

  init(featureCount: Int, byteCount: Int) {
    self.featureCount = featureCount
    self.byteCount = byteCount
    sets = CategorySets(byteCount: byteCount)
    hasCodes = Array(repeating: false, count: featureCount)
  }

  /// The lines of a tree's block by their keys.
  struct Block {
    let tree: Int
    let line: Int
    var lines: [String: LightGBMText.Line] = [:]

    func error(_ found: String, expected: String? = nil) -> ReaderError {
      LightGBMText.error(line, "tree \(tree)" + found, expected: expected)
    }

    func member(_ key: String) throws(ReaderError) -> LightGBMText.Line {
      guard let line = lines[key] else { throw error(" has no '\(key)'") }
      return line
    }
  }

  /// Reads a tree whose leaves are added to `output`.
  mutating func read(_ block: Block, output: Int) throws(ReaderError) -> Tree {
    // Every leaf has a value of at least one digit and a space.
    let leafCount = try block.member("num_leaves").count(in: 1...max(byteCount, 1))
    let values = try block.member("leaf_value").doubles(count: leafCount)
    let columns = try Columns(block, nodeCount: leafCount - 1)
    let order = try order(columns, leafCount: leafCount, block)
    var nodes: [TreeNode] = []
    nodes.reserveCapacity(order.splits.count)
    for index in order.splits {
      nodes.append(try node(index, columns, order, block))
    }
    let leaves = order.leaves.map { $0 - columns.left.count }
    var tree = Tree(
      nodes: nodes, leafValues: leaves.map { values[$0] }, output: output, leafIdentifiers: leaves)
    if let line = block.lines["is_linear"], try line.count(in: 0...1) == 1 {
      let linear = try linearLeaves(block, leafCount: leafCount)
      tree.linearLeaves = leaves.map { linear[$0] }
    }
    return tree
  }

  /// The lines with one number a node, and the category sets.
  private struct Columns {
    let features: [Int]
    let thresholds: [Double]
    let decisions: [Int]
    let left: [Int]
    let right: [Int]
    var boundaries: [Int] = []
    var words: [UInt32] = []

    init(_ block: Block, nodeCount: Int) throws(ReaderError) {
      guard nodeCount > 0 else {
        (features, thresholds, decisions, left, right) = ([], [], [], [], [])
        return
      }
      features = try block.member("split_feature").integers(count: nodeCount)
      thresholds = try block.member("threshold").doubles(count: nodeCount)
      decisions = try block.member("decision_type").integers(count: nodeCount)
      left = try block.member("left_child").integers(count: nodeCount)
      right = try block.member("right_child").integers(count: nodeCount)
      let setCount = try block.lines["num_cat"]?.count(in: 0...nodeCount) ?? 0
      guard setCount > 0 else { return }
      boundaries = try block.member("cat_boundaries").integers(count: setCount + 1)
      let line = try block.member("cat_threshold")
      for number in try line.integers() {
        guard let word = UInt32(exactly: number) else {
          throw line.error("\(number)", expected: "words of 32 bits")
        }
        words.append(word)
      }
      guard boundaries.first == 0, boundaries.last == words.count,
        zip(boundaries, boundaries.dropFirst()).allSatisfy({ $0 <= $1 })
      else {
        throw try block.member("cat_boundaries").error(
          "boundaries that do not divide \(words.count) words")
      }
    }
  }

  /// Splits have indices from 0 in the file, leaves are complements: here leaves come after splits.
  private func order(
    _ columns: Columns, leafCount: Int, _ block: Block
  ) throws(ReaderError) -> TreeOrder {
    let splitCount = columns.left.count
    func place(_ child: Int) -> Int {
      if child >= 0 { return child < splitCount ? child : Int.max }
      return ~child < leafCount ? splitCount + ~child : Int.max
    }
    do throws(TreeOrder.Fault) {
      return try TreeOrder(count: splitCount + leafCount) { node in
        node < splitCount ? (place(columns.left[node]), place(columns.right[node])) : nil
      }
    } catch {
      let found =
        error.found.hasPrefix("child \(Int.max)") ? "a child that does not exist" : error.found
      throw block.error(" node \(error.node): \(found)", expected: "a tree")
    }
  }

  private mutating func node(
    _ index: Int, _ columns: Columns, _ order: TreeOrder, _ block: Block
  ) throws(ReaderError) -> TreeNode {
    let feature = columns.features[index]
    guard (0..<featureCount).contains(feature) else {
      throw block.error(
        " node \(index): feature index \(feature), but the model has \(featureCount) features")
    }
    let splitCount = columns.left.count
    func place(_ child: Int) -> Int { order.places[child >= 0 ? child : splitCount + ~child] }
    let (left, right) = (place(columns.left[index]), place(columns.right[index]))
    let decision = columns.decisions[index]
    let threshold = columns.thresholds[index]
    // Bit 0: by category. Bit 1: missing values go left. Bits 2 and 3: what counts as missing.
    guard decision & 1 == 0 else {
      guard let set = Int(exactly: threshold), set >= 0, set < columns.boundaries.count - 1 else {
        throw block.error(" node \(index): category set \(threshold), which does not exist")
      }
      let words = columns.words[columns.boundaries[set]..<columns.boundaries[set + 1]]
      guard let place = sets.place(ofWords: Array(words)) else {
        throw block.error(" node \(index): sets of categories far larger than the file")
      }
      hasCodes[feature] = true
      return TreeNode(
        feature: feature, test: .category(set: place), missing: .right, left: left, right: right)
    }
    guard !threshold.isNaN else {
      throw block.error(" node \(index): a threshold that is not a number")
    }
    let goesLeft = decision & 2 != 0
    let missing: TreeNode.Missing
    switch decision >> 2 & 3 {
    case 0: missing = .zero
    case 1: missing = goesLeft ? .zeroOrMissingLeft : .zeroOrMissingRight
    case 2: missing = goesLeft ? .left : .right
    default: throw block.error(" node \(index): decision type \(decision)", expected: "0 to 11")
    }
    return TreeNode(
      feature: feature, test: .lessOrEqual(Self.withoutTinyNumbers(threshold)), missing: missing,
      left: left, right: right)
  }

  /// A threshold that sends every |x| <= `zeroThreshold` where it sends 0.
  ///
  /// LightGBM drops such small numbers from the rows that it predicts, so that they count as 0: a
  /// threshold among them must not tell them apart.
  private static func withoutTinyNumbers(_ threshold: Double) -> Double {
    let zero = TreeNode.zeroThreshold
    if threshold >= -zero, threshold < 0 { return (-zero).nextDown }
    if threshold >= 0, threshold < zero { return zero }
    return threshold
  }

  private func linearLeaves(
    _ block: Block, leafCount: Int
  ) throws(ReaderError) -> [LinearLeaf] {
    let constants = try block.member("leaf_const").doubles(count: leafCount)
    let counts = try block.member("num_features").integers(count: leafCount)
    let features = try block.member("leaf_features").integers()
    let coefficients = try block.member("leaf_coeff").doubles(count: features.count)
    guard features.allSatisfy((0..<featureCount).contains) else {
      throw try block.member("leaf_features").error(
        "a feature that does not exist", expected: "0 to \(featureCount - 1)")
    }
    var leaves: [LinearLeaf] = []
    var start = 0
    for (constant, count) in zip(constants, counts) {
      guard count >= 0, count <= features.count - start else {
        throw try block.member("num_features").error(
          "more features than the \(features.count) listed")
      }
      leaves.append(
        LinearLeaf(
          constant: constant, features: Array(features[start..<start + count]),
          coefficients: Array(coefficients[start..<start + count])))
      start += count
    }
    return leaves
  }
}
