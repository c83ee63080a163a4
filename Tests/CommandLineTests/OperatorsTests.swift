import Foundation
import Testing

@Suite struct OperatorsTests {
  @Test func theDocumentationIsWhatTheProgramSaysOfItself() throws {
    let run = try CommandLineRun("operators", "--markdown")
    #expect(run.status == 0)
    try expectGolden(run.output, "../../../Documentation/operators.md")
  }

  @Test func oneFormatCanBeAskedFor() throws {
    let run = try CommandLineRun("operators", "--format", "lightgbm")
    #expect(run.output.hasPrefix("lightgbm "))
    #expect(run.output.contains("cross_entropy_lambda"))
    #expect(!run.output.contains("scikit-learn"))
  }

  @Test func aFormatThatDoesNotExistIsRefusedWithTheKnownOnes() throws {
    let run = try CommandLineRun("operators", "--format", "caffe")
    #expect(run.status == 64)
    #expect(run.errors.contains("'xgboost'"))
  }
}
