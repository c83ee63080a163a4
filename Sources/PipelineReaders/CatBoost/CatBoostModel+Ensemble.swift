// CatBoost's trees as an ensemble of the common form.

import Pipelines

extension CatBoostModel {
  /// The trees over the columns of `features`, whose sum is the raw score before scale and bias.
  /// - Throws: `ReaderError` naming the tree that is wrong.
  func ensemble() throws(ReaderError) -> TreeEnsemble {
    var sets = CategorySets(byteCount: 0)
    var questions: [Question] = []
    for split in splits {
      questions.append(try question(split, &sets))
    }
    var ensemble = TreeEnsemble(
      featureCount: numbers.count + oneHots.count + statistics.count, outputCount: outputCount,
      trees: [], comparison: .single, accumulation: .double,
      base: Array(repeating: 0, count: outputCount))
    ensemble.trees.reserveCapacity(trees.count)
    for (number, tree) in trees.enumerated() {
      switch tree.shape {
      case .symmetric(let splits):
        ensemble.trees.append(try symmetric(number, splits, tree, questions))
      case .free(let nodes): ensemble.trees.append(try free(number, nodes, tree, questions))
      }
    }
    ensemble.categorySets = sets.sets
    do {
      try ensemble.validate()
    } catch {
      throw ReaderError(format: "CatBoost", found: "\(error)", advice: ReaderError.damaged)
    }
    return ensemble
  }

  /// A split as a node asks it.
  private struct Question {
    var feature: Int
    var test: TreeNode.Test
    var missing: TreeNode.Missing
    /// Whether the yes of the split is the node's left: that of categories is.
    var yesIsLeft: Bool

    func node(no: Int, yes: Int) -> TreeNode {
      TreeNode(
        feature: feature, test: test, missing: missing, left: yesIsLeft ? yes : no,
        right: yesIsLeft ? no : yes)
    }
  }

  private func question(
    _ split: Split, _ sets: inout CategorySets
  ) throws(ReaderError) -> Question {
    switch split {
    case .number(let place, let border):
      return Question(
        feature: place, test: .lessOrEqual(Double(border)),
        missing: numbers[place].missingIsAbove ? .right : .left, yesIsLeft: false)
    case .category(let place, let value):
      guard let set = sets.place(ofCodes: [value]) else {
        throw ReaderError(format: "CatBoost", found: "more categories than the memory has room for")
      }
      return Question(
        feature: numbers.count + place, test: .category(set: set), missing: .right,
        yesIsLeft: true)
    case .statistic(let place, let border):
      return Question(
        feature: numbers.count + oneHots.count + place, test: .lessOrEqual(Double(border)),
        missing: .left, yesIsLeft: false)
    }
  }

  private func failure(_ tree: Int, _ found: String) -> ReaderError {
    ReaderError(format: "CatBoost", found: "tree \(tree): \(found)", advice: ReaderError.damaged)
  }

  /// The complete tree of a list of splits, the last of which the root asks.
  private func symmetric(
    _ number: Int, _ splits: [Int], _ tree: Tree, _ questions: [Question]
  ) throws(ReaderError) -> Pipelines.Tree {
    guard splits.allSatisfy(questions.indices.contains) else {
      throw failure(number, "a split that does not exist; there are \(questions.count)")
    }
    guard splits.count < 32, tree.leafValues.count == outputCount << splits.count else {
      throw failure(number, "\(tree.leafValues.count) leaf values at depth \(splits.count)")
    }
    let nodeCount = 1 << splits.count - 1
    var nodes: [TreeNode] = []
    nodes.reserveCapacity(nodeCount)
    for (level, split) in splits.reversed().enumerated() {
      for index in 1 << level - 1..<2 << level - 1 {
        func child(_ turn: Int) -> Int {
          let place = 2 * index + 1 + turn
          return place < nodeCount ? place : ~(place - nodeCount)
        }
        nodes.append(questions[split].node(no: child(0), yes: child(1)))
      }
    }
    return Pipelines.Tree(
      nodes: nodes, leafValues: tree.leafValues, valuesPerLeaf: outputCount)
  }

  /// A tree of any shape.
  private func free(
    _ number: Int, _ nodes: [Node], _ tree: Tree, _ questions: [Question]
  ) throws(ReaderError) -> Pipelines.Tree {
    let count = nodes.count
    // A node's own leaf is numbered behind all nodes; a node that only has a leaf is that leaf.
    func place(_ child: Int?, of node: Int) -> Int { child ?? count + node }
    let order: TreeOrder
    do throws(TreeOrder.Fault) {
      order = try TreeOrder(count: 2 * count) { index in
        guard index < count, nodes[index].left != nil || nodes[index].right != nil else {
          return nil
        }
        return (place(nodes[index].left, of: index), place(nodes[index].right, of: index))
      }
    } catch {
      throw failure(number, "node \(error.node): \(error.found)")
    }
    var result = Pipelines.Tree(
      nodes: [], leafValues: [], valuesPerLeaf: outputCount, leafIdentifiers: [])
    for index in order.splits {
      let node = nodes[index]
      guard questions.indices.contains(node.split) else {
        throw failure(number, "split \(node.split), but there are \(questions.count)")
      }
      result.nodes.append(
        questions[node.split].node(
          no: order.places[place(node.left, of: index)],
          yes: order.places[place(node.right, of: index)]))
    }
    for index in order.leaves {
      guard let leaf = nodes[index < count ? index : index - count].leaf, leaf >= 0,
        leaf < tree.leafValues.count / outputCount
      else { throw failure(number, "node \(index): a leaf that does not exist") }
      result.leafIdentifiers.append(leaf)
      result.leafValues += tree.leafValues[leaf * outputCount..<(leaf + 1) * outputCount]
    }
    return result
  }
}
