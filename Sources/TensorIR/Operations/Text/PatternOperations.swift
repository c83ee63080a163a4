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

/// `string_replace {pattern, replacement}`: each text with what a regular expression matches replaced.
struct StringReplaceOperation: OperationDefinition {
  let name = "string_replace"
  let summary = """
    Each text with every match of the regular expression `pattern` (Python's syntax) replaced by the \
    text `replacement`; missing text stays missing.
    """
  var traits: OperationTraits { .elementwise }

  func resultTypes(_ context: TypeContext) throws -> [ValueType] {
    try context.expectOperands(1)
    _ = try context.attributes.pattern(of: name) { context.error($0) }
    _ = try context.attributes.string("replacement", of: name)
    return [.tensor(try context.tensor(0, of: .string))]
  }

  func evaluate(_ context: EvaluationContext) throws -> [Value] {
    let pattern = try context.attributes.pattern(of: name) { context.error($0) }
    let replacement = try context.attributes.string("replacement", of: name)
    let x = try context.tensor(0)
    let texts = try (0..<x.count).map { index in
      try x.strings[index].map { try pattern.replacing(in: $0, with: replacement) }
    }
    return [.tensor(Tensor(strings: texts, shape: x.shape))]
  }

  func gradient(_ context: GradientContext) throws -> [ValueID?] { [nil] }
}

extension Attributes {
  /// The regular expression in the attribute `pattern`.
  fileprivate func pattern(
    of operation: String, _ error: (String) -> ProgramError
  ) throws -> TextPattern {
    do {
      return try TextPattern(string("pattern", of: operation), remembersGroups: false)
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
    try append(
      one: "string_replace", [x],
      ["pattern": .string(pattern), "replacement": .string(replacement)])
  }
}
