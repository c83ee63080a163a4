// The program's entry: one command of six, its errors as one line and an exit code.

import ArgumentParser
import Glibc

/// The `windhover` command.
@main
struct Windhover: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "windhover",
    abstract: "Compile trained machine-learning pipelines to tensor programs and score with them.",
    discussion: """
      MODEL is a file of scikit-learn (pickle, joblib, skops), XGBoost (JSON, UBJSON) or LightGBM \
      (text), a model compiled by this program, or a pipeline specification in YAML. Its contents \
      say which, not its name.

      Exit codes: 0 good, 1 a check failed, 64 bad usage, 65 bad data, 66 no such input, \
      70 an internal fault.
      """,
    version: version,
    subcommands: [
      Inspect.self, Compile.self, Score.self, Verify.self, Bench.self, Operators.self,
    ])

  /// The version that `--version` prints.
  static let version = "0.1.0"

  static func main() {
    // Whoever reads the output may stop reading, which is no fault: `windhover score … | head`.
    signal(SIGPIPE, SIG_DFL)
    do {
      var command = try parseAsRoot()
      do {
        try command.run()
      } catch let error where ExitStatus.isOfRunning(error) {
        report(error)
      }
    } catch {
      exit(withError: error)
    }
  }

  private static func report(_ error: any Error) -> Never {
    let status = ExitStatus(of: error)
    var message = "\(error)".split(whereSeparator: \.isNewline).joined(separator: " ")
    if status == .internalFault { message = "internal fault: \(message); please report it" }
    writeToStandardError("windhover: \(message)\n")
    Glibc.exit(status.rawValue)
  }
}

/// Writes text to standard error.
func writeToStandardError(_ text: String) {
  _ = writeAll(text, to: STDERR_FILENO)
}

/// Writes text to standard output, all of it.
/// - Throws: `OutputError` where that fails.
func writeToStandardOutput(_ text: String) throws {
  guard writeAll(text, to: STDOUT_FILENO) else {
    throw OutputError(
      path: "standard output", reason: "cannot write: \(String(cString: strerror(errno)))")
  }
}

/// Writes text to a descriptor, as often as the system takes only a part of it.
private func writeAll(_ text: String, to descriptor: Int32) -> Bool {
  var bytes = Array(text.utf8)[...]
  while !bytes.isEmpty {
    let written = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    if written < 0, errno == EINTR { continue }
    guard written > 0 else { return false }
    bytes = bytes.dropFirst(written)
  }
  return true
}
