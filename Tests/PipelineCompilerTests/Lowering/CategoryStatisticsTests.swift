// Statistics of categories, found by the hashes of their combinations.

import PipelineCompiler
import Pipelines
import Testing

@Suite struct CategoryStatisticsTests {
  /// The 32-bit hash of "a".
  private let hashOfA = -805_065_478

  private func key(_ parts: Int...) -> Int {
    let multiplier = 0x4906_BA49_4954_CB65
    return parts.reduce(0) { multiplier &* ($0 &+ multiplier &* $1) }
  }

  /// The statistics of rows of one text and one number.
  private func statistics(
    _ table: CategoryStatistics.Table, _ texts: [String?], _ numbers: [Double]
  ) throws -> [[Double]] {
    var pipeline = Pipeline(
      name: "test",
      inputs: [InputColumn(name: "text", dtype: .string), InputColumn(name: "x", dtype: .f64)])
    let text = try pipeline.apply(SelectColumns(indices: [0]), to: [.input])
    let number = try pipeline.apply(SelectColumns(indices: [1]), to: [.input])
    let hashes = try pipeline.apply(HashCategories(), to: [text])
    let found = try pipeline.apply(CategoryStatistics(tables: [table]), to: [hashes, number])
    pipeline.outputs = [
      PipelineOutput(
        method: "transform", table: found, columnNames: table.unseen.indices.map { "t\($0)" },
        isDefault: true)
    ]
    let result = try run(try Compiler.compile(pipeline), [.texts(texts), .numbers(numbers)])[0]
    let width = table.unseen.count
    let values = result.doubles()
    return texts.indices.map { Array(values[$0 * width..<($0 + 1) * width]) }
  }

  @Test func whatWasNotSeenHasStatisticsOfItsOwn() throws {
    let table = CategoryStatistics.Table(
      combination: .init(categories: [0]), keys: [key(hashOfA)], values: [1.5, 2.5],
      unseen: [0.25, 0.5])
    let found = try statistics(table, ["a", "b", ""], [0, 0, 0])
    #expect(found == [[1.5, 2.5], [0.25, 0.5], [0.25, 0.5]])
  }

  @Test func nothingWasSeenOfAnEmptyTable() throws {
    let table = CategoryStatistics.Table(
      combination: .init(categories: [0]), keys: [], values: [], unseen: [7])
    #expect(try statistics(table, ["a"], [0]) == [[7]])
  }

  @Test(arguments: [true, false])
  func conditionsArePartsOfTheHash(holdsForMissing: Bool) throws {
    let keys = [key(hashOfA, 0, 1), key(hashOfA, 1, 1)]
    let order = keys.indices.sorted { keys[$0] < keys[$1] }
    let table = CategoryStatistics.Table(
      combination: .init(
        categories: [0],
        numbers: [.init(column: 0, border: 0.5, holdsForMissing: holdsForMissing)],
        matches: [.init(column: 0, hash: hashOfA)]),
      keys: order.map { keys[$0] }, values: order.map { Double($0) }, unseen: [-1])
    let found = try statistics(
      table, ["a", "a", "a", "a", "b"], [0.5, 0.75, .nan, -.infinity, 0.75])
    #expect(found == [[0], [1], [holdsForMissing ? 1 : 0], [0], [-1]])
  }

  @Test func aTableThatDoesNotFitIsRefused() {
    let numbers = TableType(width: 1, dtype: .f64)
    let hashes = TableType(width: 1, dtype: .i64)
    let good = CategoryStatistics.Table(
      combination: .init(categories: [0]), keys: [1, 2], values: [1, 2], unseen: [0])
    var unordered = good
    unordered.keys = [2, 1]
    var short = good
    short.values = [1]
    var elsewhere = good
    elsewhere.combination.categories = [1]
    for bad in [unordered, short, elsewhere] {
      #expect(throws: PipelineError.self) {
        try CategoryStatistics(tables: [bad]).outputType(of: [hashes, numbers])
      }
    }
    #expect(throws: PipelineError.self) { try HashCategories().outputType(of: [numbers]) }
  }
}
