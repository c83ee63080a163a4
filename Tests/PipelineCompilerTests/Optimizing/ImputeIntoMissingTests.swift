// Missing cells that trees send on themselves.

import PipelineCompiler
import Pipelines
import Tensors
import Testing

struct ImputeIntoMissingTests {
  private func filled(
    _ values: [CellValue], _ trees: TreeEnsemble, marker: MissingMarker = .missing,
    _ dtypes: [DType]
  ) throws -> Pipeline {
    try pipeline(dtypes) { p in
      let table = try p.apply(FillMissing(marker: marker, values: values), to: [.input])
      return [try p.apply(trees, to: [table])]
    }
  }

  @Test("missing cells go where the filled ones went")
  func golden() throws {
    let trees = stumps(
      [
        (0, .lessOrEqual(3), .right), (0, .less(3), .left), (1, .less(1), .zero),
        (1, .category(set: 0), .left), (2, .less(0), .right),
      ], featureCount: 3, sets: [[0b100]])
    let chain = try filled(
      [.number(3), .number(2), .missing], trees, [.f64, .f64, .f64])
    let result = try optimized(chain, ImputeIntoMissing())
    #expect(
      result.outline == """
        %0 = trees(input) {5 splits of 3 columns} [1 column]
        out0 = %0
        """)
    #expect(
      firstEnsemble(result)?.trees.map { $0.nodes[0].missing }
        == [.left, .right, .right, .left, .right])
    try expectSame(chain, result, (0..<3).map { _ in column(nasty + [2, 3]) })
  }

  @Test("values are rounded as the filled cells were")
  func rounding() throws {
    let limit = 0.1
    for (dtype, comparison) in [
      (DType.f32, TreeEnsemble.Precision.double), (.f64, .single), (.f64, .double),
    ] {
      let trees = stumps(
        [(0, .lessOrEqual(limit), .right)], featureCount: 1, comparison: comparison)
      let chain = try filled([.number(limit)], trees, [dtype])
      let result = try optimized(chain, ImputeIntoMissing())
      #expect(result.nodes.count == 1)
      try expectSame(chain, result, [dtype == .f32 ? singles(nasty) : column(nasty)])
    }
  }

  @Test("other markers, zeros for missing and rounded whole numbers are refused")
  func refusals() throws {
    let plain = stumps([(0, .less(1), .left)], featureCount: 1)
    let zeros = stumps([(0, .less(1), .zeroOrMissingLeft)], featureCount: 1)
    let single = stumps([(0, .less(1), .left)], featureCount: 1, comparison: .single)
    for chain in [
      try filled([.number(2)], plain, marker: .number(-1), [.f64]),
      try filled([.number(2)], zeros, [.f64]), try filled([.number(2)], single, [.i64]),
    ] {
      #expect(try optimized(chain, ImputeIntoMissing()).outline == chain.outline)
    }
  }
}
