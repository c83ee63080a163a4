// Operators that decompositions and kernel maps are made of, against numbers worked out by hand.

import PipelineCompiler
import Pipelines
import Testing

struct DecompositionLoweringTests {
  @Test func groupsOfColumnsArePooled() throws {
    let cells: [TestColumn] = [.numbers([1, .nan]), .numbers([4, 2]), .numbers([2.5, 3])]
    let groups = [[0, 2], [1], [2, 1, 0]]
    func pooled(_ statistic: PoolColumns.Statistic) throws -> [[Double]] {
      try rows(PoolColumns(groups: groups, statistic: statistic), cells)
    }
    #expect(agree(try pooled(.mean), [[1.75, 4, 2.5], [.nan, 2, .nan]]))
    #expect(agree(try pooled(.median), [[1.75, 4, 2.5], [.nan, 2, .nan]]))
    #expect(agree(try pooled(.max), [[2.5, 4, 4], [.nan, 2, .nan]]))
    #expect(agree(try pooled(.product), [[2.5, 4, 10], [.nan, 2, .nan]]))
  }

  @Test func rowsAreConvolvedInCircles() throws {
    var pipeline = Pipeline(
      name: "test", inputs: (0..<3).map { InputColumn(name: "c\($0)", dtype: .f64) })
    let doubled = try pipeline.apply(
      AffineColumns(scale: [2, 2, 2], shift: nil), to: [.input])
    let table = try pipeline.apply(CyclicConvolution(), to: [.input, doubled])
    pipeline.outputs = [
      PipelineOutput(
        method: "transform", table: table, columnNames: ["a", "b", "c"], isDefault: true)
    ]
    let found = try run(
      Compiler.compile(pipeline), [.numbers([1]), .numbers([2]), .numbers([3])])[0].doubles()
    let expected: [Double] = [26, 26, 20]
    #expect(zip(found, expected).allSatisfy { ($0 - $1).magnitude < 1e-12 })
  }

  @Test func numbersBelowABoundFailWhenScoring() throws {
    let cells: [TestColumn] = [.numbers([0, .nan, 2])]
    #expect(
      agree(try rows(RequireAbove(bound: 0, allowsBound: true), cells), [[0], [.nan], [2]]))
    #expect(throws: (any Error).self) {
      try rows(RequireAbove(bound: 0, allowsBound: false), cells)
    }
  }

  @Test func topicsShareTheWordsOfARow() throws {
    let operation = TopicMixture(
      weights: [1, 0.001, 0.001, 1], wordCount: 2, prior: 0.1, turnLimit: 100, tolerance: 1e-3)
    let found = try rows(operation, [.numbers([9, 0, 0, 5]), .numbers([0, 9, 0, 5])])
    #expect(found.allSatisfy { ($0.reduce(0, +) - 1).magnitude < 1e-12 })
    #expect(found[0][0] > 0.95 && found[1][1] > 0.95)
    #expect(agree([found[2]], [[0.5, 0.5]]))
    #expect((found[3][0] - 0.5).magnitude < 1e-6)
    // What a row is does not depend on the rows beside it.
    let alone = try rows(operation, [.numbers([9]), .numbers([0])])
    #expect(alone[0] == found[0])
  }
}
