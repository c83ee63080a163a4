// Regular expressions over text.

import Tensors
import TextAnalysis

/// `string_matches {pattern}`: which texts a regular expression matches somewhere.
struct StringMatchesOperation: OperationDefinition {
  let name = "string_matches"
  let summary = """
    Whether the regular expression `pattern` (Python's syntax) matches somewhere in each text; false \
    where it is missing.
    """
  var traits: OperationTraits { .elementwise }

  func resultTypes(_ context: TypeContext) throws -> [ValueType] {
    try context.expectOperands(1)
    _ = try context.attributes.pattern(of: name) { context.error($0) }
    return [.tensor(.bool, try context.tensor(0, of: .string).dimensions)]
  }

  func evaluate(_ context: EvaluationContext) throws -> [Value] {
    let pattern = try context.attributes.pattern(of: name) { context.error($0) }
    let x = try context.tensor(0)
    let matches = try (0..<x.count).map { index in
      try x.strings[index].map { try pattern.occurs(in: $0) } ?? false
    }
    return [.tensor(Tensor(matches, shape: x.shape))]
  }

  func gradient(_ context: GradientContext) throws -> [ValueID?] { [nil] }
}

/// `string_replace {patterns, replacements, ignores_case, repeats}`: each text with what regular
/// expressions match replaced.
struct StringReplaceOperation: OperationDefinition {
  let name = "string_replace"
  let summary = """
    Each text with every match of the regular expressions `patterns` (Python's syntax), one after the \
    other, replaced by the text at the same place in `replacements`; missing text stays missing. Where \
    it `ignores_case`, ASCII letters match in both cases; where it `repeats`, all are applied again \
    until nothing changes.
    """
  var traits: OperationTraits { .elementwise }

  /// More rounds than any replacements take that come to an end.
  private static let mostRounds = 1000

  func resultTypes(_ context: TypeContext) throws -> [ValueType] {
    try context.expectOperands(1)
    _ = try rules(context.attributes) { context.error($0) }
    return [.tensor(try context.tensor(0, of: .string))]
  }

  func evaluate(_ context: EvaluationContext) throws -> [Value] {
    let rules = try rules(context.attributes) { context.error($0) }
    let repeats = try context.attributes.bool("repeats", default: false, of: name)
    let x = try context.tensor(0)
    let texts = try (0..<x.count).map { index in
      try x.strings[index].map { text in
        guard let replaced = try replacing(in: text, by: rules, repeats: repeats) else {
          throw context.error("replacing does not come to an end in text \(index)")
        }
        return replaced
      }
    }
    return [.tensor(Tensor(strings: texts, shape: x.shape))]
  }

  func gradient(_ context: GradientContext) throws -> [ValueID?] { [nil] }

  private typealias Rule = (pattern: TextPattern, replacement: String)

  /// `nil` where the text changes, or grows, without end.
  private func replacing(in text: String, by rules: [Rule], repeats: Bool) throws -> String? {
    var result = text
    for _ in 0..<Self.mostRounds {
      let before = result
      for rule in rules {
        result = try rule.pattern.replacing(in: result, with: rule.replacement)
      }
      if !repeats || result == before { return result }
      guard result.utf8.count <= 100 * text.utf8.count + 10_000 else { return nil }
    }
    return nil
  }

  private func rules(
    _ attributes: Attributes, _ error: (String) -> ProgramError
  ) throws -> [Rule] {
    let patterns = try attributes.strings("patterns", of: name)
    let replacements = try attributes.strings("replacements", of: name)
    let ignoresCase = try attributes.bool("ignores_case", default: false, of: name)
    guard patterns.count == replacements.count else {
      throw error("\(patterns.count) patterns for \(replacements.count) replacements")
    }
    return try zip(patterns, replacements).map {
      (try attributes.pattern($0, ignoresCase: ignoresCase, error), $1)
    }
  }
}

extension Attributes {
  /// The regular expression in the attribute `pattern`.
  fileprivate func pattern(
    of operation: String, _ error: (String) -> ProgramError
  ) throws -> TextPattern {
    try pattern(string("pattern", of: operation), ignoresCase: false, error)
  }

  fileprivate func pattern(
    _ text: String, ignoresCase: Bool, _ error: (String) -> ProgramError
  ) throws -> TextPattern {
    do {
      return try TextPattern(text, remembersGroups: false, ignoresCase: ignoresCase)
    } catch let failure as PatternError {
      throw error(failure.description)
    }
  }
}

extension FunctionBuilder {
  /// Which texts a regular expression of Python's matches somewhere; `bool`.
  public func stringMatches(_ x: ValueID, pattern: String) throws -> ValueID {
    try append(one: "string_matches", [x], ["pattern": .string(pattern)])
  }

  /// Each text with every match of a regular expression of Python's replaced by a text.
  public func stringReplace(
    _ x: ValueID, pattern: String, with replacement: String
  ) throws -> ValueID {
    try stringReplace(x, patterns: [pattern], with: [replacement])
  }

  /// Each text with every match of regular expressions of Python's, one after the other, replaced.
  public func stringReplace(
    _ x: ValueID, patterns: [String], with replacements: [String], ignoresCase: Bool = false,
    repeats: Bool = false
  ) throws -> ValueID {
    try append(
      one: "string_replace", [x],
      [
        "patterns": .strings(patterns), "replacements": .strings(replacements),
        "ignores_case": .bool(ignoresCase), "repeats": .bool(repeats),
      ])
  }
}
