// Every fixture: from the model's file to the library's predictions, also by way of a compiled file.

import FoundationEssentials
import PipelineCompiler
import Scoring
import Tables
import Testing

struct ScoringCaseTests {
  @Test(arguments: ScoringCase.all.filter { $0.refused == nil })
  func aModelPredictsWhatItsLibraryPredicts(_ scoringCase: ScoringCase) throws {
    for file in scoringCase.models {
      let model: Model
      do {
        model = try Model.open(scoringCase.path(file))
      } catch {
        Issue.record("\(scoringCase.name)/\(file) does not read: \(error)")
        continue
      }
      try check(model, scoringCase, file)
      try checkCompiled(model, scoringCase, file)
    }
  }

  @Test(arguments: ScoringCase.all.filter { $0.refused != nil })
  func aModelThatCannotScoreIsRefused(_ scoringCase: ScoringCase) {
    for file in scoringCase.models {
      #expect(throws: (any Error).self, "\(file): \(scoringCase.refused ?? "")") {
        let model = try Model.open(scoringCase.path(file))
        _ = try scoringCase.score(model, methods: nil)
      }
    }
  }

  /// Compares with the expected values all methods that are expected.
  private func check(_ model: Model, _ scoringCase: ScoringCase, _ file: String) throws {
    let names = try scoringCase.expected(like: nil).columnNames
    let methods = model.methods.filter { method in
      names.contains { method.columnNames.contains($0) }
    }.map(\.name)
    let predictions = try scoringCase.score(model, methods: methods)
    let expected = try scoringCase.expected(like: predictions)
    let result = try Verification.compare(
      predictions, expected, rtol: scoringCase.rtol ?? 1e-9, atol: scoringCase.atol ?? 1e-12)
    #expect(
      result.isPassed,
      "\(scoringCase.name)/\(file): \(result.mismatchedRowCount) rows: \(result.mismatches)")
  }

  private func checkCompiled(_ model: Model, _ scoringCase: ScoringCase, _ file: String) throws {
    guard case .pipeline(let pipeline) = model.content else { return }
    let path = FileManager.default.temporaryDirectory
      .appending(path: "windhover-\(UUID().uuidString).safetensors").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Compiler.compile(pipeline).write(to: path)
    try check(try Model.open(path), scoringCase, "\(file), compiled")
  }
}
