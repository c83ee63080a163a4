import Foundation
import Testing

@Suite struct BenchTests {
  private let model = fixture("trees/forest-binary/model.pkl")
  private let rows = fixture("trees/forest-binary/input.csv")

  @Test func theTableHasALineForEachSizeAndNumberOfThreads() throws {
    let run = try CommandLineRun(
      "bench", model, "--seconds", "0.001", "--batch-sizes", "1,10", "--threads", "1,2")
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.errors.isEmpty)
    #expect(run.lines.filter { $0.hasPrefix("auto") }.count == 4)
    #expect(run.output.contains("made up"))
  }

  @Test func jsonAndTheDrawingHoldTheSameCells() throws {
    let folder = try TemporaryFolder()
    let run = try CommandLineRun(
      "bench", model, "--input", rows, "--seconds", "0.001", "--batch-sizes", "5", "--threads", "1",
      "--strategies", "fused,gemm", "--kernels", "walk,automatic", "--json", "--svg",
      folder.path("plot.svg"))
    #expect(run.status == 0, "\(run.errors)")
    let result =
      try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any]
    #expect((result?["cells"] as? [Any])?.count == 4)
    #expect((result?["rows"] as? [String: Any])?["source"] as? String == "file")
    let drawing = try Data(contentsOf: URL(filePath: folder.path("plot.svg")))
    #expect(drawing.starts(with: Data("<svg ".utf8)))
  }

  @Test(arguments: [
    ["--batch-sizes", "1,x"], ["--batch-sizes", "0"], ["--batch-sizes", ""], ["--threads", "-1"],
    ["--threads", "4000"], ["--strategies", "magic"], ["--kernels", "fastest"],
    ["--seconds", "0"], ["--method", "transform"], ["--batch-sizes", "1000000", "--input", "ROWS"],
  ])
  func optionsThatMakeNoSenseAreUsageErrors(_ options: [String]) throws {
    let run = try CommandLineRun(["bench", model] + options.map { $0 == "ROWS" ? rows : $0 })
    #expect(run.status == 64)
    #expect(run.output.isEmpty)
    #expect(!run.errors.isEmpty)
  }

  @Test func aDrawingThatCannotBeWrittenIsAUsageError() throws {
    let run = try CommandLineRun(
      "bench", model, "--seconds", "0.001", "--batch-sizes", "1", "--svg", "/nowhere/plot.svg")
    #expect(run.status == 64)
    #expect(run.errors.contains("/nowhere/plot.svg"))
  }
}
