// Words of texts, as onnxruntime's `Tokenizer` finds them for converters of text vectorizers.

import PipelineReaders
import TensorIR
import Tensors
import TextAnalysis

/// The words of one text a row.
///
/// How many there are is not known, so that they are no tensor: they can only be counted.
struct TextTokens {
  /// A text for each row.
  let texts: ValueID
  /// The regular expression that finds the words.
  let pattern: String

  static var rules: [String: OperatorRule] {
    ["Tokenizer": { c in [.tokens(try TextTokens(c))] }]
  }

  /// Operators that only change the shape, which counting does not see.
  static let reshaping: Set = ["Flatten", "Reshape", "Squeeze", "Unsqueeze", "Identity"]

  private init(_ c: NodeContext) throws {
    let x = try c.tensor(0)
    guard c.dtype(x) == .string, (1...2).contains(c.rank(x)),
      c.type(x).dimensions.dropFirst().allSatisfy({ $0 == 1 })
    else {
      throw c.node.unsupported("\(c.type(x)) to tokenize")
    }
    guard let pattern = c.node.text("tokenexp"), !pattern.isEmpty, !c.node.flag("mark"),
      c.node.int("mincharnum", 1) <= 1
    else {
      throw c.node.unsupported("words by separators, marks or a least length")
    }
    // Where several matches begin at one place, onnxruntime takes the longest and our patterns Python's
    // first: the same without alternatives, groups and lazy repetitions. Classes such as \w mean ASCII
    // there.
    guard pattern.unicodeScalars.allSatisfy(\.isASCII),
      !pattern.contains(where: { "|()?\\".contains($0) })
    else { throw c.node.unsupported("the pattern '\(pattern)' of words") }
    do {
      _ = try TextPattern(pattern)
    } catch {
      throw c.node.unsupported("the pattern of words: \(error)")
    }
    texts = c.rank(x) == 1 ? x : try c.b.reshape(x, [c.type(x).dimensions[0]])
    self.pattern = pattern
  }

  /// How often each term occurs in each text, `[rows, terms]`; a term is one or more words.
  func counts(of terms: [[String]], lengths: ClosedRange<Int>, _ c: NodeContext) throws -> ValueID {
    // A term is its words with spaces between: words with spaces could be mistaken.
    guard pattern == "." || !terms.joined().contains(where: { $0.contains(" ") }) else {
      throw c.node.unsupported("words that contain spaces")
    }
    let rules = TextRules(
      lowercase: false, tokens: .foundNotEmpty(pattern: pattern), shortest: lengths.lowerBound,
      longest: lengths.upperBound)
    guard rules.hasValidLengths else { throw c.node.error("terms of \(lengths) words") }
    let vocabulary = Tensor(strings: terms.map { $0.joined(separator: " ") })
    return try c.b.toDense(
      c.b.textCounts(
        texts, vocabulary: c.b.constant(vocabulary), rules: rules, isBinary: false, .f32))
  }
}
