// Patterns that are refused, and patterns that are slow for those who backtrack.

import Testing
import TextAnalysis

struct PatternTests {
  @Test(arguments: [
    #"(a)\1"#, "(?=a)", "(?!a)", "(?<=a)b", "(?i)a", "(?i:a)", "(?>a)", "a*+", "(a)(b)", "(?:a*)*",
    "(?:a|b*)+", "(a)+", "a**", "*a", "a{3,2}", "(a", "a)", "[a", "[b-a]", #"[\w-a]"#, #"\q"#,
    #"\N{DASH}"#, #"\x1"#, #"\U00110000"#, "a{5000}", "(?:a{1000}){1000}", "^*", "(?P<a-b>c)",
    #"\"#, "(?x)a b", "(?#c",
  ])
  func aPatternThatCannotBeKeptIsRefused(_ pattern: String) {
    #expect(throws: PatternError.self) { try TextPattern(pattern) }
  }

  @Test func deepNestingIsRefused() {
    let deep = String(repeating: "(?:", count: 10_000)
    #expect(throws: PatternError.self) { try TextPattern(deep) }
  }

  @Test(arguments: [
    ("[aeiou]+", "queue and sea", "q* *nd s*"), ("(a)|(b)", "cab", "c**"), ("x*", "axb", "*a**b*"),
    ("^a", "aa", "*a"), ("é", "Zérö", "Z*rö"), ("q", "", ""), ("$", "a", "a*"),
  ])
  func matchesAreReplacedAsInPython(_ pattern: String, _ text: String, _ expected: String) throws {
    let pattern = try TextPattern(pattern, remembersGroups: false)
    #expect(try pattern.replacing(in: text, with: "*") == expected)
    #expect(try pattern.occurs(in: text) == (text != expected))
  }

  @Test func nothingIsTriedTwice() throws {
    // A backtracking matcher needs 2^60 steps.
    let analyzer = try TextAnalyzer(TextRules(tokens: .found(pattern: "(?:a|aa){60}b")))
    #expect(try analyzer.terms(of: String(repeating: "a", count: 5000)).isEmpty)
  }

  @Test func lookingAheadAtEachPlaceIsStopped() throws {
    let analyzer = try TextAnalyzer(TextRules(tokens: .found(pattern: "a(?:.*b)?")))
    #expect(throws: PatternTooSlow.self) {
      try analyzer.terms(of: String(repeating: "a", count: 20_000))
    }
  }

  @Test func matchesAndWhatIsBetweenThemAreThoseOfPython() throws {
    #expect(try TextPattern(",\\s*").pieces(of: "a, b,,c") == ["a", "b", "", "c"])
    #expect(try TextPattern("(\\w)\\d").matches(in: "a1 b2 c") == ["a", "b"])
  }

  @Test func caseOfASCIILettersCanBeIgnored() throws {
    let pattern = try TextPattern("cAts?|[X-Z]k|[^a-z ]", ignoresCase: true)
    #expect(
      try pattern.replacing(in: "CATS caſ cat xk Y\u{212A} a BÉ", with: ".") == ". caſ . . . a B.")
    #expect(try !TextPattern("cats").occurs(in: "CATS"))
  }
}
