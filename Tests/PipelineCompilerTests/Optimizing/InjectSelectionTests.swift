// Trees that choose their columns.

import PipelineCompiler
import Pipelines
import Tensors
import Testing

struct InjectSelectionTests {
  @Test("columns that no tree tests are not computed")
  func untestedColumnsGo() throws {
    let trees = stumps(
      [(3, .less(0.5), .left), (1, .lessOrEqual(2), .right)], featureCount: 4)
    let chain = try pipeline([.f64, .f64, .f64, .f64]) { p in
      let rooted = try p.apply(ElementwiseFunction(.sqrt), to: [.input])
      return [
        try p.apply(trees, to: [rooted]), try p.apply(TreeLeaves(ensemble: trees), to: [rooted]),
      ]
    }
    let result = try optimized(chain, InjectSelection(), PushSelection())
    #expect(
      result.outline
        == """
        %0 = select(input) {1, 3} [2 columns]
        %1 = sqrt(%0) [2 columns]
        %2 = trees(%1) {2 splits of 2 columns} [1 column]
        %3 = tree-leaves(%1) {2 splits of 2 columns} [2 columns]
        out0 = %2
        out1 = %3
        """.replacing("sqrt", with: "elementwise"))
    try expectSame(chain, result, (0..<4).map { _ in column(nasty) })
  }

  @Test("a column on which alone a check of cells depends stays")
  func checksStay() throws {
    let trees = stumps([(2, .less(0.5), .left)], featureCount: 3)
    let chain = try pipeline([.string, .f64]) { p in
      let word = try p.apply(SelectColumns(indices: [0]), to: [.input])
      let number = try p.apply(SelectColumns(indices: [1]), to: [.input])
      let coded = try p.apply(
        OneHotEncode(columns: [letters(.refuse, count: 2)]), to: [word])
      let all = try p.apply(ConcatenateColumns(), to: [coded, number])
      return [try p.apply(trees, to: [all])]
    }
    let result = try optimized(chain, InjectSelection(), PushSelection())
    #expect(firstEnsemble(result)?.featureCount == 2)
    try expectSame(chain, result, [texts(["a", "b", "z"]), column([0, 1, 2])])
  }

  @Test("trees that read the input, or whole rows, keep their columns")
  func refusals() throws {
    let trees = stumps([(0, .less(0.5), .left)], featureCount: 2)
    let direct = try pipeline([.f64, .f64]) { p in [try p.apply(trees, to: [.input])] }
    let rows = try pipeline([.f64, .f64]) { p in
      let unit = try p.apply(NormalizeRows(norm: .l1), to: [.input])
      return [try p.apply(trees, to: [unit])]
    }
    for chain in [direct, rows] {
      #expect(try optimized(chain, InjectSelection()).outline == chain.outline)
    }
  }
}
