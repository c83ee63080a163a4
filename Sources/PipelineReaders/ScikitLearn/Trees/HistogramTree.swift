// A tree of histogram boosting: an array of records, and bitsets of categories.

import Pipelines

/// A `TreePredictor`.
struct HistogramTree {
  /// The sets of categories of an ensemble.
  struct CategorySets {
    /// The sets as words of 32 bits.
    private(set) var sets: [[UInt32]] = []
    private var places: [[UInt32]: Int] = [:]

    /// The place of a set.
    mutating func place(of words: [UInt32]) -> Int {
      if let place = places[words] { return place }
      places[words] = sets.count
      sets.append(words)
      return sets.count - 1
    }
  }

  private let owner: Estimator
  private let fields: [(field: String, values: InertArray)]
  private let count: Int

  /// Reads the predictor's array of nodes.
  init(of predictor: Estimator) throws {
    owner = predictor
    guard case .array(let nodes)? = predictor["nodes"], nodes.shape.count == 1,
      case .records(let fields) = nodes.elements
    else { throw predictor.malformed("nodes", found: "no array of nodes") }
    self.fields = fields
    count = nodes.shape[0]
    guard count > 0 else { throw predictor.malformed("nodes", found: "no nodes") }
  }

  private func integers(_ name: String) throws -> [Int] {
    guard let field = fields.first(where: { $0.field == name })?.values,
      case .integers(let values, _) = field.elements, values.count == count
    else { throw owner.malformed("nodes['\(name)']", found: "no \(count) integers") }
    return values
  }

  private func doubles(_ name: String) throws -> [Double] {
    guard let field = fields.first(where: { $0.field == name })?.values,
      case .doubles(let values, _) = field.elements, values.count == count
    else { throw owner.malformed("nodes['\(name)']", found: "no \(count) numbers") }
    return values
  }

  /// Whether the tree has a field: categories came in 0.24.
  private func has(_ name: String) -> Bool { fields.contains { $0.field == name } }

  /// The tree, adding its sets of categories to `sets`.
  func tree(output: Int, sets: inout CategorySets) throws -> Tree {
    let isLeaf = try integers("is_leaf")
    let left = try integers("left")
    let right = try integers("right")
    let feature = try integers("feature_idx")
    let threshold = try doubles(has("num_threshold") ? "num_threshold" : "threshold")
    let missingLeft = try integers("missing_go_to_left")
    let values = try doubles("value")
    let isCategorical = has("is_categorical") ? try integers("is_categorical") : []
    let bitset = has("bitset_idx") ? try integers("bitset_idx") : []
    let order: TreeOrder
    do {
      order = try TreeOrder(count: count) { isLeaf[$0] != 0 ? nil : (left[$0], right[$0]) }
    } catch {
      throw owner.malformed("nodes[\(error.node)]", found: error.found)
    }
    let words = try bitsets()
    let nodes = try order.splits.map { index in
      var test = TreeNode.Test.lessOrEqual(threshold[index])
      if !isCategorical.isEmpty, isCategorical[index] != 0 {
        let set = bitset[index]
        guard words.indices.contains(set) else {
          throw owner.malformed(
            "nodes[\(index)]", found: "bitset \(set)", expected: "one of \(words.count)")
        }
        test = .category(set: sets.place(of: words[set]))
      }
      return TreeNode(
        feature: feature[index], test: test, missing: missingLeft[index] != 0 ? .left : .right,
        left: order.places[left[index]], right: order.places[right[index]])
    }
    return Tree(
      nodes: nodes, leafValues: order.leaves.map { values[$0] }, output: output,
      leafIdentifiers: order.leaves)
  }

  /// The categories that go left, in words of 32 bits.
  private func bitsets() throws -> [[UInt32]] {
    guard let value = owner.optional("raw_left_cat_bitsets") else { return [] }
    guard case .array(let array) = value, array.shape.count == 2,
      case .integers(let values, _) = array.elements, array.shape[1] > 0
    else {
      throw owner.malformed(
        "raw_left_cat_bitsets", found: value.summary, expected: "a matrix of words")
    }
    let width = array.shape[1]
    return stride(from: 0, to: values.count - values.count % width, by: width).map { start in
      values[start..<start + width].map { UInt32(truncatingIfNeeded: $0) }
    }
  }
}
