// windhover operators

import ArgumentParser
import Scoring

extension Windhover {
  /// Lists what is read of each format, and the operators of specifications.
  struct Operators: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List what is read of each format, what is refused and why, and the operators.")

    @Option(
      help: ArgumentHelp(
        "Only this format: scikit-learn, xgboost, …; 'specification' for the operators of "
          + "specifications. (default: all)", valueName: "name"))
    var format: String?

    @Flag(help: "Print the page Documentation/operators.md.")
    var markdown = false

    @OptionGroup var json: JSONOptions

    func validate() throws {
      if markdown, json.isJSON {
        throw ValidationError("--markdown and --json contradict each other.")
      }
    }

    func run() throws {
      let reference = try OperatorReference(format: format)
      if json.isJSON {
        try printJSON(reference)
      } else {
        try writeToStandardOutput(markdown ? reference.markdown : reference.text)
      }
    }
  }
}
