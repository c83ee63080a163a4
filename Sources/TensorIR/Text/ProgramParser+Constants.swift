// Reading the elements of constants and the values of attributes.

import Tensors

extension ProgramParser {
  /// The elements of a constant of `shape`, whose number does not overflow.
  mutating func elements(_ dtype: DType, _ shape: Shape) throws -> Tensor {
    switch dtype {
    case .f64:
      return try tensor(shape) { try $0.float(Double.init(_:), nan: .nan, Double.infinity) }
    case .f32: return try tensor(shape) { try $0.float(Float.init(_:), nan: .nan, Float.infinity) }
    case .bf16:
      return try tensor(shape) {
        BFloat16(try $0.float(Float.init(_:), nan: .nan, Float.infinity))
      }
    case .i64: return try tensor(shape) { try $0.exact { Int64($0) } }
    case .i32: return try tensor(shape) { try $0.exact { Int32($0) } }
    case .i8: return try tensor(shape) { try $0.exact { Int8($0) } }
    case .bool: return try tensor(shape) { try $0.boolean() }
    case .string:
      let strings = try list("[", "]") { parser -> String? in
        try parser.skip(word: "missing") ? nil : parser.string()
      }
      guard strings.count == shape.count else { throw miscounted(strings.count, shape) }
      return Tensor(strings: strings, shape: shape)
    }
  }

  private mutating func tensor<Element: TensorElement>(
    _ shape: Shape, _ element: (inout ProgramParser) throws -> Element
  ) throws -> Tensor {
    let elements = try list("[", "]", element)
    guard elements.count == shape.count else { throw miscounted(elements.count, shape) }
    return Tensor(elements, shape: shape)
  }

  private func miscounted(_ count: Int, _ shape: Shape) -> ProgramError {
    error("\(count) elements were found for shape \(shape)")
  }

  private mutating func exact<Number>(_ read: (Substring) -> Number?) throws -> Number {
    guard case .number(let digits) = token, let number = read(digits) else {
      throw error("an integer in the dtype's range was expected")
    }
    try advance()
    return number
  }

  private mutating func float<Number: BinaryFloatingPoint>(
    _ read: (Substring) -> Number?, nan: Number, _ infinity: Number
  ) throws -> Number {
    switch token {
    case .name("nan"):
      try advance()
      return nan
    case .name("inf"):
      try advance()
      return infinity
    case .number("-nan"):
      try advance()
      return -nan
    case .number(let digits):
      guard let number = read(digits), number.isFinite || digits == "-inf" else {
        throw error("'\(digits)' is not a number of the dtype")
      }
      try advance()
      return number
    default: throw error("a number was expected")
    }
  }

  private mutating func boolean() throws -> Bool {
    if try skip(word: "true") { return true }
    guard try skip(word: "false") else { throw error("true or false was expected") }
    return false
  }

  // MARK: Attributes

  /// The attributes in braces, if there are any.
  mutating func attributes() throws -> Attributes {
    guard token == .mark("{") else { return [:] }
    var attributes: Attributes = [:]
    for (name, value) in try list(
      "{", "}",
      { parser -> (String, Attribute) in
        let name = try parser.name()
        try parser.expect("=")
        return (name, try parser.attribute())
      })
    {
      guard attributes.updateValue(value, forKey: name) == nil else {
        throw error("there are two attributes '\(name)'")
      }
    }
    return attributes
  }

  private mutating func attribute() throws -> Attribute {
    switch token {
    case .string(let text):
      try advance()
      return .string(text)
    case .number(let digits):
      if let value = Int(digits) {
        try advance()
        return .int(value)
      }
      return .double(try double())
    case .mark("@"):
      try advance()
      return .constant(try name())
    case .name(let word):
      if word == "nan" || word == "inf" { return .double(try double()) }
      try advance()
      return try attribute(beginning: word)
    default: throw error("the value of an attribute was expected")
    }
  }

  private mutating func attribute(beginning word: String) throws -> Attribute {
    switch word {
    case "true": return .bool(true)
    case "false": return .bool(false)
    case "ints": return .ints(try list("[", "]") { try $0.integer() })
    case "doubles": return .doubles(try list("[", "]") { try $0.double() })
    case "strings": return .strings(try list("[", "]") { try $0.string() })
    case "dimensions": return .dimensions(try list("[", "]") { try $0.dimension() })
    case "func":
      try expect("@")
      return .function(try name())
    default: return .dtype(try dtype(word))
    }
  }

  private mutating func double() throws -> Double {
    try float(Double.init(_:), nan: .nan, .infinity)
  }
}
