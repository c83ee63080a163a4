// What Python expressions over a row mean, as formulas of a pipeline.

import Pipelines

/// A value of a Python expression.
package struct PythonValue {
  /// What a value is.
  enum Kind: Hashable {
    case number, text, truth, none
  }

  /// The formula.
  package var expression: Expression
  /// What the value is.
  var kind: Kind
  /// Whether a number is a whole one in Python's sense, which its text tells.
  var isInteger = false

  static let none = PythonValue(expression: .missing(.number), kind: .none)

  package static func number(_ expression: Expression, isInteger: Bool = false) -> PythonValue {
    PythonValue(expression: expression, kind: .number, isInteger: isInteger)
  }
  static func text(_ expression: Expression) -> PythonValue {
    PythonValue(expression: expression, kind: .text)
  }
  static func truth(_ expression: Expression) -> PythonValue {
    PythonValue(expression: expression, kind: .truth)
  }
}

/// A column taken for numbers turns out to be used as text.
package struct PythonTextNeeded: Error {
  /// The column's place.
  let column: Int
}

/// Turns Python expressions over a row `X` into formulas.
///
/// A comparison with a missing number is false (`!=` is true), as Python's are with NaN. A division by
/// zero fails when scoring, as it does in Python, unless such errors give missing values.
package struct PythonEvaluation {
  /// The cells of the row.
  let columns: [PythonValue]
  /// The names of the cells.
  let names: [String]
  /// The functions that the expression's file defines.
  let functions: [String: PythonFunction]
  /// The columns that are taken for numbers only as long as nobody uses them as text.
  let openColumns: Set<Int>
  /// Whether arithmetic that fails gives a missing value.
  let errorsAreMissing: Bool
  /// Which rows reach the part at hand; `nil` for all.
  private(set) var reached: Expression?
  private var steps = 0
  private var calls = 0

  /// The most expressions that are looked at: functions called from functions multiply.
  private static let mostSteps = 20_000
  private static let deepestCalls = 16
  /// The most nodes of a formula: a value that is used twice stands in it twice.
  private static let mostNodes = 10_000

  /// Evaluates over cells that are called `names`.
  package init(
    columns: [PythonValue], names: [String], functions: [String: PythonFunction] = [:],
    openColumns: Set<Int> = [], errorsAreMissing: Bool = false, reached: Expression? = nil
  ) {
    self.openColumns = openColumns
    self.reached = reached
    self.columns = columns
    self.names = names
    self.functions = functions
    self.errorsAreMissing = errorsAreMissing
  }

  /// The value of `expression` where names have the values of `scope`.
  package mutating func value(
    of expression: PythonExpression, in scope: [String: PythonValue] = [:]
  ) throws -> PythonValue {
    steps += 1
    guard steps < Self.mostSteps else { throw PythonError("an expression that takes too long") }
    let value = try evaluated(expression, scope)
    guard value.expression.fits(in: Self.mostNodes) else {
      throw PythonError("an expression that grows too long")
    }
    return value
  }

  private mutating func evaluated(
    _ expression: PythonExpression, _ scope: [String: PythonValue]
  ) throws -> PythonValue {
    switch expression {
    case .number(let number, let isInteger): return .number(.number(number), isInteger: isInteger)
    case .text(let text): return .text(.text(text))
    case .truth(let truth): return .truth(.truth(truth))
    case .none: return .none
    case .name(let name): return try variable(name, scope)
    case .list: throw PythonError("a list outside of 'in'")
    case .attribute:
      guard let constant = expression.path.flatMap(Self.constant) else {
        throw PythonError("the attribute '\(expression.path ?? "?")'")
      }
      return .number(.number(constant))
    case .element(let value, let index): return try element(index, of: value, scope)
    case .slice(let value, let start, let end): return try slice(value, start, end, scope)
    case .call(let function, let arguments): return try call(function, arguments, scope)
    case .unary(let sign, let operand):
      let value = try self.value(of: operand, in: scope)
      return try unary(sign, value)
    case .binary(let sign, let first, let second):
      let left = try value(of: first, in: scope)
      let right = try value(of: second, in: scope)
      return try binary(sign, left, right)
    case .comparison(let first, let comparisons): return try compare(first, comparisons, scope)
    case .all(let parts): return try connect(parts, isAll: true, scope)
    case .any(let parts): return try connect(parts, isAll: false, scope)
    case .conditional(let test, let first, let second):
      let tested = try value(of: test, in: scope)
      let condition = try truth(tested)
      let yes = try under(condition) { try $0.value(of: first, in: scope) }
      let no = try under(.apply(.not, condition)) { try $0.value(of: second, in: scope) }
      return try choose(condition, yes, no)
    }
  }

  /// What `body` gives, for the rows for which a condition holds too.
  mutating func under<Result>(
    _ condition: Expression, _ body: (inout PythonEvaluation) throws -> Result
  ) throws -> Result {
    let outer = reached
    defer { reached = outer }
    reached = outer.map { Expression.apply(.and, $0, condition) } ?? condition
    return try body(&self)
  }

  // MARK: Names

  private func variable(_ name: String, _ scope: [String: PythonValue]) throws -> PythonValue {
    if let value = scope[name] { return value }
    // The rows of one column may be its cells.
    if name == "X", columns.count == 1 { return columns[0] }
    throw PythonError("the name '\(name)'")
  }

  private static func constant(_ path: String) -> Double? {
    switch path {
    case "math.pi", "numpy.pi": .pi
    case "math.e", "numpy.e": 2.718281828459045
    case "math.nan", "numpy.nan": .nan
    case "math.inf", "numpy.inf": .infinity
    default: nil
    }
  }

  private mutating func element(
    _ index: PythonExpression, of value: PythonExpression, _ scope: [String: PythonValue]
  ) throws -> PythonValue {
    if value == .name("X"), scope["X"] == nil {
      if case .text(let name) = index {
        guard let place = names.firstIndex(of: name) else {
          throw PythonError("the column '\(name)'")
        }
        return columns[place]
      }
      guard let place = Self.integer(index) else {
        throw PythonError("a column that is not named or numbered")
      }
      return try column(place)
    }
    let whole = try self.value(of: value, in: scope)
    let text = try requireText(whole, for: "an element")
    guard let place = Self.integer(index) else {
      throw PythonError("an element without a fixed place")
    }
    return try substring(text, from: place, to: place == -1 ? nil : place + 1)
  }

  private func column(_ index: Int) throws -> PythonValue {
    let place = index < 0 ? index + columns.count : index
    guard columns.indices.contains(place) else { throw PythonError("column \(index)") }
    return columns[place]
  }

  /// A number that the source says, with its sign.
  private static func integer(_ expression: PythonExpression) -> Int? {
    switch expression {
    case .number(let number, isInteger: true): number < 1e6 ? Int(number) : nil
    case .unary("-", .number(let number, isInteger: true)): number < 1e6 ? -Int(number) : nil
    default: nil
    }
  }

  private mutating func slice(
    _ value: PythonExpression, _ start: PythonExpression?, _ end: PythonExpression?,
    _ scope: [String: PythonValue]
  ) throws -> PythonValue {
    let whole = try self.value(of: value, in: scope)
    let text = try requireText(whole, for: "a part")
    return try substring(text, from: start.map(Self.bound) ?? 0, to: end.map(Self.bound))
  }

  /// A bound of a slice, which the source must say.
  private static func bound(_ expression: PythonExpression) throws -> Int {
    guard let index = integer(expression) else {
      throw PythonError("a part of a text without fixed bounds")
    }
    return index
  }

  /// A value that must be text.
  func requireText(_ value: PythonValue, for use: String) throws -> PythonValue {
    try requireSettled(value)
    guard value.kind == .text else { throw PythonError("\(use) of something that is no text") }
    return value
  }

  /// Checks that a value that is used as text is not a column that was taken for numbers.
  func requireSettled(_ value: PythonValue) throws {
    guard case .column(let index) = value.expression, value.kind == .number,
      openColumns.contains(index)
    else { return }
    throw PythonTextNeeded(column: index)
  }

  /// The characters of a text from a place to before another; negative ones count from its end.
  func substring(_ text: PythonValue, from start: Int, to end: Int?) throws -> PythonValue {
    let length = Expression.apply(.length, text.expression)
    func place(_ index: Int) -> Expression {
      index >= 0
        ? .number(Double(index))
        : .apply(.maximum, .apply(.add, length, .number(Double(index))), .number(0))
    }
    let first = place(start)
    let last = end.map(place) ?? length
    let count = Expression.apply(.maximum, .apply(.subtract, last, first), .number(0))
    return .text(.apply(.substring, text.expression, .apply(.add, first, .number(1)), count))
  }

  // MARK: Functions of the file

  /// The value of a call of one of the file's functions; `nil` where `name` is none of them.
  mutating func callDefined(
    _ name: String, _ arguments: [PythonExpression], _ scope: [String: PythonValue]
  ) throws -> PythonValue? {
    guard let function = functions[name] else { return nil }
    guard function.parameters.count == arguments.count else {
      throw PythonError("\(arguments.count) arguments of \(name)")
    }
    guard calls < Self.deepestCalls else { throw PythonError("functions that call each other") }
    var inner: [String: PythonValue] = [:]
    for (parameter, argument) in zip(function.parameters, arguments) {
      inner[parameter] = try value(of: argument, in: scope)
    }
    calls += 1
    defer { calls -= 1 }
    return try run(function.body[...], inner)
  }

  /// What statements return; where they end, `None`.
  private mutating func run(
    _ statements: ArraySlice<PythonStatement>, _ scope: [String: PythonValue]
  ) throws -> PythonValue {
    guard let first = statements.first else { return .none }
    let rest = statements.dropFirst()
    switch first {
    case .nothing: return try run(rest, scope)
    case .result(let expression): return try value(of: expression, in: scope)
    case .assignment(let name, let expression):
      var scope = scope
      scope[name] = try value(of: expression, in: scope)
      return try run(rest, scope)
    case .branch(let test, let first, let second):
      let tested = try value(of: test, in: scope)
      let condition = try truth(tested)
      let yes = try under(condition) { try $0.run(ArraySlice(first + rest), scope) }
      let no = try under(.apply(.not, condition)) { try $0.run(ArraySlice(second + rest), scope) }
      return try choose(condition, yes, no)
    }
  }
}
