import Foundation
import Testing

@Suite struct FailureTests {
  private let model = fixture("trees/forest-binary/model.pkl")
  private let rows = fixture("trees/forest-binary/input.csv")

  /// Expects one line on standard error, nothing on standard output, and an exit code.
  private func expect(_ run: CommandLineRun, _ status: Int32, _ message: String) {
    #expect(run.status == status)
    #expect(run.output.isEmpty)
    #expect(run.errors.hasPrefix("windhover: "))
    #expect(run.errors.split(separator: "\n").count == 1, "\(run.errors)")
    #expect(run.errors.contains(message), "\(run.errors)")
  }

  @Test func aMissingFileIsNoInput() throws {
    expect(try CommandLineRun("inspect", "none.pkl"), 66, "none.pkl")
    expect(try CommandLineRun("score", model, "--input", "none.csv"), 66, "none.csv")
    expect(
      try CommandLineRun("verify", model, "--input", rows, "--expected", "none.csv"), 66, "none.csv"
    )
  }

  @Test(arguments: [
    ["score"], ["nonsense"], ["inspect", "a", "--format", "pdf"], ["inspect", "a", "--nonsense"],
    ["score", "a", "--input", "b", "--batch-size", "0"],
    ["score", "a", "--input", "b", "--threads", "none"],
    ["verify", "a", "--input", "b", "--expected", "c", "--rtol", "-1"],
    ["inspect", "a", "--json", "--format", "svg"], ["inspect", "a", "--passes", "--format", "svg"],
    ["score", "a", "-i", "b", "--no-optimize", "--allow-reassociation"],
    ["compile", "a", "-o", "b", "--strategy", "best"],
  ])
  func badUsageIsSaidWithTheUsage(_ arguments: [String]) throws {
    let run = try CommandLineRun(arguments)
    #expect(run.status == 64)
    #expect(run.errors.contains("Usage: windhover"))
  }

  @Test func aTreeKernelThatDoesNotExistIsBadUsage() throws {
    let run = try CommandLineRun(
      ["score", model, "--input", rows], variables: ["WINDHOVER_TREE_KERNEL": "hover"])
    expect(run, 64, "WINDHOVER_TREE_KERNEL: this processor runs no kernel called 'hover'")
  }

  @Test func contentsOfNoKnownKindAreBadData() throws {
    expect(try CommandLineRun("inspect", "LICENSE"), 65, "no format that is known")
  }

  @Test(arguments: [1, 2, 10, 100, 1000])
  func aTruncatedModelIsBadData(_ length: Int) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("model.pkl", try contents(model).prefix(length))
    expect(try CommandLineRun("inspect", path), 65, "model.pkl")
  }

  @Test func aPickleThatWouldRunACommandRunsNothing() throws {
    let folder = try TemporaryFolder()
    let mark = folder.path("mark")
    let pickle = Data([0x80, 2]) + Data("cposix\nsystem\n(S'touch \(mark)'\ntR.".utf8)
    expect(try CommandLineRun("inspect", folder.write("model.pkl", pickle)), 65, "model.pkl")
    #expect(!FileManager.default.fileExists(atPath: mark))
  }

  @Test func anUnknownMethodIsBadUsageAndTheKnownOnesAreListed() throws {
    let run = try CommandLineRun("score", model, "--input", rows, "--method", "transform")
    expect(run, 64, "'predict_proba'")
  }

  @Test func columnsThatDoNotFitAreListedOnBothSides() throws {
    let named = "Examples/flights/model.pkl"
    let run = try CommandLineRun("score", named, "--input", "-", input: "origin,rows\nJFK,1\n")
    expect(run, 65, "'rows'")
    #expect(run.errors.contains("'carrier'"))
    let expected = try CommandLineRun("verify", model, "--input", rows, "--expected", rows)
    expect(expected, 65, "'a'")
    #expect(expected.errors.contains("'predict_proba[0]'"))
  }

  @Test func anOutputThatCannotBeWrittenIsBadUsage() throws {
    let output = "/nonexistent/out.csv"
    expect(
      try CommandLineRun("score", model, "--input", rows, "--output", output), 64, output)
    expect(try CommandLineRun("compile", model, "--output", output), 64, output)
  }
}
