// Transformers of text: sklearn2pmml's string transformers and regular expressions.

import Pipelines
import Tensors

/// Translates the transformers of one column of text, or of values as text.
struct StringTransformerTranslator: TransformerTranslator {
  let classes = [
    "StringNormalizer", "SubstringTransformer", "StringLengthTransformer",
  ].map { "sklearn2pmml.preprocessing.\($0)" }

  func allowsMissing(_ estimator: Estimator) -> Bool { true }

  func transform(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    let features = try context.castForText(features, by: estimator, openIsText: true)
    return try context.map(features, by: estimator) { value, column in
      // NumPy spells a missing value out.
      let text = Expression.apply(
        .firstKnown, try PythonText.text(of: value), .text(column.missingText))
      switch estimator.className {
      case "StringNormalizer": return .text(try normalized(text, by: estimator))
      case "StringLengthTransformer": return .number(.apply(.length, text), isInteger: true)
      default:
        let (begin, end) = (try estimator.integer("begin"), try estimator.integer("end"))
        guard begin >= 0, end >= begin, end < 1 << 31 else {
          throw estimator.malformed("end", found: "\(end)", expected: "\(begin) or more")
        }
        return .text(
          .apply(.substring, text, .number(Double(begin + 1)), .number(Double(end - begin))))
      }
    }
  }

  private func normalized(_ text: Expression, by estimator: Estimator) throws -> Expression {
    var text = text
    switch estimator.optional("function")?.text {
    case nil: break
    case "lower", "lowercase": text = .apply(.lowercase, text)
    case "upper", "uppercase": text = .apply(.uppercase, text)
    case let name?:
      throw estimator.malformed("function", found: "'\(name)'", expected: "lowercase or uppercase")
    }
    return try estimator.flag("trim_blanks", default: true) ? .apply(.trim, text) : text
  }
}

/// Translates the transformers that search for regular expressions.
struct PatternTransformerTranslator: TransformerTranslator {
  let classes = ["MatchesTransformer", "ReplaceTransformer", "WordCountTransformer"].map {
    "sklearn2pmml.preprocessing.\($0)"
  }
  let limits = [
    EstimatorLimit("replacements with references to groups", "only plain text replaces"),
    EstimatorLimit("PCRE patterns with classes of letters", "PCRE knows only ASCII ones"),
  ]

  func allowsMissing(_ estimator: Estimator) -> Bool { false }

  func transform(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    try context.requireText(of: features, by: estimator)
    return try context.map(features, by: estimator) { value, _ in
      switch estimator.className {
      case "MatchesTransformer":
        return .truth(.apply(.matches, value.expression, try pattern(of: estimator)))
      case "ReplaceTransformer":
        let replacement = try estimator.text("replacement")
        guard !replacement.contains("\\") else {
          throw estimator.unsupported("replacement='\(replacement)'; use one without backslashes")
        }
        return .text(
          .apply(.replace, value.expression, try pattern(of: estimator), .text(replacement)))
      default:
        let words = try estimator.text("word_pattern")
        let others = try estimator.text("non_word_pattern")
        let ones = Expression.apply(.replace, value.expression, .text("(\(words))"), .text("1"))
        let count = Expression.apply(
          .length, .apply(.replace, ones, .text("(\(others))"), .text("")))
        return .number(count, isInteger: true)
      }
    }
  }

  private func pattern(of estimator: Estimator) throws -> Expression {
    let pattern = try estimator.text("pattern")
    let flavour = try estimator.text("re_flavour", default: "re")
    guard flavour == "re" || !pattern.contains("\\") else {
      throw estimator.unsupported(
        "the pattern '\(pattern)' with re_flavour='\(flavour)', whose classes of letters are ASCII "
          + "only; write the letters out, or use re_flavour='re'")
    }
    return .text(pattern)
  }
}

/// Translates `ConcatTransformer`, which joins the values of a row as text.
struct ConcatTranslator: TransformerTranslator {
  let classes = ["sklearn2pmml.preprocessing.ConcatTransformer"]

  func allowsMissing(_ estimator: Estimator) -> Bool { false }

  func transform(
    _ features: Features, by estimator: Estimator, in context: inout TranslationContext
  ) throws -> Features {
    let features = try context.castForText(features, by: estimator, openIsText: true)
    let types = context.types(of: features)
    let separator = try estimator.text("separator", default: "")
    var values = features.columns.indices.map {
      PythonValue(column: features.columns[$0], type: types[$0], index: $0)
    }
    // Numbers of several types side by side are one array of fractional ones.
    if values.allSatisfy({ $0.kind == .number }), !values.allSatisfy(\.isInteger) {
      for index in values.indices { values[index].isInteger = false }
    }
    var parts: [Expression] = []
    for value in values {
      if !parts.isEmpty, !separator.isEmpty { parts.append(.text(separator)) }
      parts.append(try PythonText.text(of: value))
    }
    let joined = parts.count == 1 ? parts[0] : .apply(function: .concatenate, arguments: parts)
    return try context.evaluate(
      [(features.names.joined(separator: "_"), .text(joined))], over: features, by: estimator)
  }
}

extension TranslationContext {
  /// The features ready to be read as text: columns of whole numbers as such, where that can be told,
  /// and columns of which nothing is known as text, where `openIsText`.
  mutating func castForText(
    _ features: Features, by estimator: Estimator, openIsText: Bool = false
  ) throws -> Features {
    let types: [DType?] = features.columns.map { column in
      if holdsWholeNumbers(column) { return .i64 }
      return openIsText && isOpen(column) ? .string : nil
    }
    try require(types, of: features, by: estimator)
    noteSpelling(of: features)
    return features
  }

  /// The columns as text, as Python's `str` spells their cells.
  mutating func castToText(
    _ features: Features, by estimator: Estimator
  ) throws -> Features {
    if types(of: features).allSatisfy({ $0 == .string }) { return features }
    let features = try castForText(features, by: estimator)
    return try map(features, by: estimator) { value, _ in .text(try PythonText.text(of: value)) }
  }
}
