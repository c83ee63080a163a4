// Categories in place of their indicators.

import PipelineCompiler
import Pipelines
import Tensors
import Testing

struct OneHotIntoTreesTests {
  private let words = texts(["a", "b", "c", "z", nil, "a"])

  private func coded(
    _ tables: [CategoryTable], _ trees: TreeEnsemble
  ) throws -> Pipeline {
    try pipeline(tables.map { _ in .string } + [.f64]) { p in
      let text = try p.apply(SelectColumns(indices: Array(tables.indices)), to: [.input])
      let number = try p.apply(SelectColumns(indices: [tables.count]), to: [.input])
      let indicators = try p.apply(OneHotEncode(columns: tables), to: [text])
      let all = try p.apply(ConcatenateColumns(), to: [indicators, number])
      return [try p.apply(trees, to: [all])]
    }
  }

  @Test("tests of indicators become tests of codes, and the others stay")
  func golden() throws {
    let trees = stumps(
      [
        (0, .lessOrEqual(0.5), .left), (2, .less(1), .right), (4, .less(0.5), .zero),
        (3, .less(2), .left), (6, .less(0.5), .right),
      ], featureCount: 7)
    let chain = try coded([letters(.none), letters(.treatAs(1))], trees)
    let result = try optimized(chain, OneHotIntoTrees(onlyWhereItPays: false))
    #expect(
      result.outline == """
        %0 = select(input) {0, 1} [2 columns]
        %1 = select(input) {2} [1 column]
        %2 = ordinal(%0) [2 columns]
        %3 = concatenate(%2, %1) [3 columns]
        %4 = trees(%3) {4 splits of 3 columns} [1 column]
        out0 = %4
        """)
    #expect(
      firstEnsemble(result)?.trees[0].nodes
        == [TreeNode(feature: 0, test: .category(set: 0), missing: .right, left: ~1, right: ~0)])
    try expectSame(chain, result, [words, words, column([0, 1, .nan, 0, 1, 0])])
  }

  @Test("dropped, shared and missing categories keep their meaning")
  func otherCodes() throws {
    let trees = stumps(
      [(0, .less(0.5), .left), (1, .lessOrEqual(0), .left), (2, .less(0.5), .left)],
      featureCount: 3)
    for unknown in [UnknownCategory.none, .refuse, .treatAs(0)] {
      let table = CategoryTable(
        categories: [.text("a"), .text("b"), .text("c"), .missing], codes: [nil, 1, 1, 0],
        unknown: unknown, slotCount: 2)
      let chain = try coded([table], trees)
      let result = try optimized(chain, OneHotIntoTrees(onlyWhereItPays: false))
      #expect(!result.nodes.contains { $0.operation is OneHotEncode })
      try expectSame(chain, result, [words, column([0, 1, .nan, 0, 1, 0])])
    }
  }

  @Test("more slots than bits of a word are told apart")
  func manySlots() throws {
    let table = CategoryTable(
      categories: (0..<70).map { .text("w\($0)") }, codes: (0..<70).map { Double($0) },
      unknown: .none, slotCount: 70)
    let trees = stumps(
      [0, 31, 32, 63, 69].map { (feature: $0, test: .less(0.5), missing: .left) },
      featureCount: 71)
    let chain = try coded([table], trees)
    let cells = [0, 31, 32, 63, 69, 64, 5, 99].map { "w\($0)" as String? }
    try expectSame(
      chain, optimized(chain, OneHotIntoTrees(onlyWhereItPays: false)),
      [texts(cells), column(cells.map { _ in 0 })])
  }

  @Test("trees that test categories already, or few of very many indicators, gain by it")
  func whereItPays() throws {
    let few = stumps([(0, .less(0.5), .left)], featureCount: 4)
    let mixed = stumps(
      [(0, .less(0.5), .left), (3, .category(set: 0), .left)], featureCount: 4, sets: [[1]])
    let table = CategoryTable(
      categories: (0..<30).map { .text("w\($0)") }, codes: (0..<30).map { Double($0) },
      unknown: .none, slotCount: 30)
    let many = try coded([table], stumps([(0, .less(0.5), .left)], featureCount: 31))
    let plain = try coded([letters(.none)], few)
    #expect(try optimized(plain, OneHotIntoTrees()).outline == plain.outline)
    for chain in [try coded([letters(.none)], mixed), many] {
      #expect(try optimized(chain, OneHotIntoTrees()).outline != chain.outline)
    }
  }

  @Test("linear leaves and codes that are no slots are refused")
  func refusals() throws {
    var trees = stumps([(0, .less(0.5), .left)], featureCount: 4)
    trees.trees[0].linearLeaves = [
      LinearLeaf(constant: 1, features: [0], coefficients: [2]),
      LinearLeaf(constant: 1, features: [], coefficients: []),
    ]
    let linear = try coded([letters(.none)], trees)
    var table = letters(.none)
    table.codes[0] = 9
    let noSlot = try coded([table], stumps([(0, .less(0.5), .left)], featureCount: 4))
    for chain in [linear, noSlot] {
      #expect(
        try optimized(chain, OneHotIntoTrees(onlyWhereItPays: false)).outline == chain.outline)
    }
  }
}
