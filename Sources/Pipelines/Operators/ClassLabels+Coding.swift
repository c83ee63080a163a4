// Labels in specifications: a plain list, whose elements say the type.

extension ClassLabels: Codable {
  /// Reads a list of labels, all of one type.
  public init(from decoder: any Decoder) throws {
    let list = try decoder.singleValueContainer()
    if let labels = try? list.decode([Bool].self) {
      self = .bools(labels)
    } else if let labels = try? list.decode([Int].self) {
      self = .integers(labels)
    } else if let labels = try? list.decode([Double].self) {
      self = .doubles(labels)
    } else {
      self = .strings(try list.decode([String].self))
    }
  }

  /// Writes the labels as a list.
  public func encode(to encoder: any Encoder) throws {
    var list = encoder.singleValueContainer()
    switch self {
    case .integers(let labels): try list.encode(labels)
    case .doubles(let labels): try list.encode(labels)
    case .strings(let labels): try list.encode(labels)
    case .bools(let labels): try list.encode(labels)
    }
  }
}
