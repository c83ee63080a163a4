// Tests of scaled numbers as tests of the numbers.

import PipelineCompiler
import Pipelines
import Tensors
import Testing

struct ScaleIntoThresholdsTests {
  private func scaled(
    _ operation: any PipelineOperator, _ trees: TreeEnsemble, _ dtype: DType = .f64
  ) throws -> Pipeline {
    try pipeline(Array(repeating: dtype, count: trees.featureCount)) { p in
      let table = try p.apply(operation, to: [.input])
      return [
        try p.apply(trees, to: [table]), try p.apply(TreeLeaves(ensemble: trees), to: [table]),
      ]
    }
  }

  /// A stump for each of many thresholds and both comparisons.
  private func manyStumps(_ comparison: TreeEnsemble.Precision) -> TreeEnsemble {
    let limits = nasty + [1.0 / 3, 12345.678, -7e-5, 1e300, -1e300]
    let missing: [TreeNode.Missing] = [.left, .right, .zero]
    let nodes = limits.enumerated().flatMap { number, limit in
      [TreeNode.Test.lessOrEqual(limit), .less(limit)].map {
        (feature: 0, test: $0, missing: missing[number % 3])
      }
    }
    return stumps(nodes, featureCount: 1, comparison: comparison)
  }

  /// The numbers at and around the thresholds of an ensemble of one column.
  private func numbers(around ensemble: TreeEnsemble?, _ dtype: DType) -> [Double] {
    let limits = (ensemble?.trees ?? []).compactMap { tree -> Double? in
      switch tree.nodes[0].test {
      case .less(let limit), .lessOrEqual(let limit): limit
      case .category: nil
      }
    }
    return limits.flatMap { limit in
      dtype == .f32
        ? [Float(limit), Float(limit).nextUp, Float(limit).nextDown].map { Double($0) }
        : [limit, limit.nextUp, limit.nextDown]
    }
  }

  static let operations: [any PipelineOperator] = [
    ScaleColumns(offset: [0.1], divisor: [3]), ScaleColumns(offset: [1e10], divisor: [-1e-3]),
    ScaleColumns(offset: nil, divisor: [1e-300]), ScaleColumns(offset: [-7], divisor: nil),
    ScaleColumns(offset: [0.5], divisor: [1e30]), ScaleColumns(offset: nil, divisor: nil),
    AffineColumns(scale: [0.7], shift: [-0.3]), AffineColumns(scale: [-1e-5], shift: nil),
    AffineColumns(scale: [2], shift: [0.1], clip: -1...1), CastColumns(to: .f32),
    CastColumns(to: .f64),
  ]

  @Test(
    "every number goes where it went, those next to the thresholds too",
    arguments: operations.indices, [DType.f64, .f32])
  func exactly(_ operation: Int, _ dtype: DType) throws {
    for comparison in [TreeEnsemble.Precision.single, .double] {
      let trees = manyStumps(comparison)
      let chain = try scaled(Self.operations[operation], trees, dtype)
      let result = try optimized(chain, ScaleIntoThresholds())
      let scale = Self.operations[operation] as? ScaleColumns
      // Divided by what 32 bits take for zero, a number is none.
      if dtype == .f32, scale?.divisor == [1e-300] {
        #expect(result.outline == chain.outline)
        continue
      }
      #expect(result.nodes.count == 2)
      let cells = numbers(around: firstEnsemble(result), dtype) + nasty
      try expectSame(chain, result, [dtype == .f32 ? singles(cells) : column(cells)])
    }
  }

  @Test("the thresholds are those of the numbers before scaling")
  func golden() throws {
    let trees = stumps(
      [(0, .lessOrEqual(1), .left), (1, .less(2), .right)], featureCount: 2)
    let chain = try scaled(ScaleColumns(offset: [10, 0], divisor: [4, -2]), trees)
    let result = try optimized(chain, ScaleIntoThresholds())
    #expect(
      result.outline == """
        %0 = trees(input) {2 splits of 2 columns} [1 column]
        %1 = tree-leaves(input) {2 splits of 2 columns} [2 columns]
        out0 = %0
        out1 = %1
        """)
    let nodes = firstEnsemble(result)?.trees.map(\.nodes[0]) ?? []
    #expect(
      nodes == [
        TreeNode(feature: 0, test: .lessOrEqual(14), missing: .left, left: ~0, right: ~1),
        TreeNode(
          feature: 1, test: .less((-4.0).nextUp), missing: .left, left: ~1, right: ~0),
      ])
  }

  @Test("scaled columns beside others are tested before scaling, others as they are")
  func joined() throws {
    let trees = stumps(
      [(0, .less(0.5), .left), (1, .lessOrEqual(0.1), .zero), (2, .less(0.5), .right)],
      featureCount: 3, comparison: .single)
    let chain = try pipeline([.f64, .f64, .string]) { p in
      let first = try p.apply(SelectColumns(indices: [0]), to: [.input])
      let second = try p.apply(SelectColumns(indices: [1]), to: [.input])
      let word = try p.apply(SelectColumns(indices: [2]), to: [.input])
      let scaled = try p.apply(ScaleColumns(offset: [1], divisor: [3]), to: [first])
      let coded = try p.apply(
        OrdinalEncode(columns: [letters(.treatAs(7))], dtype: .f32), to: [word])
      let all = try p.apply(ConcatenateColumns(), to: [scaled, second, coded])
      return [try p.apply(trees, to: [all])]
    }
    let result = try optimized(chain, ScaleIntoThresholds())
    #expect(!result.nodes.contains { $0.operation is ScaleColumns })
    let words = nasty.indices.map { ["a", "b", "c", "d"][$0 % 4] }
    try expectSame(chain, result, [column(nasty), column(nasty), texts(words)])
  }

  @Test("a zero divisor, codes, zeros for missing, linear leaves and sparse columns are refused")
  func refusals() throws {
    let plain = stumps([(0, .less(1), .left)], featureCount: 1)
    let scale = ScaleColumns(offset: [1], divisor: [2])
    var linear = plain
    linear.trees[0].linearLeaves = [
      LinearLeaf(constant: 1, features: [0], coefficients: [2]),
      LinearLeaf(constant: 1, features: [], coefficients: []),
    ]
    let refused: [(any PipelineOperator, TreeEnsemble)] = [
      (ScaleColumns(offset: nil, divisor: [0]), plain),
      (ScaleColumns(offset: [.infinity], divisor: nil), plain),
      (ScaleColumns(offset: nil, divisor: [.nan]), plain),
      (AffineColumns(scale: [0], shift: nil), plain),
      (scale, stumps([(0, .category(set: 0), .left)], featureCount: 1, sets: [[2]])),
      (scale, stumps([(0, .less(1), .zeroOrMissingLeft)], featureCount: 1)),
      (scale, linear),
    ]
    for (operation, trees) in refused {
      let chain = try scaled(operation, trees)
      #expect(try optimized(chain, ScaleIntoThresholds()).outline == chain.outline)
    }
  }
}
