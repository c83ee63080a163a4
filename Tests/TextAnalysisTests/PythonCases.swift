// What Python makes of some texts, from `Fixtures/make_cases.py`.

import FoundationEssentials
import TextAnalysis

struct PythonCases: Decodable {
  struct Pattern: Decodable {
    let pattern: String
    let texts: [String]
    let found: [[String]]
  }

  struct Options: Decodable {
    let lowercase: Bool?
    let analyzer: String?
    let accents: String?
    let pattern: String?
    let stopWords: String?
    let range: [Int]

    enum CodingKeys: String, CodingKey {
      case lowercase, analyzer
      case accents = "strip_accents"
      case pattern = "token_pattern"
      case stopWords = "stop_words"
      case range = "ngram_range"
    }

    var rules: TextRules {
      let tokens: TextRules.Tokens =
        switch analyzer {
        case "char": .characters
        case "char_wb": .charactersOfWords
        default: .found(pattern: pattern ?? #"(?u)\b\w\w+\b"#)
        }
      return TextRules(
        lowercase: lowercase ?? true, accents: accents.flatMap(AccentStripping.init) ?? .none,
        tokens: tokens, stopWords: stopWords == nil ? [] : StopWords.english, shortest: range[0],
        longest: range[1])
    }
  }

  struct Analysis: Decodable {
    let options: Options
    let terms: [[String]]
  }

  struct Hash: Decodable {
    let text: String
    let hash: Int32

    init(from decoder: any Decoder) throws {
      var pair = try decoder.unkeyedContainer()
      text = try pair.decode(String.self)
      hash = try pair.decode(Int32.self)
    }
  }

  let texts: [String]
  let lower: [String]
  let ascii: [String]
  let unicode: [String]
  let patterns: [Pattern]
  let analyses: [Analysis]
  let hashes: [Hash]

  static let all: PythonCases = {
    let file = URL(filePath: #filePath).deletingLastPathComponent().path + "/Fixtures/python.json"
    do {
      return try JSONDecoder().decode(
        PythonCases.self, from: Data(contentsOf: URL(filePath: file)))
    } catch {
      fatalError("the cases do not read: \(error)")
    }
  }()
}

extension String {
  /// The code points: two texts are the same to Python where these are.
  var codePoints: [UInt32] { unicodeScalars.map(\.value) }
}
