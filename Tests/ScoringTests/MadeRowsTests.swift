// Rows made up for a benchmark.

import Pipelines
import Scoring
import Tables
import Tensors
import Testing

struct MadeRowsTests {
  /// A number that is scaled and split by one tree, a text that is encoded, and columns of other types.
  private func model() throws -> Model {
    var pipeline = Pipeline(
      name: "mixed",
      inputs: [
        InputColumn(name: "size", dtype: .f64), InputColumn(name: "city", dtype: .string),
        InputColumn(name: "free", dtype: .f32), InputColumn(name: "count", dtype: .i64),
        InputColumn(name: "flag", dtype: .bool), InputColumn(name: "note", dtype: .string),
      ])
    let size = try pipeline.apply(SelectColumns(indices: [0]), to: [.input])
    let scaled = try pipeline.apply(ScaleColumns(offset: [100], divisor: [10]), to: [size])
    let city = try pipeline.apply(SelectColumns(indices: [1]), to: [.input])
    let categories = CategoryTable(
      categories: [.text("Oslo"), .text("Rome"), .missing], codes: [0, 1, 2], unknown: .refuse)
    let coded = try pipeline.apply(OrdinalEncode(columns: [categories]), to: [city])
    let features = try pipeline.apply(ConcatenateColumns(), to: [scaled, coded])
    func node(_ threshold: Double, left: Int, right: Int) -> TreeNode {
      TreeNode(
        feature: 0, test: .lessOrEqual(threshold), missing: .left, left: left, right: right)
    }
    let tree = Tree(
      nodes: [node(2, left: 1, right: ~2), node(-3, left: ~0, right: ~1)], leafValues: [1, 2, 4])
    let sums = try pipeline.apply(
      TreeEnsemble(
        featureCount: 2, outputCount: 1, trees: [tree], comparison: .double, accumulation: .double,
        base: [0]), to: [features])
    pipeline.outputs = [
      PipelineOutput(method: "predict", table: sums, columnNames: ["predict"], isDefault: true)
    ]
    return Model(pipeline)
  }

  @Test func columnsAreThoseOfTheModel() throws {
    let made = MadeRows(for: try model(), count: 50)
    #expect(made.table.columnNames == ["size", "city", "free", "count", "flag", "note"])
    #expect(made.table.columns.map(\.type) == [.f64, .string, .f32, .i64, .bool, .string])
    #expect(made.table.rowCount == 50)
    #expect(made.table.columns.allSatisfy { $0.missing == nil })
    #expect(made.notes.contains { $0.contains("3 columns") })
    #expect(made.notes.contains { $0.contains("1 column of text") })
  }

  @Test func numbersFallOnBothSidesOfEveryThreshold() throws {
    let sizes = MadeRows(for: try model(), count: 300).table.columns[0].values.doubles()
    // The thresholds before scaling: 70 and 120.
    #expect(sizes.contains { $0 < 70 })
    #expect(sizes.contains { $0 > 70 && $0 < 120 })
    #expect(sizes.contains { $0 > 120 })
    #expect(sizes.allSatisfy { $0 > 0 && $0 < 200 })
    #expect(Set(sizes).count > 250)
  }

  @Test func textsAreTheCategoriesThatTheModelKnows() throws {
    let cities = MadeRows(for: try model(), count: 100).table.columns[1].values.strings
    #expect(Set((0..<100).map { cities[$0] }) == ["Oslo", "Rome"])
  }

  @Test func rowsAreTheSameInEveryRunAndScore() throws {
    let model = try model()
    let (a, b) = (MadeRows(for: model, count: 20), MadeRows(for: model, count: 20))
    for (left, right) in zip(a.table.columns, b.table.columns) where left.type == .f64 {
      #expect(left.values.doubles() == right.values.doubles())
    }
    let scores = try ScoringSession(model, threads: 1).score(a.table).columns[0].values.doubles()
    #expect(scores.allSatisfy { [1, 2, 4].contains($0) })
  }

  @Test(arguments: [
    "linear/logistic/model.pkl", "trees/forest-binary/model.pkl",
    "xgboost/booster-categories/model.json", "lightgbm/booster-binary/model.txt",
  ])
  func fixturesScoreWhatIsMadeForThem(_ path: String) throws {
    let model = try Model.open(ScoringCase.folder + path)
    let made = MadeRows(for: model, count: 30)
    #expect(try ScoringSession(model, threads: 1).score(made.table).rowCount == 30)
  }
}
