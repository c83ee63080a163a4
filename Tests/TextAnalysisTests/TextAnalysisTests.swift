// Texts become what Python and scikit-learn make of them.

import Testing
import TextAnalysis

struct TextAnalysisTests {
  private let cases = PythonCases.all

  @Test func lowerCaseIsPythons() throws {
    try expect(TextRules(tokens: .whole), gives: cases.lower)
  }

  @Test func accentsGoAsInScikitLearn() throws {
    try expect(
      TextRules(lowercase: false, accents: .ascii, tokens: .whole), gives: cases.ascii)
    try expect(
      TextRules(lowercase: false, accents: .unicode, tokens: .whole), gives: cases.unicode)
  }

  @Test func patternsFindWhatPythonFinds() throws {
    for pattern in cases.patterns {
      let analyzer = try TextAnalyzer(
        TextRules(lowercase: false, tokens: .found(pattern: pattern.pattern)))
      for (text, found) in zip(pattern.texts, pattern.found) {
        let terms = try analyzer.terms(of: text)
        #expect(
          terms.map(\.codePoints) == found.map(\.codePoints),
          "\(pattern.pattern) in \(text.debugDescription): \(terms), not \(found)")
      }
    }
  }

  @Test func analysesGiveScikitLearnsTerms() throws {
    for analysis in cases.analyses {
      let analyzer = try TextAnalyzer(analysis.options.rules)
      for (text, expected) in zip(cases.texts, analysis.terms) {
        let terms = try analyzer.terms(of: text)
        #expect(
          terms.map(\.codePoints) == expected.map(\.codePoints),
          "\(analysis.options) of \(text.debugDescription): \(terms), not \(expected)")
      }
    }
  }

  @Test func hashesAreScikitLearns() {
    for hash in cases.hashes {
      let found = Array(hash.text.utf8).withUnsafeBufferPointer { MurmurHash.hash($0) }
      #expect(found == hash.hash, "\(hash.text)")
    }
  }

  @Test func separatorsLeaveTrimmedPieces() throws {
    let analyzer = try TextAnalyzer(
      TextRules(lowercase: false, tokens: .between(pattern: #"\s+"#)))
    let terms = try analyzer.terms(of: " «Hello», (World)! ... it's _x_")
    #expect(terms == ["Hello", "World", "it's", "x"])
  }

  @Test func matchesThatMustNotBeEmptyAreLeftOut() throws {
    let analyzer = try TextAnalyzer(TextRules(tokens: .foundNotEmpty(pattern: #"\w*"#)))
    #expect(try analyzer.terms(of: "ab, c") == ["ab", "c"])
  }

  private func expect(_ rules: TextRules, gives expected: [String]) throws {
    let analyzer = try TextAnalyzer(rules)
    for (text, expected) in zip(cases.texts, expected) {
      let found = try analyzer.terms(of: text).first ?? ""
      #expect(
        found.codePoints == expected.codePoints,
        "\(text.debugDescription): \(found.debugDescription)")
    }
  }
}

extension TextRules.Tokens {
  /// The whole text as one token.
  fileprivate static let whole = Self.found(pattern: "(?s).+")
}
