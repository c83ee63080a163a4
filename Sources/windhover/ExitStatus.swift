// Which exit code an error means.

import Archives
import ArgumentParser
import PipelineCompiler
import PipelineReaders
import Pipelines
import Scoring
import Tables
import Tensors

/// The exit codes of the program, after `sysexits.h`.
enum ExitStatus: Int32 {
  /// A check failed: predictions are not as expected.
  case checkFailed = 1
  /// The arguments make no sense.
  case usage = 64
  /// A file's contents are not what they should be, or do not fit each other.
  case data = 65
  /// A file is not there, or cannot be read.
  case noInput = 66
  /// A fault of this program, or of the machine.
  case internalFault = 70

  /// The code for an error.
  init(of error: any Error) {
    switch error {
    case let error as TableError: self.init(error.kind)
    case let error as TensorFileError:
      self = error.kind == .noSuchFile || error.kind == .unreadable ? .noInput : .data
    case let error as ScoringError: self = error.kind == .request ? .usage : .data
    case is ReaderError, is PipelineError, is CompilerError, is ArchiveError: self = .data
    case is OutputError: self = .usage
    default: self = .internalFault
    }
  }

  private init(_ kind: TableError.Kind) {
    switch kind {
    case .noSuchFile, .unreadable: self = .noInput
    case .unrecognised, .malformed, .value, .columns, .tooLarge: self = .data
    }
  }

  /// Whether an error comes from running a command, and not from its arguments, which the argument
  /// parser reports itself, as it does a request for help.
  static func isOfRunning(_ error: any Error) -> Bool {
    !(error is ExitCode) && Windhover.exitCode(for: error) == .failure
  }
}

/// An output that cannot be written.
struct OutputError: Error, CustomStringConvertible {
  /// Where the output was to go.
  let path: String
  /// Why it cannot.
  let reason: String

  var description: String { "\(path): \(reason); give a path that can be written" }
}
