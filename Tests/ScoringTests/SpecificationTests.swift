// Specifications: what they join, and what they refuse.

import FoundationEssentials
import Scoring
import Tables
import Tensors
import Testing

struct SpecificationTests {
  private let folder = ScoringCase.folder

  /// Opens a specification of `text`.
  private func open(_ text: String) throws -> Model {
    let path = FileManager.default.temporaryDirectory
      .appending(path: "windhover-\(UUID().uuidString).yaml").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data(text.utf8).write(to: URL(filePath: path))
    return try Model.open(path)
  }

  private func message(_ text: String) -> String {
    do {
      _ = try open(text)
      return "no error"
    } catch {
      return "\(error)"
    }
  }

  @Test func oneModelIsGivenByItsFile() throws {
    let model = try open("model: \(folder)linear/ridge/model.pkl\noutputs: predict\n")
    #expect(model.methods.map(\.name) == ["predict"])
  }

  @Test func modelsAreJoinedStepByStep() throws {
    let model = try open(
      """
      name: joined
      steps:
        - name: scaled
          model: \(folder)preprocessing/scaler-standard-array/model.pkl
        - name: again
          model: \(folder)preprocessing/scaler-standard-array/model.pkl
          input: scaled
      outputs: [again.transform, scaled.transform]
      """)
    let once = try Model.open("\(folder)preprocessing/scaler-standard-array/model.pkl")
    let width = once.inputs.count
    #expect(model.methods.map(\.name) == ["again.transform", "scaled.transform"])
    #expect(model.methods[0].columnNames.count == width)
    let rows = Table(
      columns: (0..<width).map { Column(name: "c\($0)", values: Tensor([1.0, 2.0, -3.5])) },
      rowCount: 3)
    let first = try ScoringSession(once).score(rows)
    let second = try ScoringSession(once).score(first)
    let joined = try ScoringSession(model).score(rows)
    #expect(joined.columns[0].values.doubles() == second.columns[0].values.doubles())
    #expect(joined.columns[width].values.doubles() == first.columns[0].values.doubles())
  }

  @Test func whatIsWrongIsRefusedWithItsLine() {
    #expect(message("model: a.pkl\nmodles: b").contains("line 2"))
    #expect(message("model: a.pkl\nmodles: b").contains("'modles'"))
    #expect(message("name: x\nsteps:\n  - name: a\n    model: [1]\n").contains("line 4"))
    #expect(message("name: x\ninputs:\n  - {name: a, type: float}\nmodel: m").contains("line 3"))
    #expect(message("name: x\n").contains("neither 'model' nor 'steps'"))
    #expect(message("name: x\nmodel: a.pkl\nsteps: []\n").contains("line 3"))
    #expect(message("name: [x\n").contains("does not parse"))
  }

  @Test func anOutputThatDoesNotExistIsRefused() {
    let text = "model: \(folder)linear/ridge/model.pkl\noutputs:\n  - probabilities\n"
    #expect(message(text).contains("line 3"))
    #expect(message(text).contains("'predict'"))
  }

  private let handWritten = """
    name: by hand
    inputs:
      - {name: a, type: number}
      - {name: b, type: number}
      - {name: town, type: text}
    steps:
      - name: scaled
        operator: scale
        parameters: {offset: [1, 2], divisor: [2, 4]}
        input: [a, b]
      - name: towns
        operator: one-hot
        parameters:
          dtype: f64
          columns: [{categories: [Oslo, {text: "7"}, null], codes: [0, 1, 2], unknown: none, slotCount: 3}]
        input: town
      - name: score
        operator: linear
        parameters: {weights: [1, 2, 10, 20, 30], featureCount: 5, bias: [0.5]}
        input: [scaled, towns]
      - {name: probability, operator: link, parameters: {function: {logistic: 1}}, input: score}
      - name: predict
        operator: decide
        parameters: {labels: [no one, some one], rule: {above: 0.5}}
        input: probability
      - {name: doubled, operator: add, tables: [score, score]}
    outputs: [predict, score, doubled]
    """

  @Test func operatorsAreWrittenByHand() throws {
    let rows = Table(
      columns: [
        Column(name: "a", values: Tensor([1.0, 3, -100, 2])),
        Column(name: "b", values: Tensor([2.0, 4, 2, 2])),
        Column(
          name: "town", values: Tensor(strings: ["Oslo", "Rome", "7", nil])),
      ], rowCount: 4)
    let scores = try ScoringSession(open(handWritten)).score(rows)
    #expect(scores.columnNames == ["predict", "score", "doubled"])
    #expect(scores.columns[1].values.doubles() == [10.5, 2.5, -30, 31])
    #expect(scores.columns[2].values.doubles() == [21, 5, -60, 62])
    #expect(
      (0..<4).map { scores.columns[0].values.strings[$0] } == [
        "some one", "some one", "no one", "some one",
      ])
  }

  @Test func whatIsWrongWithAnOperatorIsRefusedWithItsLine() {
    func changed(_ old: String, _ new: String) -> String {
      message(handWritten.replacing(old, with: new))
    }
    #expect(changed("operator: scale", "operator: scael").contains("'scael'"))
    #expect(changed("offset:", "offfset:").contains("has no parameter 'offfset'"))
    #expect(changed("bias: [0.5]", "bias: [0.5], base: 2").contains("line 19: operator 'linear'"))
    #expect(changed(", bias: [0.5]", "").contains("the parameter 'bias' is missing"))
    #expect(changed("[1, 2, 10, 20, 30]", "[1, x]").contains("parameter 'weights[1]'"))
    #expect(changed("featureCount: 5", "featureCount: 4").contains("step 'score': "))
    #expect(changed("tables: [score, score]", "tables: [scores]").contains("'scores' is neither"))
    #expect(changed("operator: add,", "").contains("neither a model nor an operator"))
  }

  @Test func aSpecificationThatNamesItselfIsRefused() throws {
    let folder = FileManager.default.temporaryDirectory
    let name = "windhover-\(UUID().uuidString).yaml"
    let path = folder.appending(path: name).path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data("model: \(name)\n".utf8).write(to: URL(filePath: path))
    let error = #expect(throws: ScoringError.self) { try Model.open(path) }
    #expect(error?.message.contains("name each other") == true)
  }
}
