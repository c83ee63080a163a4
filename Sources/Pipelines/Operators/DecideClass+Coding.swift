// How scores decide, in specifications.

extension DecideClass.Rule: Codable {
  /// Reads `largest`, `{above: 0.5}` or `{atLeast: 0.5}`.
  public init(from decoder: any Decoder) throws {
    let written = try WrittenCase(from: decoder)
    switch written.name {
    case "largest": self = .largest
    case "above": self = .above(try written.value(Double.self))
    case "atLeast": self = .atLeast(try written.value(Double.self))
    default: throw written.unknown(["largest", "{above: …}", "{atLeast: …}"])
    }
  }

  /// Writes the rule.
  public func encode(to encoder: any Encoder) throws {
    switch self {
    case .largest: try WrittenCase.encode("largest", to: encoder)
    case .above(let threshold): try WrittenCase.encode("above", threshold, to: encoder)
    case .atLeast(let threshold): try WrittenCase.encode("atLeast", threshold, to: encoder)
    }
  }
}
