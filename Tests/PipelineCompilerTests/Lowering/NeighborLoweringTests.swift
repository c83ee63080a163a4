// Operators on neighbours, against plain arithmetic.

import Glibc
import PipelineCompiler
import Pipelines
import Testing

struct NeighborLoweringTests {
  /// The points (0, 2), (1, 0) and (5, 5).
  private let points = ReferencePoints(values: [0, 2, 1, 0, 5, 5], featureCount: 2)
  /// The rows (0, 2) and (1, 2), at the distances 0, 3, 8 and 1, 2, 7.
  private let table: [TestColumn] = [.numbers([0, 1]), .numbers([2, 2])]

  /// What an operator gives for the two nearest points of each row.
  private func rows(
    _ operation: any PipelineOperator, takesRows: Bool = false
  ) throws -> [[Double]] {
    var chain = try pipeline(NearestNeighbors(.manhattan, points: points, count: 2), over: table)
    let neighbors = chain.outputs[0].table
    let result = try chain.apply(operation, to: (takesRows ? [.input] : []) + [neighbors])
    let width = chain.type(of: result).width
    chain.outputs = [
      PipelineOutput(
        method: "transform", table: result, columnNames: (0..<width).map { "transform[\($0)]" },
        isDefault: true)
    ]
    let found = try run(Compiler.compile(chain), table)[0].doubles()
    return (0..<2).map { Array(found[$0 * width..<($0 + 1) * width]) }
  }

  @Test func aGraphHasAColumnForEachPoint() throws {
    #expect(
      try rows(NeighborGraph(pointCount: 3, edge: .distance)) == [[0, 3, 0], [1, 2, 0]])
    #expect(
      try rows(NeighborGraph(pointCount: 3, edge: .connectivity)) == [[1, 1, 0], [1, 1, 0]])
  }

  @Test func aRadiusIncludesItsEnd() throws {
    func graph(_ edge: NeighborEdge) throws -> [[Double]] {
      try PipelineCompilerTests.rows(
        RadiusGraph(.manhattan, points: points, radius: 2, edge: edge), table)
    }
    #expect(try graph(.distance) == [[0, 0, 0], [1, 2, 0]])
    #expect(try graph(.connectivity) == [[1, 0, 0], [1, 1, 0]])
  }

  @Test func waysGoByTheBestNeighbour() throws {
    let ways = WaysThroughNeighbors(
      lengths: [0, 4, 6, 4, 0, 1, 6, 1, 0], pointCount: 3)
    #expect(try rows(ways) == [[0, 3, 4], [1, 2, 3]])
  }

  @Test func aRowAtAPointIsPlacedThere() throws {
    let mixture = BarycenterOfNeighbors(
      points: points, values: [10, 20, 50], outputCount: 1, regularization: 1e-6)
    let found = try rows(mixture, takesRows: true)
    #expect(abs(found[0][0] - 10) < 1e-4)
    // Between both, at the shares that come nearest to (1, 2): 4/5 and 1/5.
    #expect(abs(found[1][0] - 12) < 1e-4)
  }

  @Test func setsOfLabelsBecomeColumns() throws {
    let cells: [TestColumn] = [.texts(["[\"b\"]", "[]", "[\"a\", \"c\", \"b\"]"])]
    let sets = LabelSets(labels: [.text("a"), .text("b")])
    #expect(try PipelineCompilerTests.rows(sets, cells) == [[0, 1], [0, 0], [1, 1]])
    #expect(throws: (any Error).self) {
      try PipelineCompilerTests.rows(sets, [.texts(["[]", "a"])])
    }
  }
}
