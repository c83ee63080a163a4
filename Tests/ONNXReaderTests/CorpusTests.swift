import Archives
import Foundation
import ONNXReader
import PipelineReaders
import Testing

@Suite struct CorpusTests {
  /// Inputs that a fuzzer found, each for the code that it reaches.
  private var corpus: ZipReader {
    get throws {
      let path = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "Fixtures/corpora/onnx.zip")
      return try ZipReader(Bytes([UInt8](Data(contentsOf: path))))
    }
  }

  @Test func everyInputIsReadOrRefused() throws {
    let corpus = try corpus
    #expect(corpus.members.count > 100)
    for member in corpus.members {
      // What is left in the file is read by code of our own: damage must not pass it either.
      for largeSize in [1, .max] {
        do {
          _ = try TensorModel(
            corpus.contents(of: member), name: member.name, largeSize: largeSize)
          _ = try ONNXReader.read(corpus.contents(of: member), name: member.name)
        } catch {
          #expect(error is ReaderError, "\(member.name): \(error)")
        }
      }
    }
  }
}
