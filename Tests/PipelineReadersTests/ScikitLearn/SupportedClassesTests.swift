// The documentation lists what the translator knows.

import Foundation
import PipelineReaders
import Testing

@Suite struct SupportedClassesTests {
  @Test func theDocumentationListsEverySupportedClass() throws {
    let page = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../../Documentation/operators.md")
    let text = try String(contentsOf: page, encoding: .utf8)
    for name in ScikitLearnTranslator.supportedClasses {
      let short = name.split(separator: ".").last.map(String.init) ?? name
      #expect(text.contains("`\(short)`"), "\(name) is not in Documentation/operators.md")
    }
  }
}
