// Where the files of Python objects are that the tests read.

import Archives
import FoundationEssentials
import PipelineReaders

/// Files made by `Fixtures/make_objects.py`, and the conformance data where they are.
enum ObjectFixtures {
  private static let folder =
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().path
    + "/Fixtures/objects/"

  static func bytes(_ name: String) throws -> Bytes {
    Bytes([UInt8](try Data(contentsOf: URL(filePath: folder + name))))
  }

  static func text(_ name: String) throws -> String {
    String(decoding: try bytes(name), as: UTF8.self)
  }

  static func read(_ name: String) throws -> ObjectFile {
    try ObjectFile.read(try bytes(name), name: name)
  }

  /// The folder of conformance data, or `nil` where the machine has none.
  static var conformance: String? {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().path
    let shared = ProcessInfo.processInfo.environment["WINDHOVER_SHARED"] ?? root + "/../shared"
    let path = shared + "/conformance"
    return FileManager.default.fileExists(atPath: path) ? path : nil
  }
}
