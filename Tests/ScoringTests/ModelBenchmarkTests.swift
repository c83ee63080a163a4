// Benchmarks of models: every cell is measured, and what makes no sense is refused.

import Foundation
import PipelineCompiler
import Scoring
import Tables
import Tensors
import Testing

struct ModelBenchmarkTests {
  private static let forest = ScoringCase.folder + "trees/forest-binary/model.pkl"

  private func options(_ batchSizes: [Int]?) -> ModelBenchmark.Options {
    var options = ModelBenchmark.Options()
    options.batchSizes = batchSizes
    options.threads = [1, 2]
    options.seconds = 0.001
    return options
  }

  @Test func everySettingAndSizeIsMeasured() throws {
    var options = options([1, 70])
    options.strategies = [.auto, .gemm]
    options.kernels = [.automatic, .walk]
    options.methods = ["predict_proba"]
    var announced = 0
    let result = try ModelBenchmark(Self.forest, options: options).run { _, _ in announced += 1 }
    #expect(result.cells.count == 2 * 2 * 2 * 2)
    #expect(announced == result.cells.count)
    #expect(Set(result.cells.map(\.setting)).count == 8)
    #expect(result.methods == ["predict_proba"])
    #expect(result.rows.source == .made)
    #expect(result.refusals.isEmpty)
    for cell in result.cells {
      #expect(cell.calls >= 5)
      #expect(cell.medianSeconds > 0 && cell.medianSeconds <= cell.p99Seconds)
      #expect(cell.rowsPerSecond > 0 && cell.firstCallSeconds > 0)
    }
    #expect(result.startUp.seconds > 0)
    #expect(result.machine.processorCount > 0)
  }

  @Test func rowsOfAFileAreTakenAsTheyAre() throws {
    let rows = try TableReader(path: ScoringCase.folder + "trees/forest-binary/input.csv")
    let result = try ModelBenchmark(Self.forest, options: options(nil)).run(rows)
    #expect(result.rows.source == .file)
    #expect(result.rows.notes.isEmpty)
    // The usual sizes that there are rows for.
    #expect(result.cells.allSatisfy { $0.batchSize <= result.rows.count })
    #expect(result.cells.contains { $0.batchSize == 1 })
  }

  @Test func theResultIsTheSameAfterJSON() throws {
    let result = try ModelBenchmark(Self.forest, options: options([3])).run()
    let data = try JSONEncoder().encode(result)
    #expect(try JSONDecoder().decode(BenchmarkResult.self, from: data) == result)
  }

  @Test func theDrawingIsWellFormed() throws {
    var result = try ModelBenchmark(Self.forest, options: options([1, 10])).run()
    result.name = "<&\u{1}>"
    let svg = result.svg
    #expect(svg.hasPrefix("<svg ") && svg.hasSuffix("</svg>\n"))
    #expect(!svg.contains("nan") && !svg.contains("inf"))
    let parser = XMLText(svg)
    #expect(parser.isBalanced)
    // Two settings in two plots, the latency with its 99 percent.
    #expect(svg.components(separatedBy: "<polyline").count - 1 == 2 * 3)
  }

  @Test func theTextHasALineForEachCell() throws {
    let result = try ModelBenchmark(Self.forest, options: options([1, 10])).run()
    let lines = result.text.split(separator: "\n")
    #expect(lines.contains { $0.contains("made up") })
    #expect(lines.filter { $0.hasPrefix("auto") }.count == 4)
  }

  @Test func whatMakesNoSenseIsRefused() throws {
    var zero = options([0])
    #expect(message(zero).contains("the size of a batch was given as 0; 1 to"))
    zero = options([1])
    zero.threads = [4096]
    #expect(message(zero).contains("the number of threads was given as 4096"))
    var none = options([])
    #expect(message(none).contains("no number at all"))
    none = options([1])
    none.seconds = 0
    #expect(message(none).contains("0.0 seconds"))
    none.seconds = 1
    none.strategies = []
    #expect(message(none).contains("no strategy"))
    var unknown = options([1])
    unknown.methods = ["transform"]
    #expect(message(unknown).contains("'transform' was asked for"))
  }

  private func message(_ options: ModelBenchmark.Options) -> String {
    do {
      _ = try ModelBenchmark(Self.forest, options: options).run()
      return "no error"
    } catch {
      return "\(error)"
    }
  }

  @Test func batchesLargerThanTheInputAreRefused() throws {
    let rows = try TableReader(path: ScoringCase.folder + "trees/forest-binary/input.csv")
    let error = #expect(throws: ScoringError.self) {
      try ModelBenchmark(Self.forest, options: options([1_000_000])).run(rows)
    }
    #expect(
      error?.message.hasPrefix("batches of 1000000 rows were asked for, but there are") == true)
  }

  @Test func aCompiledModelKeepsItsStrategy() throws {
    let path = FileManager.default.temporaryDirectory
      .appending(path: "windhover-\(UUID()).safetensors").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Model.open(Self.forest).compiled(methods: nil, options: CompilerOptions(strategy: .fused))
      .write(to: path)
    var options = options([1])
    #expect(try ModelBenchmark(path, options: options).run().cells.count == 2)
    options.strategies = [.gemm]
    let error = #expect(throws: ScoringError.self) {
      try ModelBenchmark(path, options: options).run()
    }
    #expect(error?.message.contains("compiled already, with the strategy 'fused'") == true)
  }
}

/// The tags of an XML text.
private struct XMLText {
  /// Whether every tag that is opened is closed, in order.
  let isBalanced: Bool

  init(_ text: String) {
    var open: [Substring] = []
    var isBalanced = true
    for part in text.split(separator: "<").map({ $0.prefix { $0 != ">" } }) {
      if part.hasSuffix("/") { continue }
      if part.hasPrefix("/") {
        isBalanced = isBalanced && open.popLast() == part.dropFirst()
      } else {
        open.append(part.prefix { $0 != " " && $0 != "\n" })
      }
    }
    self.isBalanced = isBalanced && open.isEmpty
  }
}
