// windhover score

import ArgumentParser
import Scoring
import Tables

extension Windhover {
  /// Scores rows.
  struct Score: ParsableCommand {
    /// What `--json` prints beside an output file.
    struct Summary: Encodable {
      var model: String
      var input: String
      var output: String
      var rows: Int
      var columns: [String]
      var seconds: Double
    }

    static let configuration = CommandConfiguration(
      abstract: "Give a model's predictions for rows.",
      discussion: """
        ROWS are CSV with a header, JSON lines, .npy or .npz, plain or compressed by gzip; '-' is \
        standard input. Columns are matched by name where the model knows names, otherwise by \
        position. The output is CSV, JSON lines or .npy by its extension.
        """)

    @Argument(help: "The model file, a compiled model, or a pipeline specification in YAML.")
    var model: String

    @Option(name: [.short, .long], help: ArgumentHelp("The rows.", valueName: "rows"))
    var input: String

    @Option(
      name: [.short, .long],
      help: ArgumentHelp(
        "The file to write. (default: CSV to standard output)", valueName: "output"))
    var output: String?

    @Option(
      help: ArgumentHelp(
        "A method to give; may be repeated. (default: those that the model's kind usually has)",
        valueName: "name"))
    var method: [String] = []

    @OptionGroup var missing: MissingOptions

    @Option(help: ArgumentHelp("How many rows to score at a time.", valueName: "n"))
    var batchSize = 16_384

    @OptionGroup var optimizer: OptimizerOptions
    @OptionGroup var threads: ThreadOptions

    @Flag(
      name: .customLong("json"),
      help: "Print a summary as JSON; without --output, print the predictions as JSON lines.")
    var isJSON = false

    func validate() throws {
      guard batchSize > 0 else { throw ValidationError("--batch-size must be positive.") }
      guard Set(method).count == method.count else {
        throw ValidationError("--method names a method twice.")
      }
    }

    func run() throws {
      let session = try ScoringSession(
        Model.open(model), methods: method.isEmpty ? nil : method,
        options: optimizer.compilerOptions(), threads: threads.threads)
      let reader = try TableReader(
        path: input,
        options: TableReadingOptions(missingTokens: missing.tokens, threads: threads.threads))
      let isStream = output == nil || output == "-"
      let writer = try openOutput(isStream: isStream)
      var progress = Progress()
      defer { progress.finish() }
      let rows = try session.score(reader, batchSize: batchSize) { table, count in
        try writer.write(table)
        progress.show(count)
      }
      try writer.finish()
      if isJSON, !isStream {
        progress.finish()
        try printJSON(
          Summary(
            model: model, input: input, output: output ?? "-", rows: rows,
            columns: session.columnNames, seconds: progress.seconds))
      }
    }

    private func openOutput(isStream: Bool) throws -> TableWriter {
      do {
        return try TableWriter(
          path: output ?? "-", format: isStream && isJSON ? .jsonLines : nil,
          threads: threads.threads)
      } catch  where error.kind == .unreadable {
        throw OutputError(path: output ?? "standard output", reason: error.found)
      } catch {
        throw ValidationError("\(error)")
      }
    }
  }
}
