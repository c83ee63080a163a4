// The words that Python source is made of, as far as expressions and small functions need them.

/// A word of Python source.
enum PythonToken: Hashable {
  case number(Double, isInteger: Bool)
  case text(String)
  case name(String)
  /// An operator, a bracket or another sign.
  case sign(String)
  /// The end of a line that is not inside brackets.
  case newline
  /// A line that stands further to the right than the one before, and the end of such lines.
  case indent, dedent
}

/// Splits source into words.
struct PythonLexer {
  private let scalars: [Unicode.Scalar]
  private var index = 0
  private var tokens: [PythonToken] = []
  private var indents = [0]
  private var brackets = 0

  private static let signs = [
    "**", "//", "==", "!=", "<=", ">=", "+", "-", "*", "/", "%", "<", ">", "(", ")", "[", "]", ",",
    ":", ".", "=",
  ]

  /// What reads expressions does so recursively, which a bound on their length keeps safe.
  private static let mostTokens = 2000

  /// The words of `source`.
  /// - Throws: `PythonError` where something is no word that is known.
  static func tokens(of source: String) throws -> [PythonToken] {
    var lexer = PythonLexer(source)
    try lexer.read()
    guard lexer.tokens.count <= mostTokens else { throw PythonError("very long source") }
    return lexer.tokens
  }

  private init(_ source: String) { scalars = Array(source.unicodeScalars) }

  private var next: Unicode.Scalar? { index < scalars.count ? scalars[index] : nil }

  private mutating func read() throws {
    try readIndent()
    while let scalar = next {
      if scalar == "\n" {
        index += 1
        if brackets == 0 {
          tokens.append(.newline)
          try readIndent()
        }
      } else if scalar == " " || scalar == "\t" || scalar == "\r" {
        index += 1
      } else if scalar == "#" {
        while let other = next, other != "\n" { index += 1 }
      } else if scalar == "'" || scalar == "\"" {
        tokens.append(.text(try readText(scalar)))
      } else if scalar == "r" || scalar == "R", index + 1 < scalars.count,
        "'\"".unicodeScalars.contains(scalars[index + 1])
      {
        index += 1
        tokens.append(.text(try readText(scalars[index], isRaw: true)))
      } else if Self.isDigit(scalar)
        || (scalar == "." && index + 1 < scalars.count
          && Self.isDigit(scalars[index + 1]))
      {
        tokens.append(try readNumber())
      } else if scalar == "_" || scalar.properties.isAlphabetic {
        tokens.append(.name(take { $0 == "_" || $0.properties.isAlphabetic || Self.isDigit($0) }))
      } else {
        tokens.append(try readSign())
      }
    }
    tokens.append(.newline)
    for _ in indents.dropFirst() { tokens.append(.dedent) }
  }

  private static func isDigit(_ scalar: Unicode.Scalar) -> Bool {
    ("0"..."9").contains(scalar)
  }

  private mutating func take(while condition: (Unicode.Scalar) -> Bool) -> String {
    var text = String.UnicodeScalarView()
    while let scalar = next, condition(scalar) {
      text.append(scalar)
      index += 1
    }
    return String(text)
  }

  /// Compares how far a line stands to the right with the lines before; empty lines say nothing.
  private mutating func readIndent() throws {
    while index < scalars.count {
      let start = index
      let width = take { $0 == " " || $0 == "\t" }.count
      guard next == "\n" || next == "#" || next == "\r" || next == nil else {
        if width > indents[indents.count - 1] {
          indents.append(width)
          tokens.append(.indent)
        }
        while width < indents[indents.count - 1] {
          indents.removeLast()
          tokens.append(.dedent)
        }
        guard width == indents[indents.count - 1] else {
          throw PythonError("a line that is indented unlike the others")
        }
        return
      }
      while let scalar = next, scalar != "\n" { index += 1 }
      if next == "\n" { index += 1 }
      if index == start { return }
    }
  }

  private mutating func readNumber() throws -> PythonToken {
    var text = take { Self.isDigit($0) || $0 == "." || $0 == "_" }
    var isInteger = !text.contains(".")
    if next == "e" || next == "E" {
      isInteger = false
      index += 1
      text += "e"
      if let sign = next, sign == "+" || sign == "-" {
        index += 1
        text.unicodeScalars.append(sign)
      }
      text += take(while: Self.isDigit)
    }
    guard let number = Double(text.replacing("_", with: "")), number.isFinite else {
      throw PythonError("the number '\(text)'")
    }
    return .number(number, isInteger: isInteger)
  }

  /// Reads a text to its end; in a raw one, backslashes stand for themselves.
  private mutating func readText(
    _ quote: Unicode.Scalar, isRaw: Bool = false
  ) throws -> String {
    index += 1
    var text = String.UnicodeScalarView()
    while let scalar = next, scalar != quote, scalar != "\n" {
      index += 1
      guard scalar == "\\" else {
        text.append(scalar)
        continue
      }
      if isRaw {
        text.append(scalar)
        if let other = next, other != "\n" {
          text.append(other)
          index += 1
        }
        continue
      }
      guard let escaped = next, let meaning = Self.escapes[escaped] else {
        throw PythonError("an escape in a text that is not known")
      }
      index += 1
      text.append(meaning)
    }
    guard next == quote else { throw PythonError("a text without its end") }
    index += 1
    return String(text)
  }

  private static let escapes: [Unicode.Scalar: Unicode.Scalar] = [
    "\\": "\\", "'": "'", "\"": "\"", "n": "\n", "t": "\t", "r": "\r",
  ]

  private mutating func readSign() throws -> PythonToken {
    for sign in Self.signs where scalars[index...].starts(with: sign.unicodeScalars) {
      index += sign.unicodeScalars.count
      if "([".contains(sign) { brackets += 1 }
      if ")]".contains(sign) { brackets -= 1 }
      return .sign(sign)
    }
    throw PythonError("the sign '\(scalars[index])'")
  }
}

/// Python source that is malformed, or that has no meaning here.
package struct PythonError: Error {
  /// What was found.
  let found: String

  init(_ found: String) { self.found = found }
}
