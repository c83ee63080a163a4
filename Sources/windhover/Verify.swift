// windhover verify

import ArgumentParser
import ONNXReader
import Scoring
import Tables

extension Windhover {
  /// Compares predictions with expected ones.
  struct Verify: ParsableCommand {
    /// What `--json` prints.
    struct Summary: Encodable {
      var model: String
      var input: String?
      var expected: String?
      var rtol: Double?
      var atol: Double?
      var passed: Bool
      var rows: Int
      var mismatchedRows: Int
      var largestAbsoluteDifference: Double
      var largestRelativeDifference: Double
      var mismatches: [Mismatch]
    }

    /// A cell that differs, in the summary.
    struct Mismatch: Encodable {
      var row: Int
      var column: String
      var expected: String
      var predicted: String
    }

    static let configuration = CommandConfiguration(
      abstract: "Compare a model's predictions for rows with expected ones.",
      discussion: """
        The columns of EXPECTED are named as the output of score is; there may be some of them \
        only. Labels must be equal. Numbers agree within A + R times the expected number. The exit \
        code is 1 where a row does not agree.

        Without ROWS and EXPECTED the model is held against the rows that its own file has, as PMML \
        documents can, within the tolerances that the file states.

        MODEL can be a folder in the form of ONNX's tests, which has its own inputs and outputs: \
        model.onnx, test_data_set_0/input_0.pb, test_data_set_0/output_0.pb and so on.
        """)

    @Argument(
      help: "The model file, a compiled model, a pipeline specification in YAML, or a test folder.")
    var model: String

    @Option(name: [.short, .long], help: ArgumentHelp("The rows.", valueName: "rows"))
    var input: String?

    @Option(
      name: [.short, .long], help: ArgumentHelp("The expected predictions.", valueName: "expected"))
    var expected: String?

    @Option(help: ArgumentHelp("The relative tolerance R.", valueName: "r"))
    var rtol = 1e-5

    @Option(help: ArgumentHelp("The absolute tolerance A.", valueName: "a"))
    var atol = 1e-8

    @OptionGroup var missing: MissingOptions
    @OptionGroup var threads: ThreadOptions
    @OptionGroup var json: JSONOptions

    func validate() throws {
      guard rtol >= 0, atol >= 0, rtol.isFinite, atol.isFinite else {
        throw ValidationError("--rtol and --atol must be numbers that are not negative.")
      }
      guard (input == nil) == (expected == nil) else {
        throw ValidationError("--input and --expected are given both, or neither.")
      }
    }

    func run() throws {
      if TestFolder.recognizes(model) { return try verifyFolder() }
      let result: Verification
      if let input, let expected {
        result = try verify(input, expected)
      } else if let recorded = try Model.verifyRecordedRows(of: model, threads: threads.threads) {
        result = recorded
      } else {
        throw ScoringError(
          .request, at: model, "the file has no rows of its own; give --input and --expected")
      }
      if json.isJSON { try printJSON(summary(of: result)) } else { try print(result) }
      guard result.isPassed else { throw ExitCode(ExitStatus.checkFailed.rawValue) }
    }

    private func verify(_ input: String, _ expected: String) throws -> Verification {
      let opened = try Model.open(model)
      let rows = try TableReader(
        path: input,
        options: TableReadingOptions(missingTokens: missing.tokens, threads: threads.threads))
      let answers = try TableReader(
        path: expected,
        // Words such as NA may be labels here; numbers can be NaN without being tokens.
        options: TableReadingOptions(missingTokens: [""], threads: threads.threads))
      var progress = Progress()
      defer { progress.finish() }
      return try opened.verify(
        rows, against: answers, rtol: rtol, atol: atol, threads: threads.threads
      ) { progress.show($0) }
    }

    private func verifyFolder() throws {
      let outcomes = try TestFolder(model).verify(rtol: rtol, atol: atol)
      var lines = outcomes.map { outcome in
        "\(outcome.dataSet), \(outcome.output): "
          + (outcome.difference
            ?? "equal within \(outcome.largest.absolute) absolute, \(outcome.largest.relative) relative")
      }
      let isPassed = outcomes.allSatisfy { $0.difference == nil } && !outcomes.isEmpty
      lines.append(isPassed ? "passed" : "FAILED")
      try writeToStandardOutput(lines.joined(separator: "\n") + "\n")
      guard isPassed else { throw ExitCode(ExitStatus.checkFailed.rawValue) }
    }

    private func summary(of result: Verification) -> Summary {
      Summary(
        model: model, input: input, expected: expected, rtol: input == nil ? nil : rtol,
        atol: input == nil ? nil : atol,
        passed: result.isPassed, rows: result.rowCount, mismatchedRows: result.mismatchedRowCount,
        largestAbsoluteDifference: result.largestAbsolute,
        largestRelativeDifference: result.largestRelative,
        mismatches: result.mismatches.map {
          Mismatch(row: $0.row, column: $0.column, expected: $0.expected, predicted: $0.predicted)
        })
    }

    private func print(_ result: Verification) throws {
      var lines = [
        "rows                         \(result.rowCount)",
        "largest absolute difference  \(result.largestAbsolute)",
        "largest relative difference  \(result.largestRelative)",
        "mismatched rows              \(result.mismatchedRowCount)",
      ]
      lines += result.mismatches.map {
        "  row \($0.row), \($0.column): expected \($0.expected), predicted \($0.predicted)"
      }
      lines.append(result.isPassed ? "passed" : "FAILED")
      try writeToStandardOutput(lines.joined(separator: "\n") + "\n")
    }
  }
}
