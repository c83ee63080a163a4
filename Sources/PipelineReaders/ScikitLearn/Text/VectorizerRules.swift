// What the text vectorizers' parameters say terms are.

import Pipelines
import Tensors
import TextAnalysis

extension Estimator {
  /// The rules by which a vectorizer cuts texts into terms.
  func textRules() throws -> TextRules {
    if let input = optional("input"), input.text != "content" {
      throw unsupported(
        "input=\(input.summary); read the files into a column of text and fit again")
    }
    guard optional("preprocessor") == nil else {
      throw unsupported(
        "a preprocessor of the user's own cannot be kept; use lowercase and strip_accents")
    }
    let range = try integers("ngram_range")
    guard range.count == 2 else {
      throw malformed("ngram_range", found: "\(range.count) numbers", expected: "two")
    }
    return TextRules(
      lowercase: try flag("lowercase", default: true), accents: try accentStripping(),
      tokens: try textTokens(), stopWords: try stopWords(), shortest: range[0],
      longest: range[1])
  }

  /// The dtype of counts: whole numbers are held in 64-bit floats.
  func countType() throws -> (dtype: DType, isBinary: Bool) {
    if case .global(let global)? = self["dtype"],
      ["int8", "uint8", "int16", "uint16", "float16"].contains(global.name)
    {
      throw unsupported(
        "dtype=\(global.name), in which counts overflow; use float64, float32 or int64")
    }
    switch try outputType() {
    case .f32: return (.f32, false)
    case .bool: return (.f64, true)
    default: return (.f64, false)
    }
  }

  private func accentStripping() throws -> AccentStripping {
    guard let value = optional("strip_accents"), value.boolean != false else { return .none }
    guard let name = value.text, let accents = AccentStripping(rawValue: name), accents != .none
    else {
      throw unsupported("strip_accents=\(value.summary); use 'ascii' or 'unicode'")
    }
    return accents
  }

  private func textTokens() throws -> TextRules.Tokens {
    let analyzer = try value("analyzer")
    switch analyzer.text {
    case "word": return try words()
    case "char": return .characters
    case "char_wb": return .charactersOfWords
    default:
      throw unsupported(
        "analyzer=\(analyzer.summary): functions of the user's own cannot be kept; use 'word', "
          + "'char' or 'char_wb'")
    }
  }

  private func words() throws -> TextRules.Tokens {
    guard let tokenizer = optional("tokenizer") else {
      return .found(pattern: try text("token_pattern"))
    }
    if case .object(let object) = tokenizer, let pattern = object.state.text {
      switch object.type.description {
      case "sklearn2pmml.feature_extraction.text.Splitter": return .between(pattern: pattern)
      case "sklearn2pmml.feature_extraction.text.Matcher": return .foundNotEmpty(pattern: pattern)
      default: break
      }
    }
    throw unsupported(
      "tokenizer=\(tokenizer.summary): functions of the user's own cannot be kept; use "
        + "token_pattern, or sklearn2pmml's Matcher or Splitter")
  }

  private func stopWords() throws -> [String] {
    // The other analyzers do not look at them.
    guard self["analyzer"]?.text == "word", let value = optional("stop_words") else { return [] }
    if value.text == "english" { return StopWords.english }
    let elements: [InertValue]? =
      if case .set(let set) = value { set.elements } else { value.sequence }
    let words = elements?.compactMap(\.text)
    guard let words, words.count == elements?.count else {
      throw malformed("stop_words", found: value.summary, expected: "'english' or texts")
    }
    return words
  }
}
