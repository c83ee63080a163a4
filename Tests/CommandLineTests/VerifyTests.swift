import Foundation
import Testing

@Suite struct VerifyTests {
  private let model = fixture("trees/forest-binary/model.pkl")
  private let rows = fixture("trees/forest-binary/input.csv")
  private let expected = fixture("trees/forest-binary/expected.csv")

  @Test func theTrainingLibrarysAnswersPass() throws {
    let run = try CommandLineRun("verify", model, "--input", rows, "--expected", expected)
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.lines.last == "passed")
  }

  @Test func aMismatchIsShownAndIsExitCodeOne() throws {
    let folder = try TemporaryFolder()
    let text = String(decoding: try contents(expected), as: UTF8.self)
    var lines = text.split(separator: "\n").map { $0.split(separator: ",").map(String.init) }
    lines[2][1] = "0.25"
    let changed = lines.map { $0.joined(separator: ",") }.joined(separator: "\n")
    let path = try folder.write("expected.csv", Data(changed.utf8))
    let run = try CommandLineRun("verify", model, "--input", rows, "--expected", path)
    #expect(run.status == 1)
    #expect(run.output.contains("row 1, predict_proba[0]: expected 0.25, predicted "))
    #expect(run.lines.last == "FAILED")
    let tolerant = try CommandLineRun(
      "verify", model, "--input", rows, "--expected", path, "--atol", "1", "--json")
    #expect(tolerant.status == 0)
    let summary = try JSONSerialization.jsonObject(with: Data(tolerant.output.utf8))
    #expect((summary as? [String: Any])?["passed"] as? Bool == true)
  }

  @Test func aTestFolderOfONNXHasItsOwnInputsAndOutputs() throws {
    let tests = CommandLineRun.package.appending(
      path: "Tests/ONNXReaderTests/Fixtures/folders/scan")
    let run = try CommandLineRun("verify", tests.path)
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.lines.first?.hasPrefix("test_data_set_0, T: equal within") == true)
    #expect(run.lines.last == "passed")
  }

  @Test func aTestFolderOfONNXWhoseOutputDiffersIsExitCodeOne() throws {
    let tests = CommandLineRun.package.appending(
      path: "Tests/ONNXReaderTests/Fixtures/folders/scan")
    let folder = try TemporaryFolder()
    let copy = URL(filePath: folder.path("scan"))
    try FileManager.default.copyItem(at: tests, to: copy)
    let output = copy.appending(path: "test_data_set_0/output_0.pb")
    var bytes = try Data(contentsOf: output)
    bytes[bytes.count - 1] ^= 0x40
    try bytes.write(to: output)
    let run = try CommandLineRun("verify", copy.path)
    #expect(run.status == 1)
    #expect(run.lines.last == "FAILED")
  }

  @Test func aModelFileNeedsRowsAndExpectedOnes() throws {
    #expect(try CommandLineRun("verify", model).status == 64)
  }

  @Test func filesOfDifferentLengthsAreBadData() throws {
    let folder = try TemporaryFolder()
    let text = String(decoding: try contents(expected), as: UTF8.self)
    let short = text.split(separator: "\n").dropLast().joined(separator: "\n")
    let run = try CommandLineRun(
      "verify", model, "--input", rows, "--expected", folder.write("e.csv", Data(short.utf8)))
    #expect(run.status == 65)
    #expect(run.errors.contains("more rows of input"))
    let long = text + (text.split(separator: "\n").last ?? "") + "\n"
    let other = try CommandLineRun(
      "verify", model, "--input", rows, "--expected", folder.write("l.csv", Data(long.utf8)))
    #expect(other.status == 65)
  }
}
