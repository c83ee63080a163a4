import Archives
import Foundation
import PipelineReaders
import Pipelines
import Testing

@Suite struct CorpusTests {
  /// Inputs that a fuzzer found for the reader called `name`, each for the code that it reaches.
  private func corpus(_ name: String) throws -> ZipReader {
    let path = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Fixtures/corpora/\(name).zip")
    return try ZipReader(Bytes([UInt8](Data(contentsOf: path))))
  }

  /// The readers by the names of their corpora.
  private func read(_ name: String, _ bytes: Bytes) throws {
    switch name {
    case "pmml": _ = try PMMLReader.read(bytes, name: "input")
    case "catboost": _ = try CatBoostReader.read(bytes, name: "input")
    case "xgboost": _ = try XGBoostReader.read(bytes, name: "input")
    case "lightgbm": _ = try LightGBMReader.read(bytes, name: "input")
    default: _ = try ObjectFile.read(bytes, name: "input")
    }
  }

  @Test(arguments: ["pmml", "catboost", "xgboost", "lightgbm", "pickle"])
  func everyInputIsReadOrRefused(_ name: String) throws {
    let corpus = try corpus(name)
    #expect(corpus.members.count > 50)
    for member in corpus.members {
      let bytes = try corpus.contents(of: member)
      do {
        try read(name, bytes)
      } catch {
        #expect(error is ReaderError || error is PipelineError, "\(member.name): \(error)")
      }
    }
  }
}
