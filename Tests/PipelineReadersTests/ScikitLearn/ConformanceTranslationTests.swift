// Third-party pickles: each is translated, or refused by a name that a person can act on.

import Archives
import Foundation
import PipelineReaders
import Testing

struct ConformanceTranslationTests {
  @Test(.enabled(if: ObjectFixtures.conformance != nil, "needs the conformance data"))
  func everyPickleIsTranslatedOrRefusedByName() throws {
    let folder = URL(filePath: try #require(ObjectFixtures.conformance))
      .appending(path: "sklearn-pkl")
    var translated = 0
    var refused: [String: Int] = [:]
    for entry in try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() {
      let file = folder.appending(path: entry).appending(path: "model.pkl")
      guard let data = try? Data(contentsOf: file) else { continue }
      let root = try ObjectFile.read(Bytes([UInt8](data)), name: entry).root
      do {
        _ = try ScikitLearnTranslator.translate(root)
        translated += 1
      } catch {
        let text = "\(error)"
        // A sound file is never called damaged.
        #expect(!text.contains(ReaderError.damaged), "\(entry): \(text)")
        let reason = text.split(separator: ": ").dropFirst().joined(separator: ": ")
        refused[reason, default: 0] += 1
      }
    }
    print("translated \(translated) of \(translated + refused.values.reduce(0, +))")
    for (reason, count) in refused.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
      print("refused \(count): \(reason)")
    }
  }
}
