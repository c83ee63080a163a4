// Missing values filled in from other rows and tables.

import PipelineCompiler
import Pipelines
import Testing

struct ImputationLoweringTests {
  private func filled(
    _ weighting: FillFromNeighbors.Weighting, neighbors: Int, _ cells: [[Double]]
  ) throws -> [[Double]] {
    let operation = FillFromNeighbors(
      marker: .missing, rows: [[0, 10], [1, 20], [4, 60], [.nan, 90]], columnCount: 2,
      neighborCount: neighbors, weighting: weighting)
    return try rows(operation, cells.map(TestColumn.numbers))
  }

  @Test func theNearestRowsThatHaveTheCellCount() throws {
    let found = try filled(.uniform, neighbors: 2, [[0.25, 3.5, 2], [.nan, .nan, 5]])
    #expect(agree(found, [[0.25, 15], [3.5, 40], [2, 5]]))
  }

  @Test func nearRowsCountMoreByDistance() throws {
    let found = try filled(.distance, neighbors: 2, [[0.25, 1], [.nan, .nan]])
    #expect(agree(found, [[0.25, 12.5], [1, 20]]))
  }

  @Test func aRowWithoutACommonCellGetsTheMeans() throws {
    let found = try filled(.uniform, neighbors: 9, [[.nan], [.nan]])
    #expect(agree(found, [[5.0 / 3, 45]]))
  }

  @Test func cellsComeFromAnotherTable() throws {
    var pipeline = Pipeline(name: "test", inputs: [InputColumn(name: "x", dtype: .f64)])
    let other = try pipeline.apply(ConstantColumns(values: [7]), to: [.input])
    let table = try pipeline.apply(FillFromTable(marker: .missing), to: [.input, other])
    pipeline.outputs = [
      PipelineOutput(method: "transform", table: table, columnNames: ["x"], isDefault: true)
    ]
    let found = try run(Compiler.compile(pipeline), [.numbers([1, .nan, -2])])[0].doubles()
    #expect(found == [1, 7, -2])
  }
}
