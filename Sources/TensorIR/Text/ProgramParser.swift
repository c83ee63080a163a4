// Reading the text form. The grammar has no nesting, so that no text is too deep.

import Tensors

extension Program {
  /// Reads the text form, and verifies what was read.
  ///
  /// - Parameters:
  ///   - text: What `Program.text` wrote, or a person did; `#` begins a comment.
  ///   - external: The tensors that the text calls external, by name.
  /// - Throws: `ProgramError`, of kind `syntax` with line and column, or as `verify` throws.
  public init(parsing text: String, external: [String: Tensor] = [:]) throws {
    var parser = try ProgramParser(text, external: external)
    self = try parser.parse()
    try verify()
  }
}

/// A reader of the text form, one word ahead.
struct ProgramParser {
  private var lexer: ProgramLexer
  private(set) var token: ProgramToken
  /// Where the next word begins.
  private(set) var place: String
  private let external: [String: Tensor]

  init(_ text: String, external: [String: Tensor]) throws {
    lexer = ProgramLexer(text)
    (token, place) = try lexer.next()
    self.external = external
  }

  mutating func parse() throws -> Program {
    try expect(word: "program")
    var program = Program(name: try string())
    while token != .end {
      if try skip(word: "constant") {
        let (name, tensor) = try constant(in: program)
        program.define(constant: name, tensor)
      } else if try skip(word: "func") {
        let function = try function()
        guard program.function(function.name) == nil else {
          throw error("there are two functions @\(function.name)")
        }
        program.define(function)
      } else {
        throw error("'constant' or 'func' was expected")
      }
    }
    return program
  }

  // MARK: Words

  /// A fault at the next word, or at an earlier one.
  func error(_ message: String, at earlier: String? = nil) -> ProgramError {
    ProgramError(.syntax, at: earlier ?? place, message)
  }

  mutating func advance() throws { (token, place) = try lexer.next() }

  mutating func skip(_ mark: String) throws -> Bool {
    guard token == .mark(mark) else { return false }
    try advance()
    return true
  }

  mutating func expect(_ mark: String) throws {
    guard try skip(mark) else { throw error("'\(mark)' was expected") }
  }

  mutating func skip(word: String) throws -> Bool {
    guard token == .name(word) else { return false }
    try advance()
    return true
  }

  mutating func expect(word: String) throws {
    guard try skip(word: word) else { throw error("'\(word)' was expected") }
  }

  mutating func string() throws -> String {
    guard case .string(let text) = token else { throw error("text in quotes was expected") }
    try advance()
    return text
  }

  /// A name, in quotes or not.
  mutating func name() throws -> String {
    if case .string(let text) = token {
      try advance()
      return text
    }
    guard case .name(let name) = token else { throw error("a name was expected") }
    try advance()
    return name
  }

  mutating func integer() throws -> Int {
    guard case .number(let digits) = token, let value = Int(digits) else {
      throw error("an integer was expected")
    }
    try advance()
    return value
  }

  /// Elements between brackets, separated by commas.
  mutating func list<Element>(
    _ opening: String, _ closing: String, _ element: (inout ProgramParser) throws -> Element
  ) throws -> [Element] {
    try expect(opening)
    var elements: [Element] = []
    if try skip(closing) { return elements }
    repeat { elements.append(try element(&self)) } while try skip(",")
    try expect(closing)
    return elements
  }

  // MARK: Types

  func dtype(_ name: String) throws -> DType {
    guard let dtype = DType(rawValue: name) else { throw error("there is no dtype '\(name)'") }
    return dtype
  }

  mutating func type() throws -> ValueType {
    let word = try name()
    guard word == "ragged" || word == "sparse" else {
      return .tensor(try dtype(word), try list("[", "]") { try $0.dimension() })
    }
    try expect("<")
    let dtype = try dtype(try name())
    try expect(">")
    let dimensions = try list("[", "]") { try $0.dimension() }
    switch (word, dimensions.count) {
    case ("ragged", 1): return .ragged(dtype, rows: dimensions[0])
    case ("sparse", 2): return .sparse(dtype, rows: dimensions[0], columns: dimensions[1])
    default: throw error("\(word) values do not have \(dimensions.count) extents")
    }
  }

  mutating func dimension() throws -> Dimension {
    if try skip("?") { return .unknown }
    if case .number = token {
      let start = place
      let extent = try integer()
      guard (0...ValueType.largestExtent).contains(extent) else {
        throw error("extents are 0 ... \(ValueType.largestExtent)", at: start)
      }
      return .fixed(extent)
    }
    return .symbol(try name())
  }

  // MARK: Constants

  private mutating func constant(in program: Program) throws -> (String, Tensor) {
    try expect("@")
    let name = try name()
    guard program.constant(name) == nil else { throw error("there are two constants @\(name)") }
    try expect(":")
    guard case .tensor(let type) = try self.type(), let count = ValueType.tensor(type).elementCount,
      !count.overflow, let shape = type.shape
    else { throw error("a dense type with known extents was expected for @\(name)") }
    if try skip(word: "external") {
      guard let tensor = external[name] else {
        throw error("@\(name) is external, but was not supplied")
      }
      guard TensorType(of: tensor) == type else {
        throw error("@\(name) is said to be \(type), but \(TensorType(of: tensor)) was supplied")
      }
      return (name, tensor)
    }
    try expect("=")
    return (name, try elements(type.dtype, shape))
  }
}
