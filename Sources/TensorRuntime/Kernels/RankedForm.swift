// The form in which a tree is compared by ranks, and what it costs.

import CKernels
import TensorIR

/// How one tree is evaluated for a block of rows (CKernels/trees_ranked.h).
enum RankedForm: Hashable {
  /// As a complete tree of `depth` levels, of which `masked` are compared for all rows.
  case complete(depth: Int, masked: Int)
  /// As a complete tree whose nodes are one a level.
  case symmetric(depth: Int)
  /// From the leaves up.
  case diagram

  /// The deepest tree that is filled up to a complete one.
  static let deepest = 12
}

/// What the parts of an evaluation cost: in units of comparing one node on AVX-512 by ranks of one byte, fitted
/// on 500 trees of depth 5 and 8.
struct RankedCosts {
  /// Comparing a node.
  let node: Int
  /// Choosing among two numbers of leaves at a node of a diagram.
  let choice: Int
  /// A level that rows walk.
  let walkedLevel = 90

  init(instructions: Int32, rankBytes: Int) {
    switch Int(instructions) {
    case WH_X86_64_V4: (node, choice) = (rankBytes, 6)
    case WH_X86_64_V3: (node, choice) = (2 * rankBytes, 8)
    default: (node, choice) = (8 * rankBytes, 12)
    }
  }
}

/// The shape of one tree: what its possible forms are.
struct RankedShape {
  /// Its nodes, level by level.
  private(set) var nodes: [Int] = []
  /// The place of each in a complete tree: the root is at 1, the children of `p` are at `2p` and `2p + 1`.
  private(set) var places: [Int] = []
  /// The leaves, with their places on their own levels.
  private(set) var leaves: [(leaf: Int, place: Int, level: Int)] = []
  /// The longest path, in steps; no more than one above `RankedForm.deepest` of it is followed by places.
  private(set) var depth = 0
  /// Whether a node tests categories.
  private var hasMembers = false

  /// Walks the tree at `root`, whose nodes are numbered over all trees.
  init(_ root: Int32, of tables: TreeTables) {
    var level: [(source: Int32, place: Int)] = [(root, 1)]
    while true {
      var next: [(source: Int32, place: Int)] = []
      for (source, place) in level {
        guard source >= 0 else {
          leaves.append((Int(~source), place, depth))
          continue
        }
        let node = Int(source)
        nodes.append(node)
        places.append(place)
        hasMembers = hasMembers || tables.sets[node] >= 0
        // Places of trees too deep to be complete are not asked for.
        let child = depth < 60 ? 2 * place : 0
        next.append((tables.children[2 * node], child))
        next.append((tables.children[2 * node + 1], child + 1))
      }
      if next.isEmpty { break }
      depth += 1
      level = next
    }
  }

  /// The cheapest form; `nil` where none applies.
  func form(_ costs: RankedCosts, _ tables: TreeTables) -> RankedForm? {
    if nodes.isEmpty { return .complete(depth: 0, masked: 0) }
    if isSymmetric(tables) { return .symmetric(depth: depth) }
    var best: (cost: Int, form: RankedForm)?
    if leaves.count <= Int(WH_DIAGRAM_LEAVES) {
      best = (nodes.count * (costs.node + costs.choice), .diagram)
    }
    let filled = 1 << min(depth, 60)
    let isDense = filled <= max(1 << Int(WH_RANKED_LEVELS), 4 * leaves.count)
    guard depth <= RankedForm.deepest, isDense else { return best?.form }
    // Rows do not walk through tests of categories.
    for masked in (hasMembers ? depth : 0)...depth where masked <= Int(WH_RANKED_LEVELS) {
      let compared = places.count { $0 < 1 << masked }
      let cost =
        compared * costs.node + (1 << masked) / 8 + (depth - masked) * costs.walkedLevel
      if cost < best?.cost ?? .max { best = (cost, .complete(depth: depth, masked: masked)) }
    }
    return best?.form
  }

  /// Whether the tree is complete and all nodes of a level compare the same.
  private func isSymmetric(_ tables: TreeTables) -> Bool {
    guard depth >= 1, depth <= Int(WH_RANKED_LEVELS), leaves.count == 1 << depth, !hasMembers,
      nodes.count == (1 << depth) - 1
    else { return false }
    return zip(nodes, places).allSatisfy { node, place in
      // The first of its level stands at the power of two below.
      let first = nodes[(1 << (Int.bitWidth - 1 - place.leadingZeroBitCount)) - 1]
      return tables.features[node] == tables.features[first]
        && tables.flags[node] == tables.flags[first]
        && tables.thresholds[node] == tables.thresholds[first]
    }
  }
}
