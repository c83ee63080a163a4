// Python's operators.

import Pipelines

extension PythonEvaluation {
  /// The truth of a value: of a number that it is not 0, of a text that it is not empty.
  func truth(_ value: PythonValue) throws -> Expression {
    switch value.kind {
    case .truth: value.expression
    // NaN counts as true.
    case .number: .apply(.firstKnown, .apply(.truthFromNumber, value.expression), .truth(true))
    case .text: .apply(.firstKnown, .apply(.notEqual, value.expression, .text("")), .truth(true))
    case .none: .truth(false)
    }
  }

  /// A truth value as the number that it is to Python.
  func number(_ value: PythonValue) throws -> PythonValue {
    switch value.kind {
    case .number: return value
    case .truth: return .number(.apply(.numberFromTruth, value.expression), isInteger: true)
    case .text: throw PythonError("a text where a number is needed")
    case .none: throw PythonError("None where a number is needed")
    }
  }

  /// `yes` where the condition holds, `no` elsewhere.
  func choose(
    _ condition: Expression, _ yes: PythonValue, _ no: PythonValue
  ) throws -> PythonValue {
    let (yes, no) = try alike(yes, no)
    return PythonValue(
      expression: .choose(condition, yes.expression, no.expression), kind: yes.kind,
      isInteger: yes.isInteger && no.isInteger)
  }

  /// Two values as values of one kind; `None` is a missing value of the other's.
  private func alike(
    _ left: PythonValue, _ right: PythonValue
  ) throws -> (PythonValue, PythonValue) {
    if left.kind == .text { try requireSettled(right) }
    if right.kind == .text { try requireSettled(left) }
    switch (left.kind, right.kind) {
    case (.none, .none): return (left, right)
    case (.none, let kind): return (missing(of: kind), right)
    case (let kind, .none): return (left, missing(of: kind))
    case (let first, let second) where first == second: return (left, right)
    default: return (try number(left), try number(right))
    }
  }

  private func missing(of kind: PythonValue.Kind) -> PythonValue {
    switch kind {
    case .text: .text(.missing(.text))
    case .truth: .truth(.missing(.truth))
    case .number, .none: .number(.missing(.number))
    }
  }

  // MARK: Arithmetic

  /// The result of an operator of one value.
  func unary(_ sign: String, _ value: PythonValue) throws -> PythonValue {
    if sign == "not" { return .truth(.apply(.not, try truth(value))) }
    let value = try number(value)
    if sign == "+" { return value }
    return .number(.apply(.negate, value.expression), isInteger: value.isInteger)
  }

  /// The result of an operator of two values.
  func binary(_ sign: String, _ left: PythonValue, _ right: PythonValue) throws -> PythonValue {
    if sign == "+", left.kind == .text || right.kind == .text {
      let left = try requireText(left, for: "the sum")
      let right = try requireText(right, for: "the sum")
      return .text(.apply(.concatenate, left.expression, right.expression))
    }
    let (x, y) = (try number(left), try number(right))
    let isInteger = x.isInteger && y.isInteger
    switch sign {
    case "+": return .number(.apply(.add, x.expression, y.expression), isInteger: isInteger)
    case "-": return .number(.apply(.subtract, x.expression, y.expression), isInteger: isInteger)
    case "*": return .number(.apply(.multiply, x.expression, y.expression), isInteger: isInteger)
    case "/": return .number(.apply(.divide, x.expression, divisor(y)))
    case "%":
      return .number(.apply(.remainder, x.expression, divisor(y)), isInteger: isInteger)
    case "//":
      // Python takes the remainder off first, so that the quotient is whole but for rounding.
      let divisor = divisor(y)
      let whole = Expression.apply(
        .subtract, x.expression, .apply(.remainder, x.expression, divisor))
      return .number(.apply(.rint, .apply(.divide, whole, divisor)), isInteger: isInteger)
    case "**": return .number(.apply(.power, x.expression, y.expression), isInteger: isInteger)
    default: throw PythonError("the operator '\(sign)'")
    }
  }

  /// A number that is divided by: it must not be 0.
  func divisor(_ value: PythonValue) -> Expression {
    if case .number(let number) = value.expression, number != 0 { return value.expression }
    guard errorsAreMissing else {
      // Rows that another branch decides about are divided by 1.
      return .apply(
        .nonZero,
        reached.map { Expression.choose($0, value.expression, .number(1)) } ?? value.expression)
    }
    return .choose(
      .apply(.equal, value.expression, .number(0)), .missing(.number), value.expression)
  }

  // MARK: Comparisons and logic

  /// Comparisons in a row, all of which must hold.
  mutating func compare(
    _ first: PythonExpression, _ comparisons: [PythonComparison], _ scope: [String: PythonValue]
  ) throws -> PythonValue {
    var left = try value(of: first, in: scope)
    var parts: [Expression] = []
    for comparison in comparisons {
      switch comparison.sign {
      case "in", "not in":
        let isIn = try membership(of: left, in: comparison.value, scope)
        parts.append(comparison.sign == "in" ? isIn : .apply(.not, isIn))
      case "is", "is not":
        guard comparison.value == .none else { throw PythonError("'is' with more than None") }
        let isNone = isNone(left)
        parts.append(comparison.sign == "is" ? isNone : .apply(.not, isNone))
      default:
        let right = try value(of: comparison.value, in: scope)
        parts.append(try compare(left, comparison.sign, right))
        left = right
      }
    }
    return .truth(parts.count == 1 ? parts[0] : .apply(function: .and, arguments: parts))
  }

  private func compare(
    _ left: PythonValue, _ sign: String, _ right: PythonValue
  ) throws -> Expression {
    let isEquality = sign == "==" || sign == "!="
    if isEquality, left.kind == .none || right.kind == .none {
      let isEqual =
        left.kind == right.kind ? Expression.truth(true) : isNone(left.kind == .none ? right : left)
      return sign == "==" ? isEqual : .apply(.not, isEqual)
    }
    if left.kind == .text { try requireSettled(right) }
    if right.kind == .text { try requireSettled(left) }
    if isEquality, (left.kind == .text) != (right.kind == .text) { return .truth(sign == "!=") }
    var (x, y) = try alike(left, right)
    if x.kind == .truth, !isEquality { (x, y) = (try number(x), try number(y)) }
    let function: ExpressionFunction =
      switch sign {
      case "==": .equal
      case "!=": .notEqual
      case "<": .lessThan
      case "<=": .lessOrEqual
      case ">": .greaterThan
      default: .greaterOrEqual
      }
    let holds = Expression.apply(function, x.expression, y.expression)
    return .apply(.firstKnown, holds, .truth(sign == "!="))
  }

  /// Whether a value is `None`, which a missing text is, and a missing number (NaN) is not.
  private func isNone(_ value: PythonValue) -> Expression {
    switch value.kind {
    case .none: .truth(true)
    case .text, .truth: .apply(.isMissing, value.expression)
    case .number: .truth(false)
    }
  }

  private mutating func membership(
    of value: PythonValue, in list: PythonExpression, _ scope: [String: PythonValue]
  ) throws -> Expression {
    guard case .list(let elements) = list, !elements.isEmpty else {
      throw PythonError("'in' with more than a list of values")
    }
    var equals: [Expression] = []
    for element in elements {
      equals.append(try compare(value, "==", self.value(of: element, in: scope)))
    }
    return equals.count == 1 ? equals[0] : .apply(function: .or, arguments: equals)
  }

  /// `and` and `or`, which give one of their operands.
  mutating func connect(
    _ parts: [PythonExpression], isAll: Bool, _ scope: [String: PythonValue]
  ) throws -> PythonValue {
    var values = [try value(of: parts[0], in: scope)]
    for part in parts.dropFirst() {
      // Later parts are looked at only where the earlier ones do not decide.
      let truths = try values.map { value in
        let condition = try truth(value)
        return isAll ? condition : Expression.apply(.not, condition)
      }
      let isOpen = truths.count == 1 ? truths[0] : .apply(function: .and, arguments: truths)
      values.append(try under(isOpen) { try $0.value(of: part, in: scope) })
    }
    if values.allSatisfy({ $0.kind == .truth }) {
      return .truth(
        .apply(function: isAll ? .and : .or, arguments: values.map(\.expression)))
    }
    return try values.dropLast().reversed().reduce(values[values.count - 1]) { rest, value in
      let condition = try truth(value)
      return try isAll ? choose(condition, rest, value) : choose(condition, value, rest)
    }
  }
}
