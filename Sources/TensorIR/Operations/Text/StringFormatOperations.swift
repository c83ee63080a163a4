// Numbers and points in time from text, and text from them.

import Glibc
import Tensors

/// `string_parse {as}`: what each text spells.
struct StringParseOperation: OperationDefinition {
  let name = "string_parse"
  let summary = """
    What each text spells, as f64: `number`; `date` (days since 1970-01-01), `date_time` (seconds \
    since then) or `time` (seconds since midnight) of ISO 8601. NaN where it is missing or spells none.
    """
  var traits: OperationTraits { .elementwise }

  func resultTypes(_ context: TypeContext) throws -> [ValueType] {
    try context.expectOperands(1)
    _ = try reader(context.attributes.string("as", of: name)) { context.error($0) }
    return [.tensor(.f64, try context.tensor(0, of: .string).dimensions)]
  }

  func evaluate(_ context: EvaluationContext) throws -> [Value] {
    let reader = try reader(context.attributes.string("as", of: name)) { context.error($0) }
    return [.tensor(try context.tensor(0).numbersOfText { reader($0.trimmingWhitespace) })]
  }

  private func reader(
    _ kind: String, _ error: (String) -> ProgramError
  ) throws -> (Substring) -> Double? {
    switch kind {
    case "number": { $0.spellsDecimal ? Double($0) : nil }
    case "date": { CivilTime.date($0).map(Double.init) }
    case "date_time": { CivilTime.dateTime($0) }
    case "time": { CivilTime.time($0) }
    default: throw error("text is not read as '\(kind)'")
    }
  }

  func gradient(_ context: GradientContext) throws -> [ValueID?] { [nil] }
}

/// `number_format {as, pattern}`: each number as text.
struct NumberFormatOperation: OperationDefinition {
  let name = "number_format"
  let summary = """
    Each number (f64) as text; NaN becomes missing. `as` is `shortest` (the shortest text that reads \
    back as the number, whole numbers without a fraction), `printf` (one conversion of `pattern`), or \
    `date_time` (seconds since 1970 by a `pattern` of strftime).
    """
  var traits: OperationTraits { .elementwise }

  func resultTypes(_ context: TypeContext) throws -> [ValueType] {
    try context.expectOperands(1)
    _ = try format(context.attributes) { context.error($0) }
    return [.tensor(.string, try context.tensor(0, of: .f64).dimensions)]
  }

  func evaluate(_ context: EvaluationContext) throws -> [Value] {
    let format = try format(context.attributes) { context.error($0) }
    let x = try context.tensor(0)
    let texts = x.elements(of: Double.self).map { $0.isNaN ? nil : format($0) }
    return [.tensor(Tensor(strings: texts, shape: x.shape))]
  }

  private func format(
    _ attributes: Attributes, _ error: (String) -> ProgramError
  ) throws -> (Double) -> String? {
    let kind = try attributes.string("as", of: name)
    let pattern = try attributes.string("pattern", of: name)
    switch kind {
    case "shortest": return NumberFormat.shortest
    case "printf":
      guard let format = NumberFormat(pattern) else {
        throw error("the pattern '\(pattern)' is not one conversion of a number")
      }
      return format.text
    case "date_time":
      guard let parts = Self.conversions(pattern) else {
        throw error("the pattern '\(pattern)' has a conversion that is not known")
      }
      return { seconds in
        guard let time = CivilTime(total: seconds) else { return nil }
        return parts.map {
          $0.isConversion ? time.formatted($0.character) ?? "" : String($0.character)
        }
        .joined()
      }
    default: throw error("numbers are not written as '\(kind)'")
    }
  }

  /// The characters of a pattern of `strftime`; `nil` where one is not known.
  private static func conversions(
    _ pattern: String
  ) -> [(character: Character, isConversion: Bool)]? {
    var parts: [(Character, Bool)] = []
    var rest = pattern[...]
    while let character = rest.popFirst() {
      guard character == "%" else {
        parts.append((character, false))
        continue
      }
      guard let letter = rest.popFirst() else { return nil }
      if letter == "%" {
        parts.append(("%", false))
      } else if CivilTime(days: 0, seconds: 0).formatted(letter) != nil {
        parts.append((letter, true))
      } else {
        return nil
      }
    }
    return parts
  }

  func gradient(_ context: GradientContext) throws -> [ValueID?] { [nil] }
}

/// One conversion of `printf`, with text around it.
struct NumberFormat {
  private let before: String
  private let after: String
  private let flags: Set<Character>
  private let width: Int
  private let precision: Int
  private let conversion: Character

  /// Reads a pattern that has one conversion: `%5.2f`, `%03d`, `%e`, with text and `%%` around it.
  init?(_ pattern: String) {
    var before = ""
    var rest = pattern[...]
    while let character = rest.first, character != "%" || rest.hasPrefix("%%") {
      rest = rest.dropFirst(character == "%" ? 2 : 1)
      before.append(character)
    }
    guard rest.popFirst() == "%" else { return nil }
    var flags: Set<Character> = []
    while let flag = rest.first, "-+ 0,".contains(flag) {
      flags.insert(flag)
      rest.removeFirst()
    }
    let width = rest.prefix(while: \.isNumber)
    rest = rest.dropFirst(width.count)
    var precision = Substring("6")
    if rest.first == "." {
      rest.removeFirst()
      precision = rest.prefix(while: \.isNumber)
      rest = rest.dropFirst(precision.count)
    }
    guard let conversion = rest.popFirst(), "dfeE".contains(conversion), !flags.contains(","),
      let widthNumber = width.isEmpty ? 0 : Int(width), widthNumber <= 255,
      let precisionNumber = Int(precision), precisionNumber <= 255
    else { return nil }
    let after = rest.replacing("%%", with: "")
    guard !after.contains("%") else { return nil }
    self.before = before
    self.after = String(rest.replacing("%%", with: "%"))
    self.flags = flags
    self.width = widthNumber
    self.precision = precisionNumber
    self.conversion = conversion
  }

  /// The number by the pattern; `nil` where the conversion needs a whole number and it is none.
  func text(_ number: Double) -> String? {
    var digits: String
    switch conversion {
    case "d":
      guard let integer = Int(exactly: number) else { return nil }
      digits = String(integer.magnitude)
    default: digits = Self.print(number.magnitude, precision, conversion)
    }
    let sign = number.sign == .minus && !(conversion == "d" && number == 0)
    let prefix = sign ? "-" : flags.contains("+") ? "+" : flags.contains(" ") ? " " : ""
    let gap = max(0, width - digits.count - prefix.count)
    if flags.contains("-") {
      digits = prefix + digits + String(repeating: " ", count: gap)
    } else if flags.contains("0"), number.isFinite {
      digits = prefix + String(repeating: "0", count: gap) + digits
    } else {
      digits = String(repeating: " ", count: gap) + prefix + digits
    }
    return before + digits + after
  }

  private static func print(_ number: Double, _ precision: Int, _ conversion: Character) -> String {
    // The longest finite number has 309 digits before the point.
    let capacity = 1024
    let format = "%.\(precision)\(conversion)"
    return String(unsafeUninitializedCapacity: capacity) { buffer in
      let start = UnsafeMutableRawPointer(buffer.baseAddress!).assumingMemoryBound(to: CChar.self)
      let count = withVaList([number]) { vsnprintf(start, capacity, format, $0) }
      return max(0, min(Int(count), capacity - 1))
    }
  }

  /// The shortest text that reads back as the number; whole numbers without a fraction.
  static func shortest(_ number: Double) -> String {
    if let integer = Int(exactly: number), integer.magnitude < 1 << 53 { return String(integer) }
    return number.description
  }
}

extension FunctionBuilder {
  /// What each text spells, as `f64`: `number`, `date`, `date_time` or `time`; NaN for none.
  public func stringParse(_ x: ValueID, as kind: String) throws -> ValueID {
    try append(one: "string_parse", [x], ["as": .string(kind)])
  }

  /// Each number as text: `shortest`, `printf` or `date_time`, the last two by a pattern.
  public func numberFormat(
    _ x: ValueID, as kind: String, pattern: String = ""
  ) throws -> ValueID {
    try append(one: "number_format", [x], ["as": .string(kind), "pattern": .string(pattern)])
  }
}
