// Every strategy gives every row of every kind of ensemble the same bits.

import PipelineCompiler
import Pipelines
import TensorIR
import TensorRuntime
import Tensors
import Testing

@Suite struct TreeStrategyTests {
  static let kinds: [EnsembleKind] = [
    EnsembleKind(),
    EnsembleKind(comparison: .double),
    EnsembleKind(outputCount: 3, treeCount: 8, accumulation: .single),
    EnsembleKind(outputCount: 3, aggregation: .average, hasVectorLeaves: true),
    EnsembleKind(comparison: .double, aggregation: .average),
    EnsembleKind(outputCount: 2, hasVectorLeaves: true),
    EnsembleKind(depth: 1, comparison: .double),
    EnsembleKind(comparison: .double, hasCategories: true),
    EnsembleKind(outputCount: 2, treeCount: 9, hasCategories: true),
    EnsembleKind(featureCount: 1, treeCount: 1, depth: 0),
    EnsembleKind(comparison: .double, hasLinearLeaves: true),
    EnsembleKind(depth: 9, accumulation: .single, hasCategories: true),
  ]

  @Test(arguments: kinds.indices, TreeStrategy.allCases)
  func everyStrategyGivesTheSameBits(kind: Int, strategy: TreeStrategy) throws {
    let kind = Self.kinds[kind]
    for seed in 1...4 {
      let ensemble = TreeEnsemble.random(kind, seed: UInt64(seed))
      let rows = randomRows(40, width: kind.featureCount, seed: UInt64(seed) + 100)
      let result = try run(rows) { builder, x in
        let lowering = try TreeLowering(ensemble, strategy: strategy, builder: builder)
        return try lowering.outputs(builder.cast(x, lowering.comparison), features: x)
      }
      let expected = rows.flatMap(ensemble.plainOutputs)
      #expect(result.doubles().map(\.bitPattern) == expected.map(\.bitPattern))
    }
  }

  @Test(arguments: TreeStrategy.allCases)
  func everyStrategyReachesTheSameLeaves(strategy: TreeStrategy) throws {
    for (seed, kind) in Self.kinds.enumerated() {
      let ensemble = TreeEnsemble.random(kind, seed: UInt64(seed))
      let rows = randomRows(20, width: kind.featureCount, seed: UInt64(seed))
      let result = try run(rows) { builder, x in
        let lowering = try TreeLowering(ensemble, strategy: strategy, builder: builder)
        return try lowering.leaves(builder.cast(x, lowering.comparison))
      }
      let firstLeaves = ensemble.trees.reduce(into: [0]) {
        $0.append($0[$0.count - 1] + $1.leafCount)
      }
      let expected = rows.flatMap { row in
        ensemble.trees.enumerated().map { firstLeaves[$0] + ensemble.plainLeaf(of: $1, row) }
      }
      #expect(result.elements(of: Int64.self) == expected.map(Int64.init))
    }
  }

  @Test func perfectTreesThatWouldBeTooLargeAreRefused() throws {
    let chain = (0..<50).map {
      TreeNode(
        feature: 0, test: .less(Double($0)), missing: .left, left: ~$0,
        right: $0 == 49 ? ~50 : $0 + 1)
    }
    let ensemble = TreeEnsemble(
      featureCount: 1, outputCount: 1,
      trees: [Tree(nodes: chain, leafValues: (0...50).map(Double.init))], comparison: .double,
      accumulation: .double, base: [0])
    #expect(throws: CompilerError.self) {
      try run([[1]]) { builder, x in
        try TreeLowering(ensemble, strategy: .perfect, builder: builder).leaves(x)
      }
    }
  }

  private func run(
    _ rows: [[Double]], _ body: (FunctionBuilder, ValueID) throws -> ValueID
  ) throws -> Tensor {
    let width = rows[0].count
    let program = ProgramBuilder(name: "trees")
    try program.define(
      "main", parameters: [("x", .tensor(.f64, [.rows, .fixed(width)]))]
    ) { builder, parameters in [try body(builder, parameters[0])] }
    let x = Tensor(rows.flatMap(\.self), shape: [rows.count, width])
    let plain = try Interpreter(program.build()).run("main", [.tensor(x)])[0].tensor
    let planned = try Executor(program.build()).run("main", [.tensor(x)])[0].tensor
    #expect(planned.doubles().map(\.bitPattern) == plain.doubles().map(\.bitPattern))
    return plain
  }
}
