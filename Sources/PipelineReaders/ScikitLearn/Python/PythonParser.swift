// Python's grammar, as far as expressions and small functions need it.

/// Reads Python source; nothing of it is run.
package struct PythonParser {
  private let tokens: [PythonToken]
  private var index = 0
  private var depth = 0

  /// Deeper nesting than any expression that people write.
  private static let deepest = 100

  /// The expression that `source` spells.
  package static func expression(_ source: String) throws -> PythonExpression {
    var parser = PythonParser(tokens: try PythonLexer.tokens(of: "(\(source))"))
    let expression = try parser.readExpression()
    guard parser.next == .newline, parser.index == parser.tokens.count - 1 else {
      throw PythonError(parser.nextDescription)
    }
    return expression
  }

  /// The function that `source` defines.
  package static func function(_ source: String) throws -> PythonFunction {
    var parser = PythonParser(tokens: try PythonLexer.tokens(of: source))
    return try parser.readFunction()
  }

  private init(tokens: [PythonToken]) { self.tokens = tokens }

  // MARK: Tokens

  private var next: PythonToken? { index < tokens.count ? tokens[index] : nil }

  private var nextDescription: String {
    switch next {
    case .number(let number, _)?: "the number \(number)"
    case .text(let text)?: "the text '\(text)'"
    case .name(let name)?: "the name '\(name)'"
    case .sign(let sign)?: "'\(sign)'"
    case .newline?, .indent?, .dedent?, nil: "the end of the line"
    }
  }

  private mutating func skip(_ token: PythonToken) -> Bool {
    guard next == token else { return false }
    index += 1
    return true
  }

  private mutating func skip(sign: String) -> Bool { skip(.sign(sign)) }
  private mutating func skip(word: String) -> Bool { skip(.name(word)) }

  private mutating func require(_ token: PythonToken) throws {
    guard skip(token) else { throw PythonError(nextDescription) }
  }

  private mutating func readName() throws -> String {
    guard case .name(let name)? = next else { throw PythonError(nextDescription) }
    index += 1
    return name
  }

  private mutating func nested<Result>(
    _ body: (inout PythonParser) throws -> Result
  ) throws -> Result {
    depth += 1
    defer { depth -= 1 }
    guard depth < Self.deepest else { throw PythonError("an expression that is nested too deep") }
    return try body(&self)
  }

  // MARK: Functions

  private mutating func readFunction() throws -> PythonFunction {
    while skip(.newline) {}
    try require(.name("def"))
    let name = try readName()
    try require(.sign("("))
    var parameters: [String] = []
    while !skip(sign: ")") {
      parameters.append(try readName())
      if !skip(sign: ",") {
        try require(.sign(")"))
        break
      }
    }
    return PythonFunction(name: name, parameters: parameters, body: try readBlock())
  }

  private mutating func readBlock() throws -> [PythonStatement] {
    try require(.sign(":"))
    guard skip(.newline) else { return [try readStatement()] }
    return try nested { parser in
      try parser.require(.indent)
      var statements: [PythonStatement] = []
      while !parser.skip(.dedent) {
        guard parser.next != nil else { throw PythonError("a function without its end") }
        if parser.skip(.newline) { continue }
        statements.append(try parser.readStatement())
      }
      return statements
    }
  }

  private mutating func readStatement() throws -> PythonStatement {
    if skip(word: "if") { return try readBranch() }
    let statement: PythonStatement
    if skip(word: "return") {
      statement = try .result(next == .newline ? PythonExpression.none : readExpression())
    } else if skip(word: "pass") {
      statement = .nothing
    } else if case .name(let name)? = next, index + 1 < tokens.count,
      tokens[index + 1] == .sign("=")
    {
      index += 2
      statement = .assignment(name, try readExpression())
    } else if case .text? = next {
      index += 1
      statement = .nothing
    } else {
      throw PythonError("a statement that begins with \(nextDescription)")
    }
    try require(.newline)
    return statement
  }

  private mutating func readBranch() throws -> PythonStatement {
    try nested { parser in
      let condition = try parser.readExpression()
      let yes = try parser.readBlock()
      while parser.skip(.newline) {}
      if parser.skip(word: "elif") {
        return .branch(condition, yes: yes, no: [try parser.readBranch()])
      }
      if parser.skip(word: "else") {
        return .branch(condition, yes: yes, no: try parser.readBlock())
      }
      return .branch(condition, yes: yes, no: [])
    }
  }

  // MARK: Expressions, from the weakest to the strongest operators

  private mutating func readExpression() throws -> PythonExpression {
    try nested { parser in
      let value = try parser.readAny()
      guard parser.skip(word: "if") else { return value }
      let condition = try parser.readAny()
      try parser.require(.name("else"))
      return .conditional(condition, yes: value, no: try parser.readExpression())
    }
  }

  private mutating func readAny() throws -> PythonExpression {
    var parts = [try readAll()]
    while skip(word: "or") { parts.append(try readAll()) }
    return parts.count == 1 ? parts[0] : .any(parts)
  }

  private mutating func readAll() throws -> PythonExpression {
    var parts = [try readNot()]
    while skip(word: "and") { parts.append(try readNot()) }
    return parts.count == 1 ? parts[0] : .all(parts)
  }

  private mutating func readNot() throws -> PythonExpression {
    guard skip(word: "not") else { return try readComparison() }
    return try nested { .unary("not", try $0.readNot()) }
  }

  private mutating func readComparison() throws -> PythonExpression {
    let first = try readSum()
    var comparisons: [PythonComparison] = []
    while let sign = readComparisonSign() {
      comparisons.append(PythonComparison(sign: sign, value: try readSum()))
    }
    return comparisons.isEmpty ? first : .comparison(first, comparisons)
  }

  private mutating func readComparisonSign() -> String? {
    for sign in ["<=", ">=", "==", "!=", "<", ">"] where skip(sign: sign) { return sign }
    if skip(word: "in") { return "in" }
    if skip(word: "is") { return skip(word: "not") ? "is not" : "is" }
    guard next == .name("not"), index + 1 < tokens.count, tokens[index + 1] == .name("in") else {
      return nil
    }
    index += 2
    return "not in"
  }

  private mutating func readSum() throws -> PythonExpression {
    var value = try readProduct()
    while true {
      guard let sign = ["+", "-"].first(where: { next == .sign($0) }) else { return value }
      index += 1
      value = .binary(sign, value, try readProduct())
    }
  }

  private mutating func readProduct() throws -> PythonExpression {
    var value = try readUnary()
    while true {
      guard let sign = ["*", "/", "//", "%"].first(where: { next == .sign($0) }) else {
        return value
      }
      index += 1
      value = .binary(sign, value, try readUnary())
    }
  }

  private mutating func readUnary() throws -> PythonExpression {
    for sign in ["-", "+"] where skip(sign: sign) {
      return try nested { .unary(sign, try $0.readUnary()) }
    }
    let base = try readPostfix()
    guard skip(sign: "**") else { return base }
    return try nested { .binary("**", base, try $0.readUnary()) }
  }

  private mutating func readPostfix() throws -> PythonExpression {
    var value = try readAtom()
    while true {
      if skip(sign: ".") {
        value = .attribute(value, try readName())
      } else if skip(sign: "(") {
        value = .call(value, try readElements(until: ")"))
      } else if skip(sign: "[") {
        value = try readSubscript(of: value)
      } else {
        return value
      }
    }
  }

  private mutating func readSubscript(of value: PythonExpression) throws -> PythonExpression {
    let start = try next == .sign(":") ? nil : readExpression()
    guard skip(sign: ":") else {
      try require(.sign("]"))
      guard let start else { throw PythonError(nextDescription) }
      return .element(value, start)
    }
    let end = try next == .sign("]") ? nil : readExpression()
    try require(.sign("]"))
    return .slice(value, start: start, end: end)
  }

  private mutating func readElements(until end: String) throws -> [PythonExpression] {
    var elements: [PythonExpression] = []
    while !skip(sign: end) {
      elements.append(try readExpression())
      if !skip(sign: ",") {
        try require(.sign(end))
        break
      }
    }
    return elements
  }

  private mutating func readAtom() throws -> PythonExpression {
    switch next {
    case .number(let number, let isInteger)?:
      index += 1
      return .number(number, isInteger: isInteger)
    case .text(let first)?:
      index += 1
      var text = first
      // Texts side by side are one.
      while case .text(let more)? = next {
        index += 1
        text += more
      }
      return .text(text)
    case .name(let name)?:
      index += 1
      switch name {
      case "True": return .truth(true)
      case "False": return .truth(false)
      case "None": return .none
      case "lambda", "for", "if", "else", "and", "or", "not", "in", "is":
        throw PythonError("the word '\(name)'")
      default: return .name(name)
      }
    case .sign("(")?:
      index += 1
      let value = try readExpression()
      guard skip(sign: ",") else {
        try require(.sign(")"))
        return value
      }
      let rest = try readElements(until: ")")
      return .list([value] + rest)
    case .sign("[")?:
      index += 1
      return .list(try readElements(until: "]"))
    default:
      throw PythonError(nextDescription)
    }
  }
}
