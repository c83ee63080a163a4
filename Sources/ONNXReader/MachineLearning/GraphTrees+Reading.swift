// The lists of nodes of `TreeEnsembleClassifier`, `TreeEnsembleRegressor` and `TreeEnsemble`.

import ONNXSchema
import Tensors

extension GraphTrees {
  /// The trees of the operators before version 5, whose targets are called `prefix`: `target` or `class`.
  init(listed node: GraphNode, prefix: String, targetCount: Int, featureCount: Int) throws {
    let treeIDs = node.ints("nodes_treeids") ?? []
    let nodeIDs = node.ints("nodes_nodeids") ?? []
    let features = node.ints("nodes_featureids") ?? []
    let modes = try node.branchModes()
    let values = try node.numbers("nodes_values") ?? []
    var yes = node.ints("nodes_truenodeids") ?? []
    var no = node.ints("nodes_falsenodeids") ?? []
    let tracks = node.ints("nodes_missing_value_tracks_true") ?? []
    let count = treeIDs.count
    guard nodeIDs.count == count, features.count == count, modes.count == count,
      values.count == count, yes.count == count, no.count == count,
      tracks.isEmpty || tracks.count == count
    else { throw node.error("lists of nodes of different lengths") }
    let places = try NodePlaces(trees: treeIDs, nodes: nodeIDs, of: node)
    var roots: [Int] = []
    for index in 0..<count {
      if index == 0 || treeIDs[index] != treeIDs[index - 1] { roots.append(index) }
      guard modes[index] != nil else { continue }
      yes[index] = try places.place(of: yes[index], in: treeIDs[index])
      no[index] = try places.place(of: no[index], in: treeIDs[index])
    }
    let weightTrees = node.ints("\(prefix)_treeids") ?? []
    let weightNodes = node.ints("\(prefix)_nodeids") ?? []
    let targets = node.ints("\(prefix)_ids") ?? []
    let weights = try node.numbers("\(prefix)_weights") ?? []
    guard weightNodes.count == weightTrees.count, targets.count == weightTrees.count,
      weights.count == weightTrees.count, targets.allSatisfy((0..<targetCount).contains)
    else { throw node.error("lists of leaves' weights that do not fit each other") }
    var leaves = weightNodes
    for index in leaves.indices {
      leaves[index] = try places.place(of: leaves[index], in: weightTrees[index])
    }
    let nodes = ListedNodes(
      modes: modes, features: features, values: values, tracksMissing: tracks, yes: yes, no: no,
      weights: LeafWeights(leafCount: count, leaves: leaves, targets: targets, weights: weights))
    try self.init(nodes, roots: roots, featureCount: featureCount, node: node)
  }

  /// The trees of `TreeEnsemble`, whose leaves are listed apart from its nodes.
  init(numbered node: GraphNode, targetCount: Int, featureCount: Int) throws {
    let features = node.ints("nodes_featureids") ?? []
    let modes = try node.bytes("nodes_modes")
    let splits = try node.tensor("nodes_splits")?.doubles() ?? []
    let yes = node.ints("nodes_truenodeids") ?? []
    let no = node.ints("nodes_falsenodeids") ?? []
    let yesIsLeaf = node.ints("nodes_trueleafs") ?? []
    let noIsLeaf = node.ints("nodes_falseleafs") ?? []
    let tracks = node.ints("nodes_missing_value_tracks_true") ?? []
    let leafTargets = node.ints("leaf_targetids") ?? []
    let leafWeights = try node.tensor("leaf_weights")?.doubles() ?? []
    let count = features.count
    guard modes.count == count, splits.count == count, yes.count == count, no.count == count,
      yesIsLeaf.count == count, noIsLeaf.count == count, tracks.isEmpty || tracks.count == count,
      leafTargets.count == leafWeights.count,
      leafTargets.allSatisfy((0..<targetCount).contains)
    else { throw node.error("lists of nodes or leaves of different lengths") }
    var sets = try Self.memberSets(node)
    var nodes = ListedNodes(
      modes: [], features: features, values: splits, tracksMissing: tracks, yes: yes, no: no,
      weights: LeafWeights(leafCount: count, leaves: [], targets: [], weights: []))
    for (index, mode) in modes.enumerated() {
      guard mode < BranchMode.numbered.count else { throw node.error("the mode \(mode)") }
      nodes.modes.append(BranchMode.numbered[mode])
      guard BranchMode.numbered[mode] == .member else { continue }
      guard !sets.isEmpty else {
        throw node.error("fewer sets of members than nodes that test one")
      }
      nodes.members[index] = sets.removeFirst()
    }
    // Leaves follow the nodes; each use of a leaf is a leaf of its own.
    func branch(_ index: Int, isLeaf: Bool) throws -> Int {
      guard isLeaf else {
        guard (0..<count).contains(index) else { throw node.error("node \(index) of \(count)") }
        return index
      }
      guard leafTargets.indices.contains(index) else {
        throw node.error("leaf \(index) of \(leafTargets.count)")
      }
      return nodes.appendLeaf(target: leafTargets[index], weight: leafWeights[index])
    }
    for index in 0..<count {
      nodes.yes[index] = try branch(yes[index], isLeaf: yesIsLeaf[index] != 0)
      // A tree of one leaf is a node both of whose branches are the same leaf.
      nodes.no[index] = try branch(no[index], isLeaf: noIsLeaf[index] != 0)
    }
    try self.init(
      nodes, roots: node.ints("tree_roots") ?? [], featureCount: featureCount, node: node)
  }

  /// The sets of `membership_values`, which NaN separates, in the order of the nodes that test them.
  private static func memberSets(_ node: GraphNode) throws -> ArraySlice<[Double]> {
    guard let values = try node.tensor("membership_values")?.doubles() else { return [] }
    var sets: [[Double]] = []
    var set: [Double] = []
    for value in values {
      if value.isNaN {
        sets.append(set)
        set = []
      } else {
        set.append(value)
      }
    }
    if !set.isEmpty { sets.append(set) }
    return sets[...]
  }
}

extension GraphNode {
  /// The modes of the listed nodes; `nil` of a leaf.
  fileprivate func branchModes() throws -> [BranchMode?] {
    var names = BranchModeNames()
    func mode(of name: some Collection<UInt8>) throws -> BranchMode? {
      guard let mode = names.mode(of: name) else {
        throw error("the mode '\(String(decoding: name, as: UTF8.self))'")
      }
      return mode
    }
    guard let long = longAttributes["nodes_modes"] else {
      return try (attributes["nodes_modes"]?.strings ?? []).map { try mode(of: $0) }
    }
    var modes: [BranchMode?] = []
    modes.reserveCapacity(long.stringCount)
    try long.forEachString { modes.append(try mode(of: $0)) }
    return modes
  }

  /// The elements of an attribute that is a tensor of unsigned bytes.
  func bytes(_ attribute: String) throws -> [Int] {
    guard let tensor = attributes[attribute]?.t else { return [] }
    guard tensor.dataType == Int32(Onnx_TensorProto.DataType.uint8.rawValue) else {
      throw error("'\(attribute)' of the element type \(tensor.dataType)", expected: "UINT8")
    }
    if tensor.hasRawData { return tensor.rawData.map { Int($0) } }
    return tensor.int32Data.map { Int($0 & 0xFF) }
  }
}

/// The modes that have been met: there are many nodes, and few names.
private struct BranchModeNames {
  private var known: [(name: [UInt8], mode: BranchMode?)] = []

  /// The mode called `name`, `.some(nil)` of a leaf; `nil` where there is none.
  mutating func mode(of name: some Collection<UInt8>) -> BranchMode?? {
    if let known = known.first(where: { $0.name.elementsEqual(name) }) { return known.mode }
    let text = String(decoding: name, as: UTF8.self)
    let mode = BranchMode(rawValue: text)
    guard text == "LEAF" || (mode != nil && mode != .member) else { return nil }
    known.append((Array(name), mode))
    return .some(mode)
  }
}
