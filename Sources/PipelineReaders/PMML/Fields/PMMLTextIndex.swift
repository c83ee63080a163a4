// TextIndex: how often a term occurs in a text.

import Pipelines

/// Translates a `TextIndex`.
struct PMMLTextIndex {
  let formulas: PMMLFormulas
  let element: PMMLElement

  /// The number, weighted.
  func value() throws -> PMMLValue {
    let text = try formulas.named(element.required("textField"), at: element)
      .cast(to: .string, at: element)
    guard let formula = element.children.first(where: { $0.name != "TextIndexNormalization" })
    else { throw element.error("there is no term") }
    guard let term = try formulas.value(of: formula).literal else {
      throw element.unsupported("a term that differs from row to row")
    }
    guard element.bool("tokenize") ?? true else { throw element.unsupported("tokenize='false'") }
    let isCaseSensitive = element.bool("isCaseSensitive") ?? false
    let counting = TermCounting(
      words: try words(), isCaseSensitive: isCaseSensitive,
      largestDistance: try element.int("maxLevenshteinDistance") ?? 0,
      countsBestOnly: (element["countHits"] ?? "allHits") == "bestHits",
      replacements: try element.children("TextIndexNormalization").map {
        try replacements($0, isCaseSensitive: isCaseSensitive)
      })
    let count = Expression.termCount(term: term, counting: counting, text: text.expression)
    switch element["localTermWeights"] ?? "termFrequency" {
    case "termFrequency": return PMMLValue(expression: count, type: .integer)
    case "binary":
      let binary = Expression.choose(
        .apply(.greaterThan, count, .number(0)), .number(1), .number(0))
      return PMMLValue(expression: binary, type: .integer)
    case "logarithmic":
      return PMMLValue(
        expression: .apply(.log10, .apply(.add, .number(1), count)), type: .double)
    case let other: throw element.unsupported("localTermWeights '\(other.prefix(40))'")
    }
  }

  private func words() throws -> TermCounting.Words {
    if let pattern = element["wordRE"] { return .matching(pattern: try element.pattern(pattern)) }
    return .separated(by: try element.pattern(element["wordSeparatorCharacterRE"] ?? "\\s+"))
  }

  /// The rows of a table that says what becomes of the text first.
  private func replacements(
    _ table: PMMLElement, isCaseSensitive: Bool
  ) throws -> TermCounting.Replacements {
    guard
      (try table.int("maxLevenshteinDistance") ?? element.int("maxLevenshteinDistance") ?? 0) == 0
    else { throw table.unsupported("a normalisation of words that are nearly alike") }
    func name(_ attribute: String, _ fallback: String) throws -> String {
      table[attribute] == nil ? fallback : try table.columnName(attribute)
    }
    let (input, output, kind) = (
      try name("inField", "string"), try name("outField", "stem"), try name("regexField", "regex")
    )
    var result = TermCounting.Replacements(
      patterns: [], replacements: [],
      isCaseSensitive: table.bool("isCaseSensitive") ?? isCaseSensitive,
      repeats: table.bool("recursive") ?? false)
    for row in try table.requiredChild("InlineTable").inlineRows() {
      guard let pattern = row[input], let replacement = row[output] else {
        throw table.error("a row lacks '\(input)' or '\(output)'")
      }
      let isExpression = row[kind].map { ["true", "1"].contains($0.trimmed) } ?? false
      result.patterns.append(
        try table.pattern(
          isExpression ? pattern : pattern.escapedForPatterns,
          ignoresCase: !result.isCaseSensitive))
      result.replacements.append(try table.plainReplacement(replacement))
    }
    return result
  }
}
