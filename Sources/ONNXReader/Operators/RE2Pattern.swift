// Patterns in RE2's syntax, which ONNX means, in that of Python, which the runtime's patterns have.
// https://github.com/google/re2/wiki/Syntax

/// A pattern of RE2's that must match a whole text, written for the runtime.
struct RE2Pattern {
  /// The same in Python's syntax.
  let python: String

  /// Why a pattern is not read.
  struct Refusal: Error {
    /// What of the pattern is not supported.
    let what: String
  }

  /// Translates `pattern`.
  ///
  /// RE2's classes of characters are those of ASCII, and its `$` is only the end of the text.
  init(_ pattern: String) throws(Refusal) {
    var result = ""
    var rest = Substring(pattern)
    var isInSet = false
    while let character = rest.popFirst() {
      switch character {
      case "\\":
        result += try Self.escape(&rest, isInSet: isInSet)
      case "[" where isInSet:
        guard rest.first != ":" else { throw Refusal(what: "a named class of characters") }
        result += "\\["
      case "[":
        isInSet = true
        result += "["
        if rest.first == "^" { result.append(rest.removeFirst()) }
        // A bracket in the first place is one of the characters.
        if rest.first == "]" {
          rest.removeFirst()
          result += "\\]"
        }
      case "]" where isInSet:
        isInSet = false
        result += "]"
      case _ where isInSet && "&~|-".contains(character) && rest.first == character:
        throw Refusal(what: "'\(character)\(character)' in a set")
      case "$" where !isInSet: result += "\\Z"
      case "{" where !isInSet && rest.first == ",": result += "\\{"
      case "(" where !isInSet: result += try Self.group(&rest)
      default: result.append(character)
      }
    }
    guard !isInSet else { throw Refusal(what: "a set without an end") }
    python = "\\A(?:\(result))\\Z"
  }

  /// The beginning of a group, of which nobody asks what it matched.
  private static func group(_ rest: inout Substring) throws(Refusal) -> String {
    guard rest.first == "?" else { return "(?:" }
    if rest.hasPrefix("?:") {
      rest.removeFirst(2)
      return "(?:"
    }
    guard rest.hasPrefix("?P<") || rest.hasPrefix("?<"), !rest.hasPrefix("?<="),
      !rest.hasPrefix("?<!"), let end = rest.firstIndex(of: ">")
    else { throw Refusal(what: "a group '(\(rest.prefix(2))'") }
    rest = rest[rest.index(after: end)...]
    return "(?:"
  }

  /// What a backslash and what follows it mean.
  private static func escape(_ rest: inout Substring, isInSet: Bool) throws(Refusal) -> String {
    guard let character = rest.popFirst() else {
      throw Refusal(what: "a pattern that ends in '\\'")
    }
    let classes: [Character: String] = ["d": "0-9", "s": "\\t\\n\\f\\r ", "w": "0-9A-Za-z_"]
    if let members = classes[character] { return isInSet ? members : "[\(members)]" }
    if let members = classes[Character(character.lowercased())], !isInSet { return "[^\(members)]" }
    if "nrtfva".contains(character)
      || (character.isASCII && !character.isLetter && !character.isNumber)
    {
      return "\\\(character)"
    }
    if character == "x", rest.prefix(2).count == 2, rest.prefix(2).allSatisfy(\.isHexDigit) {
      defer { rest.removeFirst(2) }
      return "\\x\(rest.prefix(2))"
    }
    switch character {
    case "A" where !isInSet: return "\\A"
    case "z" where !isInSet: return "\\Z"
    default: throw Refusal(what: "'\\\(character)'")
    }
  }
}
