// The trees of a binary CatBoost model: parallel vectors of `TModelTrees`.

/// Reads a model's trees.
struct CatBoostTreeReader {
  private let table: FlatTable

  init(_ table: FlatTable) { self.table = table }

  func read(into model: inout CatBoostModel) throws(ReaderError) {
    let values = try table.doubles(8)
    let outputs = try table.integer(0)
    guard (1...max(1, values.count, table.buffer.bytes.count)).contains(outputs) else {
      throw table.error("\(outputs) outputs of trees with \(values.count) leaf values")
    }
    model.outputCount = outputs
    model.scale = try table.double(14, default: 1)
    let biases = try table.doubles(16)
    model.bias =
      biases.isEmpty ? Array(repeating: try table.double(15), count: outputs) : biases
    guard model.bias.count == outputs else {
      throw table.error("\(model.bias.count) biases for \(outputs) outputs")
    }
    let splits = try table.integers(1)
    let sizes = try table.integers(2)
    let starts = try table.integers(3)
    guard starts.count == sizes.count || starts.isEmpty else {
      throw table.error("\(starts.count) starts of \(sizes.count) trees")
    }
    let steps = try table.numbers(10, of: UInt32.self)
    let leaves = try table.numbers(11, of: UInt32.self)
    guard steps.isEmpty || (steps.count == splits.count && leaves.count == splits.count) else {
      throw table.error("\(steps.count) nodes of \(splits.count) splits")
    }
    var next = 0
    var firstValue = 0
    for (number, size) in sizes.enumerated() {
      let start = starts.isEmpty ? next : starts[number]
      guard size >= 0, start >= 0, start <= splits.count, size <= splits.count - start else {
        throw table.error("tree \(number): splits \(start) to \(start + size) of \(splits.count)")
      }
      next = start + size
      let range = start..<next
      if steps.isEmpty {
        let count = outputs << min(size, 32)
        guard size < 32, count <= values.count - firstValue else {
          throw table.error("tree \(number): depth \(size), but too few leaf values")
        }
        model.trees.append(
          CatBoostModel.Tree(
            shape: .symmetric(splits: Array(splits[range])),
            leafValues: Array(values[firstValue..<firstValue + count])))
        firstValue += count
      } else {
        model.trees.append(
          try tree(number, splits[range], steps[range], leaves[range], values, outputs))
      }
    }
  }

  /// A tree whose nodes say how far it is to their children.
  private func tree(
    _ number: Int, _ splits: ArraySlice<Int>, _ steps: ArraySlice<UInt32>,
    _ leaves: ArraySlice<UInt32>, _ values: [Double], _ outputs: Int
  ) throws(ReaderError) -> CatBoostModel.Tree {
    let start = splits.startIndex
    var nodes: [CatBoostModel.Node] = []
    var places: [Int] = []
    for index in splits.indices {
      // Two distances of 16 bits, 0 where the path ends.
      let (left, right) = (Int(steps[index] & 0xFFFF), Int(steps[index] >> 16))
      var node = CatBoostModel.Node(split: splits[index], left: nil, right: nil, leaf: nil)
      if left != 0 { node.left = index - start + left }
      if right != 0 { node.right = index - start + right }
      if left == 0 || right == 0 {
        let place = Int(leaves[index])
        guard place <= values.count - outputs else {
          throw table.error("tree \(number): leaf values \(place) of \(values.count)")
        }
        node.leaf = place
        places.append(place)
      }
      nodes.append(node)
    }
    // Leaves are numbered from the first of the tree's values.
    let first = places.min() ?? 0
    let count = ((places.max() ?? 0) - first) / outputs + 1
    guard places.allSatisfy({ ($0 - first).isMultiple(of: outputs) }), count <= nodes.count else {
      throw table.error("tree \(number): leaves that do not lie side by side")
    }
    for index in nodes.indices {
      nodes[index].leaf = nodes[index].leaf.map { ($0 - first) / outputs }
    }
    return CatBoostModel.Tree(
      shape: .free(nodes), leafValues: Array(values[first..<first + count * outputs]))
  }
}
