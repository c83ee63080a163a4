// Cases of enums in specifications: a word, or a word with a value.

/// A case of an enum as it is written: `softmax`, or `{above: 0.5}`.
///
/// What the compiler derives writes `{"softmax": {}}` and `{"above": {"_0": 0.5}}`, which nobody would.
struct WrittenCase {
  /// The case's name.
  let name: String
  private let values: KeyedDecodingContainer<Key>?
  private let decoder: any Decoder

  private struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  /// Reads a case.
  init(from decoder: any Decoder) throws {
    self.decoder = decoder
    if let word = try? decoder.singleValueContainer().decode(String.self) {
      name = word
      values = nil
      return
    }
    let container = try decoder.container(keyedBy: Key.self)
    guard container.allKeys.count == 1, let key = container.allKeys.first else {
      throw DecodingError.dataCorrupted(
        DecodingError.Context(
          codingPath: decoder.codingPath,
          debugDescription: "a word, or one word with its value, was expected"))
    }
    name = key.stringValue
    values = container
  }

  /// The value that stands with the name.
  func value<Value: Decodable>(_ type: Value.Type) throws -> Value {
    guard let values else {
      throw DecodingError.valueNotFound(
        type,
        DecodingError.Context(
          codingPath: decoder.codingPath,
          debugDescription: "'\(name)' needs a value: {\(name): …}"))
    }
    return try values.decode(type, forKey: Key(stringValue: name))
  }

  /// The error of a name that is not one of `names`.
  func unknown(_ names: [String]) -> DecodingError {
    .dataCorrupted(
      DecodingError.Context(
        codingPath: decoder.codingPath,
        debugDescription: "'\(name)' is none of \(names.joined(separator: ", "))"))
  }

  /// Writes a case without a value.
  static func encode(_ name: String, to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(name)
  }

  /// Writes a case with its value.
  static func encode(
    _ name: String, _ value: some Encodable, to encoder: any Encoder
  ) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(value, forKey: Key(stringValue: name))
  }
}
