// Text that is compared with a file; run with WINDHOVER_RECORD=1 to write the files anew.

import Foundation
import Testing

/// Expects `text` to be what the file `Golden/NAME` holds.
func expectGolden(_ text: String, _ name: String) throws {
  let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden/\(name)")
  if ProcessInfo.processInfo.environment["WINDHOVER_RECORD"] != nil {
    try Data(text.utf8).write(to: file)
  }
  let expected = String(decoding: try Data(contentsOf: file), as: UTF8.self)
  #expect(text == expected, "see Golden/\(name); WINDHOVER_RECORD=1 writes it anew")
}
