// Emits the operations of expressions.

import Pipelines
import TensorIR
import Tensors

/// Emits expressions over some columns.
struct ExpressionEmitter {
  /// The columns that expressions refer to, `[rows, 1]` each.
  let columns: [ValueID]
  let context: LoweringContext
  /// The values of the expressions before.
  var earlier: [LoweredExpression] = []
  /// The terms that are counted in the same text in the same way, which one operation does at once.
  var termGroups: [TermGroup: [String]] = [:]
  /// The counts of the groups that were emitted.
  var termCounts: [TermGroup: ValueID] = [:]

  init(columns: [ValueID], context: LoweringContext) {
    self.columns = columns
    self.context = context
  }

  var b: FunctionBuilder { context.builder }

  /// Emits one expression.
  mutating func emit(_ expression: Expression) throws -> LoweredExpression {
    switch expression {
    case .column(let index): return try column(at: index)
    case .earlier(let index): return earlier[index]
    case .number(let number): return .number(try b.scalar(number, .f64))
    case .text(let text): return .text(try constant(text))
    case .truth(let truth): return .truth(isTrue: try constant(truth), isMissing: nil)
    case .missing(let kind): return try missing(kind)
    case .apply(.choose, let arguments):
      return try choose(emitAll(arguments))
    case .apply(let function, let arguments):
      return try apply(function, emitAll(arguments), arguments)
    case .lookup(let table, let keys): return try lookUp(emitAll(keys), in: table)
    case .bin(let bins, let value): return try bin(number(emit(value)), bins)
    case .interpolate(let line, let value):
      return .number(try interpolate(number(emit(value)), line))
    case .termCount(let term, let counting, let text):
      return .number(try count(term, counting, text))
    }
  }

  private mutating func emitAll(_ expressions: [Expression]) throws -> [LoweredExpression] {
    var values: [LoweredExpression] = []
    for expression in expressions { values.append(try emit(expression)) }
    return values
  }

  private func column(at index: Int) throws -> LoweredExpression {
    let column = columns[index]
    switch b.tensorType(of: column).dtype {
    case .string: return .text(column)
    case .bool: return .truth(isTrue: column, isMissing: nil)
    case .f64: return .number(column)
    default: return .number(try b.cast(column, .f64))
    }
  }

  private mutating func apply(
    _ function: ExpressionFunction, _ values: [LoweredExpression], _ arguments: [Expression]
  ) throws -> LoweredExpression {
    if let result = try applyNumeric(function, values) { return result }
    if let result = try applyLogic(function, values, arguments) { return result }
    if let result = try applyText(function, values, arguments) { return result }
    throw context.error("the function \(function.rawValue) has no lowering")
  }

  // MARK: Values

  func number(_ value: LoweredExpression) throws -> ValueID {
    guard case .number(let number) = value else { throw context.error("a number was expected") }
    return number
  }

  func text(_ value: LoweredExpression) throws -> ValueID {
    guard case .text(let text) = value else { throw context.error("a text was expected") }
    return text
  }

  func truth(_ value: LoweredExpression) throws -> (isTrue: ValueID, isMissing: ValueID?) {
    guard case .truth(let isTrue, let isMissing) = value else {
      throw context.error("a truth value was expected")
    }
    return (isTrue, isMissing)
  }

  func constant(_ text: String?) throws -> ValueID {
    try b.constant(Tensor(strings: [text], shape: .scalar), named: "text")
  }

  func constant(_ truth: Bool) throws -> ValueID {
    try b.constant(Tensor(scalar: truth), named: "truth")
  }

  func missing(_ kind: Expression.ValueKind) throws -> LoweredExpression {
    switch kind {
    case .number: .number(try b.scalar(.nan, .f64))
    case .text: .text(try constant(String?.none))
    case .truth: .truth(isTrue: try constant(false), isMissing: try constant(true))
    }
  }

  /// Which rows lack the value; `nil` where none can.
  func isMissing(_ value: LoweredExpression) throws -> ValueID? {
    switch value {
    case .number(let number): try b.isNaN(number)
    case .text(let text): try b.stringIsMissing(text)
    case .truth(_, let isMissing): isMissing
    }
  }

  /// The value with other rows missing.
  func withMissing(
    _ value: LoweredExpression, where isMissing: ValueID?
  ) throws -> LoweredExpression {
    guard let isMissing else { return value }
    switch value {
    case .number(let number):
      return .number(try b.select(isMissing, b.scalar(.nan, .f64), number))
    case .text(let text):
      return .text(try b.select(isMissing, constant(String?.none), text))
    case .truth(let isTrue, let others):
      let all = try others.map { try b.logicalOr($0, isMissing) } ?? isMissing
      return .truth(isTrue: try b.logicalAnd(isTrue, b.logicalNot(isMissing)), isMissing: all)
    }
  }

  /// The value as a column holds it: truth values become numbers.
  func stored(_ value: LoweredExpression) throws -> ValueID {
    switch value {
    case .number(let number): return number
    case .text(let text): return text
    case .truth(let isTrue, let isMissing):
      let number = try b.cast(isTrue, .f64)
      return try isMissing.map { try b.select($0, b.scalar(.nan, .f64), number) } ?? number
    }
  }

  /// A value for every row: `[rows, 1]`.
  func column(_ value: ValueID) throws -> ValueID {
    b.tensorType(of: value).rank == 2 ? value : try b.broadcast(value, to: [.rows, 1])
  }
}
