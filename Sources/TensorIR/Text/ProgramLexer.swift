// The words of the text form, with the line and column of each.

/// A word of the text form.
enum ProgramToken: Equatable {
  case name(String)
  case number(Substring)
  case string(String)
  /// A mark of punctuation; `->` is one.
  case mark(String)
  case end
}

/// Splits text into words.
struct ProgramLexer {
  private let text: Substring.UnicodeScalarView
  private var index: String.Index
  private var line = 1
  private var column = 1

  init(_ text: String) {
    self.text = text[...].unicodeScalars
    index = text.startIndex
  }

  /// A fault at the place that was read last.
  func error(_ message: String) -> ProgramError {
    ProgramError(.syntax, at: "line \(line), column \(column)", message)
  }

  private var current: Unicode.Scalar? { index < text.endIndex ? text[index] : nil }

  private mutating func advance() {
    if current == "\n" {
      line += 1
      column = 1
    } else {
      column += 1
    }
    text.formIndex(after: &index)
  }

  /// The next word; `place` is where it begins.
  mutating func next() throws -> (token: ProgramToken, place: String) {
    skipSpace()
    let place = "line \(line), column \(column)"
    guard let first = current else { return (.end, place) }
    if TextForm.isNameStart(first) { return (.name(read(while: TextForm.isNamePart)), place) }
    if first == "\"" { return (.string(try readString()), place) }
    if Self.isDigit(first) || first == "-" { return (try readNumber(), place) }
    advance()
    guard "@%(){}[]<>,:=?".unicodeScalars.contains(first) else {
      throw ProgramError(.syntax, at: place, "'\(first)' means nothing here")
    }
    return (.mark(String(Character(first))), place)
  }

  private mutating func skipSpace() {
    while let scalar = current {
      if scalar == "#" {
        while let inside = current, inside != "\n" { _ = inside; advance() }
      } else if [" ", "\n", "\t", "\r"].contains(scalar) {
        advance()
      } else {
        return
      }
    }
  }

  private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

  private mutating func read(while holds: (Unicode.Scalar) -> Bool) -> String {
    let start = index
    while let scalar = current, holds(scalar) { advance() }
    return String(text[start..<index])
  }

  /// A number, `-inf`, `-nan` or the arrow, which all begin with a minus sign or a digit.
  private mutating func readNumber() throws -> ProgramToken {
    let start = index
    if current == "-" {
      advance()
      if current == ">" {
        advance()
        return .mark("->")
      }
      if let scalar = current, TextForm.isNameStart(scalar) {
        _ = read(while: TextForm.isNamePart)
        return .number(Substring(text[start..<index]))
      }
    }
    _ = read { Self.isDigit($0) || ".eE".unicodeScalars.contains($0) || $0 == "-" || $0 == "+" }
    return .number(Substring(text[start..<index]))
  }

  private mutating func readString() throws -> String {
    advance()
    var string = String.UnicodeScalarView()
    while let scalar = current {
      advance()
      if scalar == "\"" { return String(string) }
      string.append(scalar == "\\" ? try readEscape() : scalar)
    }
    throw error("the text in quotes does not end")
  }

  private mutating func readEscape() throws -> Unicode.Scalar {
    guard let scalar = current else { throw error("the text in quotes does not end") }
    advance()
    switch scalar {
    case "n": return "\n"
    case "t": return "\t"
    case "r": return "\r"
    case "\"", "\\": return scalar
    case "u":
      guard current == "{" else { throw error("\\u{…} was expected") }
      advance()
      let digits = read { $0.properties.isASCIIHexDigit }
      guard current == "}", let code = UInt32(digits, radix: 16),
        let escaped = Unicode.Scalar(code)
      else { throw error("\\u{…} with a Unicode scalar's hexadecimal digits was expected") }
      advance()
      return escaped
    default: throw error("there is no escape \\\(scalar)")
    }
  }
}
