// Cells, markers of missing cells and treatments of unknown ones in specifications.

extension CellValue: Codable {
  /// Reads a number, a text, or null for a missing cell; a text that looks like one of the others is
  /// written `{text: "1"}`.
  public init(from decoder: any Decoder) throws {
    let cell = try decoder.singleValueContainer()
    if cell.decodeNil() {
      self = .missing
    } else if let number = try? cell.decode(Double.self) {
      self = .number(number)
    } else if let text = try? cell.decode(String.self) {
      self = .text(text)
    } else {
      let written = try WrittenCase(from: decoder)
      guard written.name == "text" else { throw written.unknown(["{text: …}"]) }
      self = .text(try written.value(String.self))
    }
  }

  /// Writes the cell as itself.
  public func encode(to encoder: any Encoder) throws {
    switch self {
    case .text(let text)
    where Double(text) != nil || ["", "~", "null"].contains(text.lowercased()):
      try WrittenCase.encode("text", text, to: encoder)
    case .text(let text):
      var cell = encoder.singleValueContainer()
      try cell.encode(text)
    case .number(let number):
      var cell = encoder.singleValueContainer()
      try cell.encode(number)
    case .missing:
      var cell = encoder.singleValueContainer()
      try cell.encodeNil()
    }
  }
}

extension MissingMarker: Codable {
  /// Reads the cell that marks: null, a number or a text.
  public init(from decoder: any Decoder) throws {
    switch try CellValue(from: decoder) {
    case .missing: self = .missing
    case .number(let number): self = number.isNaN ? .missing : .number(number)
    case .text(let text): self = .text(text)
    }
  }

  /// Writes the cell that marks.
  public func encode(to encoder: any Encoder) throws {
    switch self {
    case .missing: try CellValue.missing.encode(to: encoder)
    case .number(let number): try CellValue.number(number).encode(to: encoder)
    case .text(let text): try CellValue.text(text).encode(to: encoder)
    }
  }
}

extension UnknownCategory: Codable {
  /// Reads `refuse`, `none` or `{code: 3}`.
  public init(from decoder: any Decoder) throws {
    let written = try WrittenCase(from: decoder)
    switch written.name {
    case "refuse": self = .refuse
    case "none": self = .none
    case "code": self = .treatAs(try written.value(Double.self))
    default: throw written.unknown(["refuse", "none", "{code: …}"])
    }
  }

  /// Writes what an unknown cell becomes.
  public func encode(to encoder: any Encoder) throws {
    switch self {
    case .refuse: try WrittenCase.encode("refuse", to: encoder)
    case .none: try WrittenCase.encode("none", to: encoder)
    case .treatAs(let code): try WrittenCase.encode("code", code, to: encoder)
    }
  }
}
