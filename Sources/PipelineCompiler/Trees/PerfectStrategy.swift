// Perfect tree traversal: trees filled up to their depth (Hummingbird, OSDI 2020, section 4.1).

import TensorIR
import Tensors

/// Every tree becomes a perfect one, so that the children of place `p` of a level are `2p` and
/// `2p + 1` of the next, and no table of children is needed.
///
/// Where a path of the tree ends early, its leaf is repeated below; which way a row goes there does
/// not matter.
struct PerfectStrategy {
  /// The most places that the lowest level may have over all trees.
  static let mostLeaves = 1 << 24

  let trees: [CanonicalEnsemble.Tree]
  let builder: FunctionBuilder

  /// Whether perfect trees of `depth` stay within `mostLeaves`.
  static func fits(_ treeCount: Int, depth: Int) -> Bool {
    depth < 40 && treeCount << depth <= mostLeaves
  }

  /// The leaves `i64[rows, trees]`, numbered over all trees, of the rows of `x`.
  /// - Throws: `CompilerError` where the perfect trees would be too large.
  func leaves(_ x: ValueID) throws -> ValueID {
    let depth = trees.map(\.depth).max() ?? 0
    guard Self.fits(trees.count, depth: depth) else {
      throw CompilerError(
        at: "tree ensemble",
        "\(trees.count) trees of depth \(depth) are too large as perfect trees; "
          + "use another strategy")
    }
    let type = builder.tensorType(of: x)
    // `~leaf` or a node of its tree, for each place of the level at hand.
    var places = trees.map { [$0.nodes.isEmpty ? ~$0.firstLeaf : 0] }
    let start = Tensor((0..<trees.count).map(Int64.init), shape: [1, trees.count])
    var position = try builder.broadcast(
      builder.constant(start, named: "trees"), to: [type.dimensions[0], .fixed(trees.count)])
    for level in 0..<depth {
      position = try step(x, position, places, level: level)
      places = zip(trees, places).map { tree, places in
        places.flatMap { $0 < 0 ? [$0, $0] : [tree.nodes[$0].left, tree.nodes[$0].right] }
      }
    }
    let leaves = Tensor(places.joined().map { Int64(~$0) })
    return try builder.gather(builder.constant(leaves, named: "leaves"), position, axis: 0)
  }

  private func step(
    _ x: ValueID, _ position: ValueID, _ places: [[Int]], level: Int
  ) throws -> ValueID {
    var features: [Int64] = []
    var thresholds: [Double] = []
    var nanLeft: [Bool] = []
    for (tree, places) in zip(trees, places) {
      for place in places {
        let node = place < 0 ? nil : tree.nodes[place]
        features.append(Int64(node?.feature ?? 0))
        thresholds.append(node?.threshold ?? 0)
        nanLeft.append(node?.nanGoesLeft ?? true)
      }
    }
    let dtype = builder.tensorType(of: x).dtype
    let limits = dtype == .f32 ? Tensor(thresholds.map(Float.init)) : Tensor(thresholds)
    let feature = try builder.gather(
      builder.constant(Tensor(features), named: "level\(level).features"), position, axis: 0)
    let value = try builder.gatherAlong(x, feature, axis: 1)
    let limit = try builder.gather(
      builder.constant(limits, named: "level\(level).thresholds"), position, axis: 0)
    let missing = try builder.gather(
      builder.constant(Tensor(nanLeft), named: "level\(level).nan.left"), position, axis: 0)
    let goesLeft = try builder.select(
      builder.isNaN(value), missing, builder.compare(value, limit, .lessOrEqual))
    let right = try builder.cast(builder.logicalNot(goesLeft), .i64)
    return try builder.add(builder.multiply(position, builder.scalar(2, .i64)), right)
  }
}
