// How rows are matched with a model's inputs.

import PipelineCompiler
import Pipelines
import Scoring
import Tables
import Tensors
import Testing

struct RowBindingTests {
  /// A model that gives back its columns, scaled by 2 and 10.
  private func session(names: [String?], allowsMissing: Bool = true) throws -> ScoringSession {
    var pipeline = Pipeline(
      name: "doubling",
      inputs: names.map { InputColumn(name: $0, dtype: .f64, allowsMissing: allowsMissing) })
    let table = try pipeline.apply(AffineColumns(scale: [2, 10], shift: nil), to: [.input])
    pipeline.outputs = [
      PipelineOutput(
        method: "transform", table: table, columnNames: ["transform[0]", "transform[1]"],
        isDefault: true)
    ]
    return try ScoringSession(Model(pipeline), threads: 1)
  }

  private func table(_ columns: [(String, Tensor)]) -> Table {
    Table(
      columns: columns.map { Column(name: $0, values: $1) },
      rowCount: columns.first?.1.count ?? 0)
  }

  private func message(_ body: () throws -> Table) -> String {
    do {
      _ = try body()
      return "no error"
    } catch {
      return "\(error)"
    }
  }

  @Test func columnsMatchByNameAndOthersAreIgnored() throws {
    let rows = table([
      ("b", Tensor([3.0, 4])), ("x", Tensor(strings: ["?", "?"])), ("a", Tensor([Int64(1), 2])),
    ])
    let scores = try session(names: ["a", "b"]).score(rows)
    #expect(scores.columnNames == ["transform[0]", "transform[1]"])
    #expect(scores.columns[0].values.doubles() == [2, 4])
    #expect(scores.columns[1].values.doubles() == [30, 40])
  }

  @Test func columnsMatchByPositionWhereNamesAreNotKnown() throws {
    let rows = table([("b", Tensor([3.0])), ("a", Tensor([1.0]))])
    let scores = try session(names: [nil, nil]).score(rows)
    #expect(scores.columns[0].values.doubles() == [6])
  }

  @Test func aMissingColumnIsAnErrorThatListsBothSides() throws {
    let session = try session(names: ["a", "b"])
    let text = message { try session.score(table([("a", Tensor([1.0])), ("c", Tensor([1.0]))])) }
    #expect(text.contains("'b' are missing"))
    #expect(text.contains("'a', 'c'"))
  }

  @Test func aWrongNumberOfColumnsIsAnError() throws {
    let session = try session(names: [nil, nil])
    let text = message { try session.score(table([("a", Tensor([1.0]))])) }
    #expect(text.contains("1 columns"))
    #expect(text.contains("takes 2"))
  }

  @Test func textForANumberIsRefusedByRow() throws {
    let session = try session(names: ["a", "b"])
    let rows = table([("a", Tensor(strings: [nil, "many"])), ("b", Tensor([1.0, 2]))])
    let text = message { try session.score(rows) }
    #expect(text.contains("'a'") && text.contains("'many' in row 1"))
  }

  @Test func aMissingCellIsRefusedWhereTheModelTakesNone() throws {
    let session = try session(names: ["a", "b"], allowsMissing: false)
    let rows = table([("a", Tensor([1.0, 2])), ("b", Tensor([1.0, .nan]))])
    let text = message { try session.score(rows) }
    #expect(text.contains("'b'") && text.contains("row 1"))
  }

  @Test func aMatrixIsUsedAsItLies() throws {
    let matrix = Tensor([1.0, 2, 3, 4], shape: [2, 2])
    let rows = Table(matrix: matrix)
    let scores = try session(names: ["a", "b"]).score(rows)
    #expect(scores.columns[1].values.doubles() == [20, 40])
  }

  @Test func anUnknownMethodIsRefused() throws {
    let pipeline = Pipeline(name: "empty", inputs: [])
    #expect(throws: ScoringError.self) {
      try ScoringSession(Model(pipeline), methods: ["predict"], threads: 1)
    }
  }
}
