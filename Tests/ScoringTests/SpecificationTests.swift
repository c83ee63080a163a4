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
}
