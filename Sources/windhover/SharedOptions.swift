// Options that several commands have.

import ArgumentParser
import PipelineCompiler
import Tables

/// `--threads`.
struct ThreadOptions: ParsableArguments {
  @Option(help: ArgumentHelp("How many threads to use. (default: all processors)", valueName: "n"))
  var threads: Int?

  func validate() throws {
    guard threads.map({ (1...1024).contains($0) }) ?? true else {
      throw ValidationError("--threads must be between 1 and 1024.")
    }
  }
}

/// `--missing`.
struct MissingOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Fields of text input that mean a missing value, separated by commas. An empty one among them "
        + "is the empty field of a text column; '' alone is none but the empty field of a numeric "
        + "column. (default: ,NA,NaN,nan,null)", valueName: "tokens"))
  var missing: String?

  /// The tokens, or `nil` for the default ones.
  var tokens: [String]? {
    missing.map { text in
      text.isEmpty
        ? [] : text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
  }
}

/// `--no-optimize` and `--allow-reassociation`.
struct OptimizerOptions: ParsableArguments {
  @Flag(help: "Compile the model's operators as they are; the numbers are the same.")
  var noOptimize = false

  @Flag(
    help: ArgumentHelp(
      "Let the optimiser add numbers in another order, so that the last digits may differ."))
  var allowReassociation = false

  func validate() throws {
    if noOptimize, allowReassociation {
      throw ValidationError("--no-optimize and --allow-reassociation contradict each other.")
    }
  }

  /// What the compiler is told.
  func compilerOptions(strategy: TreeStrategy = .auto) -> CompilerOptions {
    CompilerOptions(
      strategy: strategy, optimize: !noOptimize, allowReassociation: allowReassociation)
  }
}

/// `--json`.
struct JSONOptions: ParsableArguments {
  @Flag(name: .customLong("json"), help: "Print the result as JSON.")
  var isJSON = false
}

extension TreeStrategy: ExpressibleByArgument {}
