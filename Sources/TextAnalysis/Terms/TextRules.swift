// How a text becomes terms, as scikit-learn's vectorizers say it.

/// From a text to the terms that are counted.
public struct TextRules: Hashable, Sendable, Codable {
  /// What a text is cut into.
  public enum Tokens: Hashable, Sendable, Codable {
    /// What a regular expression finds (`token_pattern`).
    case found(pattern: String)
    /// What a regular expression finds, without the empty texts.
    case foundNotEmpty(pattern: String)
    /// What lies between the occurrences of a regular expression, without punctuation at the ends, and
    /// without empty texts.
    case between(pattern: String)
    /// The characters of the text (`analyzer='char'`).
    case characters
    /// The characters of each word by itself, with a space at both ends (`analyzer='char_wb'`).
    case charactersOfWords
  }

  /// Whether the text is put into lower case first.
  public var lowercase: Bool
  /// Which accents are removed then.
  public var accents: AccentStripping
  /// What the text is cut into.
  public var tokens: Tokens
  /// Words that are dropped.
  public var stopWords: [String]
  /// The fewest neighbouring tokens that make a term.
  public var shortest: Int
  /// The most neighbouring tokens that make a term.
  public var longest: Int

  /// Describes an analysis; by default scikit-learn's.
  public init(
    lowercase: Bool = true, accents: AccentStripping = .none,
    tokens: Tokens = .found(pattern: #"(?u)\b\w\w+\b"#), stopWords: [String] = [],
    shortest: Int = 1, longest: Int = 1
  ) {
    self.lowercase = lowercase
    self.accents = accents
    self.tokens = tokens
    self.stopWords = stopWords
    self.shortest = shortest
    self.longest = longest
  }

  /// The most neighbouring tokens of a term.
  public static let largestTerm = 100

  /// Whether terms have at least one token, and no more than ``largestTerm``.
  public var hasValidLengths: Bool {
    shortest >= 1 && shortest <= longest && longest <= Self.largestTerm
  }
}
