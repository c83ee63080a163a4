// Running the built command as a user does.

import Foundation

/// One run of `windhover`: what it printed, and how it ended.
struct CommandLineRun {
  /// What came on standard output.
  let output: String
  /// What came on standard error.
  let errors: String
  /// The exit code.
  let status: Int32
  /// The lines of standard output.
  var lines: [Substring] { output.split(separator: "\n") }

  /// Runs `windhover` with `arguments` in the package's folder; `input` is its standard input.
  init(_ arguments: String..., input: String = "") throws {
    try self.init(arguments, input: input)
  }

  /// Runs `windhover` with a list of arguments, and with variables besides those of the environment.
  init(_ arguments: [String], input: String = "", variables: [String: String] = [:]) throws {
    let process = Process()
    process.executableURL = Self.binary
    process.arguments = arguments
    process.currentDirectoryURL = Self.package
    process.environment = ProcessInfo.processInfo.environment.merging(variables) { $1 }
    let (outputPipe, errorPipe, inputPipe) = (Pipe(), Pipe(), Pipe())
    process.standardOutput = outputPipe
    process.standardError = errorPipe
    process.standardInput = inputPipe
    try process.run()
    try inputPipe.fileHandleForWriting.write(contentsOf: Data(input.utf8))
    try inputPipe.fileHandleForWriting.close()
    output = String(
      decoding: try outputPipe.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    errors = String(
      decoding: try errorPipe.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    status = process.terminationStatus
  }

  /// The binary, which is built beside the tests.
  static let binary = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
    .deletingLastPathComponent().appending(path: "windhover")

  /// The folder of the package.
  static let package = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
}

/// A folder that is removed when the test is over.
final class TemporaryFolder {
  private let url = FileManager.default.temporaryDirectory.appending(path: "windhover-\(UUID())")

  init() throws {
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  /// The path of a file in the folder.
  func path(_ name: String) -> String { url.appending(path: name).path }

  /// Writes a file and gives its path.
  func write(_ name: String, _ contents: Data) throws -> String {
    try contents.write(to: url.appending(path: name))
    return path(name)
  }
}

/// A file of the fixtures that the tests of scoring use.
func fixture(_ path: String) -> String { "Tests/ScoringTests/Fixtures/\(path)" }

/// The contents of a file of the package.
func contents(_ path: String) throws -> Data {
  try Data(contentsOf: CommandLineRun.package.appending(path: path))
}
