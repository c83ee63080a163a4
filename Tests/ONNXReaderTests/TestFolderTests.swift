import Foundation
import ONNXReader
import Testing

/// The folder of test folders.
private let folders = URL(filePath: #filePath).deletingLastPathComponent()
  .appending(path: "Fixtures/folders").path

@Suite struct TestFolderTests {
  @Test(arguments: try FileManager.default.contentsOfDirectory(atPath: folders).sorted())
  func aModelGivesWhatOnnxruntimeGives(_ name: String) throws {
    let outcomes = try TestFolder("\(folders)/\(name)").verify(rtol: 1e-4, atol: 1e-5)
    #expect(!outcomes.isEmpty)
    for outcome in outcomes {
      #expect(outcome.difference == nil, "\(outcome.output)")
    }
  }

  /// Contents that stay in the file are those that the generated reader would have copied.
  @Test(arguments: try FileManager.default.contentsOfDirectory(atPath: folders).sorted())
  func aModelWhoseContentsStayInTheFileGivesTheSame(_ name: String) throws {
    let outcomes = try TestFolder("\(folders)/\(name)", largeSize: 1)
      .verify(rtol: 1e-4, atol: 1e-5)
    #expect(!outcomes.isEmpty)
    for outcome in outcomes {
      #expect(outcome.difference == nil, "\(outcome.output)")
    }
  }

  @Test func aFolderWithoutAModelIsNone() {
    #expect(!TestFolder.recognizes(folders))
    #expect(TestFolder.recognizes("\(folders)/loop"))
  }
}
