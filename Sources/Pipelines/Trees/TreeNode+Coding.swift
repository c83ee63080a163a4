// Tests of tree nodes in specifications.

extension TreeNode.Test: Codable {
  /// Reads `{lessOrEqual: 2.5}`, `{less: 2.5}` or `{category: 0}`.
  public init(from decoder: any Decoder) throws {
    let written = try WrittenCase(from: decoder)
    switch written.name {
    case "lessOrEqual": self = .lessOrEqual(try written.value(Double.self))
    case "less": self = .less(try written.value(Double.self))
    case "category": self = .category(set: try written.value(Int.self))
    default: throw written.unknown(["{lessOrEqual: …}", "{less: …}", "{category: …}"])
    }
  }

  /// Writes the test.
  public func encode(to encoder: any Encoder) throws {
    switch self {
    case .lessOrEqual(let threshold): try WrittenCase.encode("lessOrEqual", threshold, to: encoder)
    case .less(let threshold): try WrittenCase.encode("less", threshold, to: encoder)
    case .category(let set): try WrittenCase.encode("category", set, to: encoder)
    }
  }
}
