// windhover bench

import ArgumentParser
import FoundationEssentials
import PipelineCompiler
import Scoring
import Tables
import TensorRuntime

extension Windhover {
  /// Measures a model.
  struct Bench: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Measure a model's throughput and latency.",
      discussion: """
        Each call scores a batch of rows that are in memory, others than the call before, and gives the \
        predictions as matrices: what a program sees that has the library built in. Times are those of \
        whole calls. Without ROWS, rows are made up from what the model says of its columns.
        """)

    @Argument(help: "The model file, a compiled model, or a pipeline specification in YAML.")
    var model: String

    @Option(
      name: [.short, .long],
      help: ArgumentHelp("The rows. (default: random ones that fit the model)", valueName: "rows"))
    var input: String?

    @Option(
      help: ArgumentHelp(
        "How many rows a call scores, separated by commas. (default: 1,100,10000,100000, as far as "
          + "there are rows)", valueName: "n,…"))
    var batchSizes: NumberList?

    @Option(
      help: ArgumentHelp(
        "How many threads to use, separated by commas. (default: 1 and all processors)",
        valueName: "n,…"))
    var threads: NumberList?

    @Option(
      help: ArgumentHelp(
        "How trees become tensor operations, separated by commas: "
          + NameList<TreeStrategy>.allNames + ".", valueName: "name,…"))
    var strategies = NameList([TreeStrategy.auto])

    @Option(
      help: ArgumentHelp(
        "Kernels of tree ensembles, separated by commas: " + NameList<TreeKernelChoice>.allNames
          + ".", valueName: "name,…"))
    var kernels = NameList([TreeKernelChoice.automatic])

    @Option(
      help: ArgumentHelp("How long to time each batch size in each setting.", valueName: "seconds"))
    var seconds = 0.5

    @Option(
      help: ArgumentHelp(
        "A method to give; may be repeated. (default: those that the model's kind usually has)",
        valueName: "name"))
    var method: [String] = []

    @OptionGroup var missing: MissingOptions

    @Option(help: ArgumentHelp("A file to draw the result in, as SVG.", valueName: "file"))
    var svg: String?

    @OptionGroup var json: JSONOptions

    func validate() throws {
      guard seconds > 0, seconds <= 3600 else {
        throw ValidationError("--seconds must be more than 0 and at most 3600.")
      }
      guard batchSizes?.numbers.allSatisfy({ $0 <= 100_000_000 }) ?? true else {
        throw ValidationError("--batch-sizes must be at most 100000000.")
      }
      guard threads?.numbers.allSatisfy({ $0 <= 1024 }) ?? true else {
        throw ValidationError("--threads must be between 1 and 1024.")
      }
      guard Set(method).count == method.count else {
        throw ValidationError("--method names a method twice.")
      }
    }

    func run() throws {
      var options = ModelBenchmark.Options()
      options.batchSizes = batchSizes?.numbers
      options.threads = threads?.numbers
      options.strategies = strategies.values
      options.kernels = kernels.values
      options.seconds = seconds
      options.methods = method.isEmpty ? nil : method
      let reader = try input.map {
        try TableReader(path: $0, options: TableReadingOptions(missingTokens: missing.tokens))
      }
      var progress = Progress()
      defer { progress.finish() }
      let result = try ModelBenchmark(model, options: options).run(reader) { setting, batchSize in
        progress.show(
          "\(setting.strategy), \(setting.kernel), \(setting.threads) threads, \(batchSize) rows")
      }
      progress.finish()
      if let svg { try write(result.svg, to: svg) }
      if json.isJSON { try printJSON(result) } else { try writeToStandardOutput(result.text) }
    }

    private func write(_ text: String, to path: String) throws {
      do {
        try Data(text.utf8).write(to: URL(filePath: path))
      } catch {
        throw OutputError(path: path, reason: "cannot be written")
      }
    }
  }
}
