// Trees laid out for the kernels that compare ranks: the lists that `wh_ranked_trees` points at.

import CKernels
import TensorIR

/// The trees of an ensemble, each in its cheapest form.
struct RankedLayout {
  private(set) var trees: [wh_ranked_tree] = []
  private(set) var nodeColumns: [UInt16] = []
  private(set) var nodeRanks: [UInt16] = []
  private(set) var nodeSlots: [UInt8] = []
  private(set) var memberColumns: [UInt16] = []
  private(set) var memberSets: [UInt8] = []
  private(set) var memberSlots: [UInt8] = []
  private(set) var walkNodes: [UInt32] = []
  private(set) var children: [UInt16] = []
  /// The leaf, numbered over all trees, at each place of each tree.
  private(set) var leaves: [Int32] = []
  /// The most leaves of a diagram.
  private(set) var diagramLeaves = 0

  private let tables: TreeTables
  private let columns: RankedColumns
  private let rankBits: Int

  /// The most bytes of nodes that rows walk to.
  private static let largestWalk = 1 << 26

  /// Lays out the trees; `nil` where one has no form.
  init?(_ tables: TreeTables, columns: RankedColumns, rankBytes: Int, instructions: Int32) {
    self.tables = tables
    self.columns = columns
    rankBits = 8 * rankBytes
    let costs = RankedCosts(instructions: instructions, rankBytes: rankBytes)
    for root in tables.roots {
      let shape = RankedShape(root, of: tables)
      guard let form = shape.form(costs, tables), append(shape, as: form),
        walkNodes.count * 4 <= Self.largestWalk
      else { return nil }
    }
    countRuns()
  }

  /// Appends a tree; `false` where a set has a code that a byte does not hold.
  private mutating func append(_ shape: RankedShape, as form: RankedForm) -> Bool {
    var tree = wh_ranked_tree()
    tree.first_node = UInt32(nodeColumns.count)
    tree.first_member = UInt32(memberColumns.count)
    tree.first_leaf = UInt32(leaves.count)
    switch form {
    case .symmetric(let depth):
      (tree.form, tree.masked_levels) = (UInt8(WH_SYMMETRIC), UInt8(depth))
      for level in 0..<depth {
        guard append(node: shape.nodes[(1 << level) - 1], slot: level) else { return false }
      }
      appendLeaves(of: shape, depth: depth)
    case .complete(let depth, let masked):
      tree.form = UInt8(WH_COMPLETE)
      (tree.masked_levels, tree.walked_levels) = (UInt8(masked), UInt8(depth - masked))
      for (node, place) in zip(shape.nodes, shape.places) where place < 1 << masked {
        guard append(node: node, slot: place) else { return false }
      }
      tree.first_walk = UInt32(walkNodes.count)
      appendWalk(of: shape, depth: depth)
      appendLeaves(of: shape, depth: depth)
    case .diagram:
      tree.form = UInt8(WH_DIAGRAM)
      tree.first_walk = UInt32(children.count / 2)
      guard appendDiagram(of: shape) else { return false }
    }
    tree.node_count = UInt16(nodeColumns.count - Int(tree.first_node))
    tree.member_count = UInt16(memberColumns.count - Int(tree.first_member))
    trees.append(tree)
    return true
  }

  private mutating func append(node: Int, slot: Int) -> Bool {
    if tables.sets[node] >= 0 {
      guard let set = codesToTheRight(at: node) else { return false }
      memberColumns.append(columns.columnOfNode[node])
      memberSets += set
      memberSlots.append(UInt8(slot))
    } else {
      nodeColumns.append(columns.columnOfNode[node])
      nodeRanks.append(columns.rankOfNode[node])
      nodeSlots.append(UInt8(slot))
    }
    return true
  }

  /// A bit for each code that goes right at a node of categories.
  private func codesToTheRight(at node: Int) -> [UInt8]? {
    var bits = [UInt8](repeating: 0xff, count: 32)
    func goesLeft(_ code: Int) { bits[code / 8] &= ~(1 << UInt8(code % 8)) }
    let set = Int(tables.sets[node])
    let words = tables.setWords[Int(tables.setOffsets[set])..<Int(tables.setOffsets[set + 1])]
    for (place, word) in words.enumerated() where word != 0 {
      for bit in 0..<32 where (UInt32(bitPattern: word) >> UInt32(bit)) & 1 == 1 {
        guard 32 * place + bit < Int(WH_CODE_MISSING) else { return nil }
        goesLeft(32 * place + bit)
      }
    }
    if tables.flags[node] & TreeTables.nanLeft != 0 { goesLeft(Int(WH_CODE_MISSING)) }
    return bits
  }

  /// The nodes of a complete tree by their places; where it has none, one that sends every row left.
  private mutating func appendWalk(of shape: RankedShape, depth: Int) {
    let first = walkNodes.count
    walkNodes += [UInt32](repeating: (1 << UInt32(rankBits)) - 1, count: 1 << depth)
    for (node, place) in zip(shape.nodes, shape.places) where tables.sets[node] < 0 {
      walkNodes[first + place] =
        UInt32(columns.columnOfNode[node]) * UInt32(WH_RANKED_ROWS) << UInt32(rankBits)
        | UInt32(columns.rankOfNode[node])
    }
  }

  /// The leaves of a complete tree: one above the last level stands at every place below it.
  private mutating func appendLeaves(of shape: RankedShape, depth: Int) {
    let start = leaves.count
    leaves += [Int32](repeating: 0, count: 1 << depth)
    for (leaf, place, level) in shape.leaves {
      let width = 1 << (depth - level)
      let first = start + (place - (1 << level)) * width
      for place in first..<first + width { leaves[place] = Int32(leaf) }
    }
  }

  /// The nodes from the last up to the root, and the leaves in order.
  private mutating func appendDiagram(of shape: RankedShape) -> Bool {
    let count = shape.nodes.count
    var numbers: [Int32: UInt16] = [:]
    for (number, leaf) in shape.leaves.enumerated() {
      numbers[~Int32(leaf.leaf)] = UInt16(number)
      leaves.append(Int32(leaf.leaf))
    }
    for (level, node) in shape.nodes.enumerated() {
      numbers[Int32(node)] = UInt16(Int(WH_DIAGRAM_LEAVES) + count - 1 - level)
    }
    for (slot, node) in shape.nodes.reversed().enumerated() {
      guard append(node: node, slot: slot) else { return false }
      for side in 0..<2 { children.append(numbers[tables.children[2 * node + side]] ?? 0) }
    }
    diagramLeaves = max(diagramLeaves, shape.leaves.count)
    return true
  }

  /// How many trees from each one have its form and depth: rows walk them side by side.
  private mutating func countRuns() {
    for place in trees.indices.reversed() {
      trees[place].run = 1
      guard place + 1 < trees.count else { continue }
      let next = trees[place + 1]
      let depth = trees[place].masked_levels + trees[place].walked_levels
      if trees[place].form == next.form, depth == next.masked_levels + next.walked_levels {
        trees[place].run = next.run == .max ? .max : next.run + 1
      }
    }
  }
}
