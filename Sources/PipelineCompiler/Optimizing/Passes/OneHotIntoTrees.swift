// Trees test categories, and not indicators of them.

import Pipelines
import Tensors

/// Replaces one-hot encoders before trees by ordinal ones, and tests of indicators by tests whether the
/// code is the indicator's.
///
/// It applies where the trees have no linear leaves, and every code of the encoder is one of its slots. A
/// code is the number of the slot that the encoder sets, or the number of slots where it sets none. A
/// test that separates 0 from 1 then asks for one code, with the children exchanged where 1 went right; one
/// that does not is decided, unless all are: trees without splits would make no check of what they
/// read. The ordinal encoder knows the same categories and refuses the same cells.
/// Columns without slots are left out: nothing was computed of them.
///
/// A step by a category takes longer than one by a threshold, and makes all steps of an ensemble longer
/// where it is the first of its kind. So the pass is for trees that test categories anyway, and for
/// those that take few steps among very many indicators.
public struct OneHotIntoTrees: PipelinePass {
  public static let name = "one-hot-into-trees"
  public static let meaning = "trees test categories, and not indicators of them"

  /// Whether the pass leaves trees alone that it would make slower.
  private let onlyWhereItPays: Bool

  /// How many indicators can be computed in the time by which a step by a category is longer.
  private static let indicatorsOfStep = 20

  /// Creates the pass; it applies wherever it can unless it is to apply `onlyWhereItPays`.
  public init(onlyWhereItPays: Bool = true) { self.onlyWhereItPays = onlyWhereItPays }

  public func apply(to pipeline: Pipeline) throws -> (pipeline: Pipeline, actions: [String]) {
    try pipeline.replacingTrees { input in
      var rewriting = IndicatorRewriting(input)
      guard !onlyWhereItPays || pays(for: input.ensemble, indicators: rewriting.indicatorCount)
      else { return nil }
      return rewriting.replacement()
    }
  }

  private func pays(for ensemble: TreeEnsemble, indicators: Int) -> Bool {
    ensemble.testsCategories
      || indicators / Self.indicatorsOfStep >= ensemble.trees.count * max(ensemble.depth, 1)
  }
}

extension TreeEnsemble {
  /// Whether a node asks for a category.
  fileprivate var testsCategories: Bool {
    trees.contains { tree in
      tree.nodes.contains { node in
        if case .category = node.test { true } else { false }
      }
    }
  }
}

/// The change of one ensemble from indicators to codes.
private struct IndicatorRewriting {
  private let input: TreeInput
  private var parts: [TreeReplacement.Part] = []
  /// The place of each column in what is read afterwards.
  private var places: [Int] = []
  /// The slot that each column is the indicator of; `nil` for other columns.
  private var slots: [Int?] = []
  private var width = 0
  /// How many indicators the trees read.
  private(set) var indicatorCount = 0
  /// Whether messages call the encoded columns as before.
  private var namesStay = true
  private var sets: [[UInt32]]
  private var setOfSlot: [Int: Int] = [:]

  init(_ input: TreeInput) {
    self.input = input
    sets = input.ensemble.categorySets
    let dtype: DType = input.ensemble.comparison == .single ? .f32 : .f64
    for part in input.parts {
      if case .node(let index) = part.table,
        let encoder = input.pipeline.nodes[index].operation as? OneHotEncode,
        let codes = encoder.slotNumbers(dtype)
      {
        let source = input.pipeline.nodes[index].inputs[0]
        let read = encoder.columns.indices.filter { encoder.columns[$0].slotCount > 0 }
        namesStay =
          namesStay
          && input.pipeline.type(of: source).namesStay(
            read, where: encoder.refusesCells(ofColumn:))
        parts.append(.operation(codes, source, columns: read, for: index))
        for column in read {
          for slot in 0..<encoder.columns[column].slotCount {
            places.append(width)
            slots.append(slot)
          }
          width += 1
        }
        indicatorCount += part.columns.count
      } else {
        parts.append(.table(part.table))
        places += part.columns.map { $0 - part.columns.lowerBound + width }
        slots += part.columns.map { _ in nil }
        width += part.columns.count
      }
    }
  }

  mutating func replacement() -> TreeReplacement? {
    guard indicatorCount > 0, namesStay, input.ensemble.trees.allSatisfy(\.linearLeaves.isEmpty)
    else {
      return nil
    }
    var ensemble = input.ensemble
    for index in ensemble.trees.indices {
      let tree = ensemble.trees[index].deciding { node in
        guard slots[node.feature] != nil, !separates(node) else { return nil }
        return node.goesLeft(0, categorySets: sets)
      }
      ensemble.trees[index] = tree
      for (place, node) in tree.nodes.enumerated() {
        guard let slot = slots[node.feature] else { continue }
        ensemble.trees[index].nodes[place] = testing(slot, in: node)
      }
    }
    guard !ensemble.trees.allSatisfy(\.nodes.isEmpty) else { return nil }
    ensemble.categorySets = sets
    return TreeReplacement(
      ensemble: ensemble.renumbered(places, featureCount: width), parts: parts,
      action: "tests codes in place of \(indicatorCount) indicators")
  }

  private func separates(_ node: TreeNode) -> Bool {
    node.goesLeft(0, categorySets: sets) != node.goesLeft(1, categorySets: sets)
  }

  /// The node with a test whether the code is `slot`, which goes left; codes are never missing.
  private mutating func testing(_ slot: Int, in node: TreeNode) -> TreeNode {
    var new = node
    new.missing = .right
    if node.goesLeft(0, categorySets: input.ensemble.categorySets) {
      (new.left, new.right) = (node.right, node.left)
    }
    let set = setOfSlot[slot] ?? sets.count
    if set == sets.count {
      var words = [UInt32](repeating: 0, count: slot / 32 + 1)
      words[slot / 32] = 1 << UInt32(slot % 32)
      sets.append(words)
      setOfSlot[slot] = set
    }
    new.test = .category(set: set)
    return new
  }
}

extension OneHotEncode {
  /// The encoder that gives the number of the slot that is set in each column, or the number of slots;
  /// `nil` where a code is no slot.
  fileprivate func slotNumbers(_ dtype: DType) -> OrdinalEncode? {
    var tables: [CategoryTable] = []
    for column in columns where column.slotCount > 0 {
      func isSlot(_ code: Double) -> Bool {
        Int(exactly: code).map { (0..<column.slotCount).contains($0) } ?? false
      }
      // More slots than floats of 32 bits tell apart are no encoder.
      guard column.slotCount < 1 << 24, column.codes.allSatisfy({ $0.map(isSlot) ?? true }) else {
        return nil
      }
      let none = Double(column.slotCount)
      var table = column
      table.codes = column.codes.map { $0 ?? none }
      switch column.unknown {
      case .refuse: break
      case .none: table.unknown = .treatAs(none)
      case .treatAs(let code):
        guard isSlot(code) else { return nil }
      }
      table.slotCount = 1
      tables.append(table)
    }
    return tables.isEmpty ? nil : OrdinalEncode(columns: tables, dtype: dtype)
  }
}
