// The data types of PMML, and literals of them.

import Pipelines

/// What a field holds.
enum PMMLType: Hashable {
  case string, integer, float, double, boolean
  /// Days since 1970-01-01, seconds since midnight, seconds since 1970-01-01T00:00:00.
  case date, time, dateTime

  /// Reads an attribute `dataType`.
  init(_ name: String, at element: PMMLElement) throws {
    switch name {
    case "string": self = .string
    case "integer": self = .integer
    case "float": self = .float
    case "double": self = .double
    case "boolean": self = .boolean
    case "date": self = .date
    case "time": self = .time
    case "dateTime", "timestamp": self = .dateTime
    case _
    where name.hasPrefix("dateDaysSince") || name.hasPrefix("dateTimeSecondsSince")
      || name == "timeSeconds":
      self = .integer
    default: throw element.error("the data type '\(name.prefix(40))' is not known")
    }
  }

  /// What values of the type are in expressions.
  var kind: Expression.ValueKind {
    switch self {
    case .string: .text
    case .boolean: .truth
    default: .number
    }
  }

  var isNumeric: Bool { self == .integer || self == .float || self == .double }

  /// A literal of the type.
  func literal(_ text: String, at element: PMMLElement) throws -> Expression {
    switch self {
    case .string: return .text(text)
    case .boolean:
      switch text.trimmed.lowercased() {
      case "true", "1", "1.0": return .truth(true)
      case "false", "0", "0.0": return .truth(false)
      default: throw element.error("'\(text.prefix(40))' is neither true nor false")
      }
    case .integer, .double, .float:
      if let number = Double(pmml: text) {
        return .number(self == .float ? single(number) : number)
      }
      switch text.trimmed.lowercased() {
      case "true": return .number(1)
      case "false": return .number(0)
      default: throw element.error("'\(text.prefix(40))' is not a number")
      }
    case .date: return .apply(.daysFromText, .text(text))
    case .time: return .apply(.timeFromText, .text(text))
    case .dateTime: return .apply(.secondsFromText, .text(text))
    }
  }

  /// A cell of a lookup table with this literal.
  func cell(_ text: String, at element: PMMLElement) throws -> CellValue {
    switch try literal(text, at: element) {
    case .text(let text): return .text(text)
    case .number(let number): return number.isNaN ? .missing : .number(number)
    case .truth(let truth): return .number(truth ? 1 : 0)
    default: throw element.unsupported("a table of dates")
    }
  }

  /// The type in which two numbers meet.
  static func common(_ a: PMMLType, _ b: PMMLType) -> PMMLType {
    if a == b { return a }
    let pair: Set<PMMLType> = [a, b]
    if pair == [.integer, .float] { return .float }
    return .double
  }
}

/// The nearest number of 32 bits.
func single(_ number: Double) -> Double { Double(Float(number)) }

/// An expression and the type of its values.
struct PMMLValue {
  var expression: Expression
  var type: PMMLType

  /// The literal that the expression is; `nil` where it is computed.
  var literal: String? {
    switch expression {
    case .text(let text): text
    case .number(let number): Int(exactly: number).map(String.init) ?? number.description
    case .truth(let truth): truth ? "true" : "false"
    default: nil
    }
  }

  static func missing(_ type: PMMLType) -> PMMLValue {
    PMMLValue(expression: .missing(type.kind), type: type)
  }

  /// The value in another type.
  func cast(to target: PMMLType, at element: PMMLElement) throws -> PMMLValue {
    if target == type { return self }
    if case .missing = expression { return .missing(target) }
    if type == .string, let literal {
      return PMMLValue(expression: try target.literal(literal, at: element), type: target)
    }
    return PMMLValue(expression: try converted(to: target, at: element), type: target)
  }

  private func converted(to target: PMMLType, at element: PMMLElement) throws -> Expression {
    switch (type, target) {
    case (.string, .boolean): return Self.truth(ofText: expression)
    case (.string, .date): return .apply(.daysFromText, expression)
    case (.string, .time): return .apply(.timeFromText, expression)
    case (.string, .dateTime): return .apply(.secondsFromText, expression)
    case (.string, .float): return .apply(.single, .apply(.numberFromText, expression))
    case (.string, _): return .apply(.numberFromText, expression)
    case (.boolean, .string): return .choose(expression, .text("true"), .text("false"))
    case (.boolean, _): return .apply(.numberFromTruth, expression)
    case (.dateTime, .date):
      return .apply(.floor, .apply(.divide, expression, .number(86_400)))
    case (.dateTime, .time): return .apply(.remainder, expression, .number(86_400))
    case (.date, .dateTime): return .apply(.multiply, expression, .number(86_400))
    case (.date, .string):
      return .apply(
        .formatSeconds, .apply(.multiply, expression, .number(86_400)), .text("%Y-%m-%d"))
    case (.dateTime, .string): return .apply(.formatSeconds, expression, .text("%Y-%m-%dT%H:%M:%S"))
    case (.time, .string): return .apply(.formatSeconds, expression, .text("%H:%M:%S"))
    case (_, .string): return .apply(.textFromNumber, expression)
    case (_, .boolean): return .apply(.truthFromNumber, expression)
    case (_, .float): return .apply(.single, expression)
    default: return expression
    }
  }

  /// The truth value that a text spells; missing where it spells none.
  static func truth(ofText text: Expression) -> Expression {
    let lower = Expression.apply(.lowercase, .apply(.trim, text))
    return .choose(
      .apply(.isIn, lower, .text("true"), .text("1"), .text("1.0")), .truth(true),
      .choose(
        .apply(.isIn, lower, .text("false"), .text("0"), .text("0.0")), .truth(false),
        .missing(.truth)))
  }
}
