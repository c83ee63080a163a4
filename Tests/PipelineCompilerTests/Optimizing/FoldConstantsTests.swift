// Constants that are computed beforehand.

import PipelineCompiler
import Pipelines
import Tensors
import Testing

struct FoldConstantsTests {
  @Test("arithmetic on constants gives constants")
  func arithmetic() throws {
    let chain = try pipeline([.f64]) { p in
      let two = try p.apply(ConstantColumns(values: [0.1, -3]), to: [.input])
      let scaled = try p.apply(ScaleColumns(offset: [0.3, 1], divisor: [7, 3]), to: [two])
      return [try p.apply(AffineColumns(scale: [2, 3], shift: [1, 0.1]), to: [scaled])]
    }
    let result = try optimized(chain, FoldConstants())
    #expect(
      result.outline == """
        %0 = constant(input) [2 columns]
        %1 = constant(%0) [2 columns]
        %2 = constant(%1) [2 columns]
        out0 = %2
        """)
    try expectSame(chain, result, [column(nasty)])
  }

  @Test("splits of columns that no category sets are decided, down to single leaves")
  func splits() throws {
    let table = CategoryTable(
      categories: [.text("a")], codes: [1], unknown: .none, slotCount: 3)
    let tree = Tree(
      nodes: [
        TreeNode(feature: 0, test: .less(0.5), missing: .left, left: 1, right: ~0),
        TreeNode(feature: 1, test: .less(0.5), missing: .left, left: ~1, right: 2),
        TreeNode(feature: 2, test: .lessOrEqual(0), missing: .left, left: ~3, right: ~2),
      ], leafValues: [1, 2, 4, 8])
    let decided = Tree(
      nodes: [TreeNode(feature: 0, test: .less(0), missing: .left, left: ~0, right: ~1)],
      leafValues: [16, 32])
    let trees = TreeEnsemble(
      featureCount: 3, outputCount: 1, trees: [tree, decided], comparison: .double,
      accumulation: .double, base: [0])
    let chain = try pipeline([.string]) { p in
      let coded = try p.apply(OneHotEncode(columns: [table]), to: [.input])
      return [
        try p.apply(trees, to: [coded]), try p.apply(TreeLeaves(ensemble: trees), to: [coded]),
      ]
    }
    let result = try optimized(chain, FoldConstants())
    #expect(
      result.outline == """
        %0 = one-hot(input) [3 columns]
        %1 = trees(%0) {1 splits of 3 columns} [1 column]
        %2 = tree-leaves(%0) {1 splits of 3 columns} [2 columns]
        out0 = %1
        out1 = %2
        """)
    #expect(firstEnsemble(result)?.trees.map(\.leafIdentifiers) == [[1, 3], [1]])
    try expectSame(chain, result, [texts(["a", "b", nil])])
  }

  @Test("clipped constants, and those that are no number, stay")
  func refusals() throws {
    for operation in [
      AffineColumns(scale: [1], shift: nil, clip: 0...1) as any PipelineOperator,
      ScaleColumns(offset: [.infinity], divisor: [.infinity]),
    ] {
      let chain = try pipeline([.f64]) { p in
        let one = try p.apply(ConstantColumns(values: [-0.0]), to: [.input])
        return [try p.apply(operation, to: [one])]
      }
      #expect(try optimized(chain, FoldConstants()).outline == chain.outline)
    }
  }
}
