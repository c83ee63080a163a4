// The leaves that rows reach, summed or compared.

import PipelineCompiler
import Pipelines
import TensorIR
import Tensors

/// The scores of an ensemble for the rows of a matrix.
struct TreeSums {
  /// What is done with the leaves of a target.
  enum Aggregation: String {
    case average = "AVERAGE"
    case sum = "SUM"
    case min = "MIN"
    case max = "MAX"

    init(_ name: String, _ node: GraphNode) throws {
      guard let aggregation = Aggregation(rawValue: name) else {
        throw node.error("the aggregate '\(name)'")
      }
      self = aggregation
    }
  }

  private let c: NodeContext
  private let features: ValueID
  private let trees: GraphTrees
  private let targetCount: Int
  private let isDouble: Bool

  init(
    _ c: NodeContext, _ x: ValueID, _ trees: GraphTrees, targetCount: Int, isDouble: Bool
  ) throws {
    self.c = c
    self.trees = trees
    self.targetCount = targetCount
    self.isDouble = isDouble
    let numbers = try c.b.cast(x, isDouble ? .f64 : .f32)
    features = try Self.appending(trees.tests, to: numbers, c)
  }

  private var dtype: DType { isDouble ? .f64 : .f32 }

  /// The scores `[rows, targets]`; the base is added at the end, one number or one for each target.
  func scores(_ aggregation: Aggregation, base: [Double]) throws -> ValueID {
    let scores: ValueID
    switch aggregation {
    case .sum: scores = try sums { $0 }
    case .average:
      scores = try c.b.divide(
        sums { $0 }, c.number(Double(max(trees.trees.count, 1)), like: features))
    case .min, .max: scores = try extremes(isMaximum: aggregation == .max)
    }
    guard !base.isEmpty else { return scores }
    return try c.b.add(scores, c.constant(base, [1, base.count], dtype))
  }

  /// For each target whether a leaf with a weight for it was reached, `bool [rows, targets]`; `nil`
  /// where every row reaches one for every target.
  func reached() throws -> ValueID? {
    let everywhere = (0..<targetCount).allSatisfy { target in
      trees.trees.contains { tree in
        tree.leafIdentifiers.allSatisfy { leaf in
          trees.leaves.places(of: leaf).contains { trees.leaves.targets[$0] == target }
        }
      }
    }
    if everywhere { return nil }
    let counts = try sums { _ in 1 }
    return try c.b.compare(counts, c.number(0, like: counts), .greater)
  }

  /// The sums over the trees of what `value` makes of the leaves' weights.
  private func sums(_ value: (Double) -> Double) throws -> ValueID {
    let precision: TreeEnsemble.Precision = isDouble ? .double : .single
    return try c.lower(
      TreeEnsemble(
        featureCount: trees.width, outputCount: targetCount,
        trees: trees.trees.map { filled($0, value) }, comparison: precision,
        accumulation: precision, base: Array(repeating: 0, count: targetCount)), features)
  }

  /// The tree with its leaves' weights: one value for a tree of one target, or one for each target.
  private func filled(_ tree: Tree, _ value: (Double) -> Double) -> Tree {
    var tree = tree
    let leaves = trees.leaves
    var places: [Range<Int>] = []
    places.reserveCapacity(tree.leafIdentifiers.count)
    for leaf in tree.leafIdentifiers { places.append(leaves.places(of: leaf)) }
    let output = places.first { !$0.isEmpty }.map { leaves.targets[$0.lowerBound] } ?? 0
    let hasOneOutput = places.allSatisfy { $0.allSatisfy { leaves.targets[$0] == output } }
    tree.output = output
    tree.valuesPerLeaf = hasOneOutput ? 1 : targetCount
    var values = [Double](repeating: 0, count: places.count * tree.valuesPerLeaf)
    for (leaf, places) in places.enumerated() {
      for place in places {
        let target = hasOneOutput ? 0 : leaves.targets[place]
        values[leaf * tree.valuesPerLeaf + target] += value(leaves.weights[place])
      }
    }
    tree.leafValues = values
    return tree
  }

  /// The largest or smallest weight of the leaves that are reached; 0 for a target without any.
  private func extremes(isMaximum: Bool) throws -> ValueID {
    let b = c.b
    let none = isMaximum ? -Double.infinity : .infinity
    var table = [Double](repeating: none, count: trees.leaves.count * targetCount)
    for leaf in 0..<trees.leaves.count {
      for listed in trees.leaves.places(of: leaf) {
        let weight = trees.leaves.weights[listed]
        let place = leaf * targetCount + trees.leaves.targets[listed]
        table[place] = isMaximum ? max(table[place], weight) : min(table[place], weight)
      }
    }
    let ensemble = TreeEnsemble(
      featureCount: trees.width, outputCount: 1, trees: trees.trees,
      comparison: isDouble ? .double : .single, accumulation: .double, base: [0])
    let leaves = try c.lower(TreeLeaves(ensemble: ensemble), features)
    let values = try b.gather(
      c.constant(table, Shape([trees.leaves.count, targetCount]), dtype), leaves, axis: 0)
    let extreme =
      isMaximum ? try b.reduceMax(values, axes: [1]) : try b.reduceMin(values, axes: [1])
    let isNone = try b.compare(extreme, c.number(none, like: extreme), .equal)
    return try b.select(isNone, c.number(0, like: extreme), extreme)
  }

  /// The features with a column behind them for each test.
  private static func appending(
    _ tests: [MembershipTest], to x: ValueID, _ c: NodeContext
  ) throws -> ValueID {
    guard !tests.isEmpty else { return x }
    let b = c.b
    let zero = try c.number(0, like: x)
    let one = try c.number(1, like: x)
    var columns = [x]
    // Tests of as many members are done together.
    var order: [Int] = []
    for (size, group) in Dictionary(grouping: tests.indices, by: { tests[$0].members.count })
      .sorted(by: { $0.key < $1.key })
    {
      let source = try b.gather(
        x, b.constant(Tensor(group.map { Int64(tests[$0].feature) })), axis: 1)
      var isMember: ValueID?
      for place in 0..<size {
        let members = try c.constantRow(group.map { tests[$0].members[place] }, like: x)
        let isEqual = try b.compare(source, members, .equal)
        isMember = try isMember.map { try b.logicalOr($0, isEqual) } ?? isEqual
      }
      let result =
        try isMember.map { try b.select($0, one, zero) } ?? b.broadcast(zero, toShapeOf: source)
      columns.append(try b.select(b.isNaN(source), source, result))
      order += group
    }
    // Back into the order of the tests.
    let behind = try b.concatenate(Array(columns.dropFirst()), axis: 1)
    var places = [Int64](repeating: 0, count: tests.count)
    for (place, test) in order.enumerated() { places[test] = Int64(place) }
    return try b.concatenate(
      [x, b.gather(behind, b.constant(Tensor(places)), axis: 1)], axis: 1)
  }
}
