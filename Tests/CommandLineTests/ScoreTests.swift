import Foundation
import Testing

@Suite struct ScoreTests {
  private let model = fixture("trees/forest-binary/model.pkl")
  private let rows = fixture("trees/forest-binary/input.csv")

  @Test func predictionsGoToStandardOutputAsCSV() throws {
    let run = try CommandLineRun("score", model, "--input", rows)
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.errors.isEmpty)
    #expect(run.lines.first == "predict,predict_proba[0],predict_proba[1]")
    let rowCount = String(decoding: try contents(rows), as: UTF8.self).split(separator: "\n").count
    #expect(run.lines.count == rowCount)
  }

  @Test func standardInputIsReadWhereThePathIsADash() throws {
    let text = String(decoding: try contents(rows), as: UTF8.self)
    let piped = try CommandLineRun("score", model, "--input", "-", input: text)
    #expect(piped.output == (try CommandLineRun("score", model, "--input", rows)).output)
  }

  @Test func methodsAreGivenInTheOrderOfTheOptions() throws {
    let run = try CommandLineRun(
      "score", model, "--input", rows, "--method", "apply", "--method", "predict")
    #expect(run.lines.first == "apply[0],apply[1],apply[2],apply[3],predict")
  }

  @Test(arguments: ["1", "3", "1000000"])
  func theBatchSizeChangesNothing(_ size: String) throws {
    let run = try CommandLineRun("score", model, "--input", rows, "--batch-size", size)
    #expect(run.output == (try CommandLineRun("score", model, "--input", rows)).output)
  }

  @Test func theExtensionSaysTheFormat() throws {
    let folder = try TemporaryFolder()
    for name in ["out.jsonl", "out.npy", "out.csv"] {
      let run = try CommandLineRun(
        "score", model, "--input", rows, "--output", folder.path(name), "--json")
      #expect(run.status == 0, "\(run.errors)")
      let summary = try JSONSerialization.jsonObject(with: Data(run.output.utf8))
      #expect((summary as? [String: Any])?["rows"] is Int)
    }
    let lines = try Data(contentsOf: URL(filePath: folder.path("out.jsonl")))
    #expect(lines.starts(with: Data(#"{"predict":"#.utf8)))
    let matrix = try Data(contentsOf: URL(filePath: folder.path("out.npy")))
    #expect(matrix.starts(with: Data([0x93]) + Data("NUMPY".utf8)))
  }

  @Test func jsonWithoutAFileIsOneObjectARow() throws {
    let run = try CommandLineRun("score", model, "--input", rows, "--json")
    let row = try #require(run.lines.first)
    let object = try JSONSerialization.jsonObject(with: Data(row.utf8)) as? [String: Any]
    #expect(object?.count == 3)
  }

  @Test func aReaderThatStopsEndsTheRunQuietly() throws {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = [
      "-c", "'\(CommandLineRun.binary.path)' score \(model) --input \(rows) | true",
    ]
    process.currentDirectoryURL = CommandLineRun.package
    let errors = Pipe()
    process.standardError = errors
    try process.run()
    #expect(try errors.fileHandleForReading.readToEnd()?.isEmpty ?? true)
    process.waitUntilExit()
  }

  @Test func wordsThatMeanMissingCanBeChosen() throws {
    let model = fixture("trees/tree-missing/model.pkl")
    let header = String(
      decoding: try contents(fixture("trees/tree-missing/input.csv")), as: UTF8.self
    )
    .split(separator: "\n")[0]
    let count = header.split(separator: ",").count
    func score(_ word: String, _ options: String...) throws -> CommandLineRun {
      let row = Array(repeating: word, count: count).joined(separator: ",")
      let text = "\(header)\n\(row)\n"
      guard let option = options.first else {
        return try CommandLineRun("score", model, "--input", "-", input: text)
      }
      return try CommandLineRun("score", model, "--input", "-", "--missing", option, input: text)
    }
    let standard = try score("NA")
    #expect(standard.status == 0, "\(standard.errors)")
    #expect(try score("?", "?,-").output == standard.output)
    #expect(try score("?").status == 65)
    #expect(try score("NA", "").status == 65)
  }

  @Test func aCompiledModelScoresAsTheModelDoes() throws {
    let folder = try TemporaryFolder()
    let direct = try CommandLineRun("score", model, "--input", rows)
    for strategy in ["auto", "gemm", "traversal", "perfect", "fused"] {
      let path = folder.path("\(strategy).safetensors")
      let run = try CommandLineRun("compile", model, "-o", path, "--strategy", strategy, "--json")
      #expect(run.status == 0, "\(run.errors)")
      #expect(try CommandLineRun("score", path, "--input", rows).output == direct.output)
    }
  }

  @Test("the optimiser changes no digit", arguments: ["table-lightgbm", "chain-scaled-trees"])
  func optimizing(_ name: String) throws {
    let arguments = [
      "score", fixture("pipelines/\(name)/model.pkl"), "--input",
      fixture("pipelines/\(name)/input.csv"),
    ]
    let optimized = try CommandLineRun(arguments)
    #expect(optimized.status == 0, "\(optimized.errors)")
    #expect(try CommandLineRun(arguments + ["--no-optimize"]).output == optimized.output)
  }
}
