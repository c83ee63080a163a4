// windhover compile

import ArgumentParser
import PipelineCompiler
import Scoring
import Tensors

extension Windhover {
  /// Compiles a model to a tensor program in a file.
  struct Compile: ParsableCommand {
    /// What `--json` prints.
    struct Summary: Encodable {
      var model: String
      var output: String
      var strategy: String
      var methods: [String]
      var bytes: Int
      var seconds: Double
    }

    static let configuration = CommandConfiguration(
      abstract: "Compile a model to a tensor program in a safetensors file.",
      discussion: "The file scores as the model does, and opens faster.")

    @Argument(help: "The model file, or a pipeline specification in YAML.")
    var model: String

    @Option(
      name: [.short, .long],
      help: ArgumentHelp("The file to write.", valueName: "out.safetensors"))
    var output: String

    @Option(help: "How trees become tensor operations; all strategies give the same numbers.")
    var strategy: TreeStrategy = .auto

    @OptionGroup var optimizer: OptimizerOptions
    @OptionGroup var threads: ThreadOptions
    @OptionGroup var json: JSONOptions

    func run() throws {
      let progress = Progress()
      let source = try Model.open(model)
      let compiled = try source.compiled(
        methods: source.methods.map(\.name), options: optimizer.compilerOptions(strategy: strategy))
      do {
        try compiled.write(to: output)
      } catch let error as TensorFileError {
        throw OutputError(path: output, reason: error.found)
      }
      let summary = Summary(
        model: model, output: output, strategy: compiled.strategy.rawValue,
        methods: compiled.outputs.map(\.method), bytes: fileSize(output) ?? 0,
        seconds: progress.seconds)
      if json.isJSON {
        try printJSON(summary)
      } else {
        try writeToStandardOutput(
          "\(output): \(compiled.name), \(summary.methods.joined(separator: ", ")), "
            + "\(summary.bytes) bytes\n")
      }
    }
  }
}
