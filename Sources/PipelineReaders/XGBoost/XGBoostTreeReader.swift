// One tree of an XGBoost model: parallel arrays, a leaf where there is no left child.

import Pipelines

/// Reads the trees of a model whose sizes are known.
struct XGBoostTreeReader {
  let featureCount: Int
  let outputCount: Int
  /// The category sets of the trees read so far.
  var sets: CategorySets
  /// Which features some tree tests as category codes.
  private(set) var hasCodes: [Bool]

  /// The largest category that XGBoost's trees can hold.
  private static let largestCategory = 1 << 24

  init(featureCount: Int, outputCount: Int, byteCount: Int) {
    self.featureCount = featureCount
    self.outputCount = outputCount
    sets = CategorySets(byteCount: byteCount)
    hasCodes = Array(repeating: false, count: featureCount)
  }

  /// Reads a tree.
  ///
  /// - Parameters:
  ///   - json: the tree.
  ///   - output: the output that the tree's leaves are added to.
  ///   - weight: what its leaves are multiplied by (`dart`).
  mutating func read(
    _ json: LocatedJSON, output: Int, weight: Float
  ) throws(ReaderError) -> Tree {
    let columns = try Columns(json)
    let order: TreeOrder
    do throws(TreeOrder.Fault) {
      order = try TreeOrder(count: columns.left.count) { node in
        columns.left[node] < 0 ? nil : (columns.left[node], columns.right[node])
      }
    } catch {
      throw json.error("node \(error.node): \(error.found)", expected: "a tree")
    }
    let categories = try categorySlices(json, nodeCount: columns.left.count)
    var nodes: [TreeNode] = []
    nodes.reserveCapacity(order.splits.count)
    for index in order.splits {
      nodes.append(try node(index, columns, categories, order, json))
    }
    let (values, width) = try leafValues(json, columns, order)
    return Tree(
      nodes: nodes, leafValues: values.map { Double(Float($0) * weight) }, valuesPerLeaf: width,
      output: output, leafIdentifiers: order.leaves)
  }

  /// The arrays with one element a node.
  private struct Columns {
    let left: [Int]
    let right: [Int]
    let features: [Int]
    let conditions: [Double]
    let defaultLeft: [Bool]
    let isCategorical: [Bool]

    init(_ json: LocatedJSON) throws(ReaderError) {
      left = try json.member("left_children").integers()
      guard !left.isEmpty else { throw json.error("a tree without nodes") }
      let count = left.count
      right = try json.member("right_children").integers(count: count)
      features = try json.member("split_indices").integers(count: count)
      conditions = try json.member("split_conditions").doubles(count: count)
      defaultLeft = try json.member("default_left").flags(count: count)
      // Files from before categories have no split types.
      isCategorical =
        try json.optional("split_type")?.flags(count: count)
        ?? Array(repeating: false, count: count)
    }
  }

  private mutating func node(
    _ index: Int, _ columns: Columns, _ categories: [Int: ArraySlice<Int>], _ order: TreeOrder,
    _ json: LocatedJSON
  ) throws(ReaderError) -> TreeNode {
    let feature = columns.features[index]
    guard (0..<featureCount).contains(feature) else {
      throw json.error(
        "node \(index): feature index \(feature), but the model has \(featureCount) features")
    }
    let left = order.places[columns.left[index]]
    let right = order.places[columns.right[index]]
    let goesLeft = columns.defaultLeft[index]
    guard columns.isCategorical[index] else {
      let threshold = Float(columns.conditions[index])
      guard !threshold.isNaN else {
        throw json.error("node \(index): a threshold that is not a number")
      }
      return TreeNode(
        feature: feature, test: .less(Double(threshold)), missing: goesLeft ? .left : .right,
        left: left, right: right)
    }
    guard let codes = categories[index] else {
      throw json.error("node \(index): a split by categories without categories")
    }
    guard codes.allSatisfy((0...Self.largestCategory).contains) else {
      throw json.error(
        "node \(index): a category code out of range", expected: "0 to \(Self.largestCategory)")
    }
    guard let set = sets.place(ofCodes: codes) else {
      throw json.error(
        "node \(index): sets of categories far larger than the file", expected: "smaller codes")
    }
    hasCodes[feature] = true
    // The file lists the categories that go right; the nodes of an ensemble those that go left.
    return TreeNode(
      feature: feature, test: .category(set: set), missing: goesLeft ? .right : .left,
      left: right, right: left)
  }

  /// By node: the categories that go right.
  private func categorySlices(
    _ json: LocatedJSON, nodeCount: Int
  ) throws(ReaderError) -> [Int: ArraySlice<Int>] {
    guard let nodes = try json.optional("categories_nodes")?.integers(), !nodes.isEmpty else {
      return [:]
    }
    let categories = try json.member("categories").integers()
    let starts = try json.member("categories_segments").integers(count: nodes.count)
    let sizes = try json.member("categories_sizes").integers(count: nodes.count)
    var slices: [Int: ArraySlice<Int>] = [:]
    for (position, node) in nodes.enumerated() {
      let (start, size) = (starts[position], sizes[position])
      guard start >= 0, size >= 0, start <= categories.count, size <= categories.count - start
      else {
        throw json.error(
          "node \(node): categories \(start) to \(start &+ size) of \(categories.count)")
      }
      slices[node] = categories[start..<start + size]
    }
    return slices
  }

  /// The values of the leaves in their new order, and how many a leaf has.
  private func leafValues(
    _ json: LocatedJSON, _ columns: Columns, _ order: TreeOrder
  ) throws(ReaderError) -> (values: [Double], width: Int) {
    let width =
      try json.optional("tree_param")?.optional("size_leaf_vector")?
      .count(in: 0...Int(Int32.max)) ?? 1
    guard width > 1 else { return (order.leaves.map { columns.conditions[$0] }, 1) }
    guard width == outputCount else {
      throw json.error("leaves of \(width) values", expected: "\(outputCount), one for each output")
    }
    var values: [Double] = []
    // Since 3.2 leaves have values of their own, numbered by the right child; before, every node has.
    let separate = try json.optional("leaf_weights")?.doubles()
    let all = if let separate { separate } else { try json.member("base_weights").doubles() }
    for leaf in order.leaves {
      let row = separate == nil ? leaf : columns.right[leaf]
      let (start, overflow) = row.multipliedReportingOverflow(by: width)
      guard !overflow, start >= 0, start <= all.count - width else {
        throw json.error("node \(leaf): leaf \(row), but there are \(all.count / width)")
      }
      values += all[start..<start + width]
    }
    return (values, width)
  }
}
