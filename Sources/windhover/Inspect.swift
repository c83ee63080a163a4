// windhover inspect

import ArgumentParser
import Scoring

extension Windhover {
  /// Shows what a model is made of.
  struct Inspect: ParsableCommand {
    /// The forms in which a model is shown.
    enum Format: String, ExpressibleByArgument, CaseIterable {
      case text, json, svg
    }

    static let configuration = CommandConfiguration(
      abstract: "Show a model: its parts, its inputs and outputs, and where each came from.")

    @Argument(help: "The model file.")
    var model: String

    @Option(help: "How to show it.")
    var format: Format?

    @Flag(help: "Show also the tensor program that the model is compiled to.")
    var program = false

    @Flag(help: "Show also what the optimiser does to the model before it is compiled.")
    var passes = false

    @OptionGroup var json: JSONOptions

    func validate() throws {
      if json.isJSON, let format, format != .json {
        throw ValidationError("--json and --format \(format.rawValue) contradict each other.")
      }
      for (isAsked, option) in [(program, "--program"), (passes, "--passes")] {
        if isAsked, format == .svg {
          throw ValidationError("\(option) is text; use --format text or json.")
        }
      }
    }

    func run() throws {
      let inspection = try Model.open(model).inspection(
        path: model, withProgram: program, withPasses: passes)
      switch json.isJSON ? .json : format ?? .text {
      case .text: try writeToStandardOutput(inspection.text)
      case .json: try printJSON(inspection)
      case .svg: try writeToStandardOutput(inspection.svg)
      }
    }
  }
}
