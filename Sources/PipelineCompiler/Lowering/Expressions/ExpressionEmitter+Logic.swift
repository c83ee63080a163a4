// Comparisons, logic of three values, and missing values.

import Pipelines
import TensorIR
import Tensors

extension ExpressionEmitter {
  /// The function's result, where it is one of comparing, logic or missing values.
  func applyLogic(
    _ function: ExpressionFunction, _ values: [LoweredExpression], _ arguments: [Expression]
  ) throws -> LoweredExpression? {
    switch function {
    case .equal: return try compare(values[0], values[1], .equal)
    case .notEqual: return try compare(values[0], values[1], .notEqual)
    case .lessThan: return try compare(values[0], values[1], .less)
    case .lessOrEqual: return try compare(values[0], values[1], .lessOrEqual)
    case .greaterThan: return try compare(values[0], values[1], .greater)
    case .greaterOrEqual: return try compare(values[0], values[1], .greaterOrEqual)
    case .isIn: return try isIn(values, arguments)
    case .and, .or: return try combine(values, isAnd: function == .and)
    case .not: return try not(values[0])
    case .xor:
      return try values.dropFirst().reduce(values[0]) { left, right in
        try compare(left, right, .notEqual)
      }
    case .isMissing, .isNotMissing:
      let flag = try isMissing(values[0]) ?? constant(false)
      return .truth(
        isTrue: function == .isMissing ? flag : try b.logicalNot(flag), isMissing: nil)
    case .firstKnown:
      return try values.dropLast().reversed().reduce(values[values.count - 1]) { rest, value in
        guard let isMissing = try isMissing(value) else { return value }
        return try select(isMissing, rest, value)
      }
    case .truthFromNumber:
      let x = try number(values[0])
      let isZero = try b.compare(x, b.scalar(0, .f64), .equal)
      let isMissing = try b.isNaN(x)
      return .truth(
        isTrue: try b.logicalNot(b.logicalOr(isZero, isMissing)), isMissing: isMissing)
    default: return nil
    }
  }

  /// The second value where the first is true, the third where it is false.
  func choose(_ values: [LoweredExpression]) throws -> LoweredExpression {
    let (isTrue, isMissing) = try truth(values[0])
    return try withMissing(select(isTrue, values[1], values[2]), where: isMissing)
  }

  /// One of two values of one kind.
  func select(
    _ condition: ValueID, _ yes: LoweredExpression, _ no: LoweredExpression
  ) throws -> LoweredExpression {
    switch (yes, no) {
    case (.number(let yes), .number(let no)): return .number(try b.select(condition, yes, no))
    case (.text(let yes), .text(let no)): return .text(try b.select(condition, yes, no))
    case (.truth(let yes, let yesMissing), .truth(let no, let noMissing)):
      let isTrue = try b.select(condition, yes, no)
      guard yesMissing != nil || noMissing != nil else {
        return .truth(isTrue: isTrue, isMissing: nil)
      }
      return .truth(
        isTrue: isTrue,
        isMissing: try b.select(
          condition, yesMissing ?? constant(false), noMissing ?? constant(false)))
    default: throw context.error("two values of one kind were expected")
    }
  }

  private func compare(
    _ left: LoweredExpression, _ right: LoweredExpression, _ direction: Comparison
  ) throws -> LoweredExpression {
    let holds: ValueID
    switch (left, right) {
    case (.number(let x), .number(let y)): holds = try b.compare(x, y, direction)
    case (.text(let x), .text(let y)):
      switch direction {
      case .equal: holds = try b.stringEqual(x, y)
      case .notEqual: holds = try b.logicalNot(b.stringEqual(x, y))
      default: holds = try b.compare(b.stringOrder(x, y), b.scalar(0, .f64), direction)
      }
    case (.truth(let x, _), .truth(let y, _)):
      guard direction == .equal || direction == .notEqual else {
        return try compare(
          .number(stored(left)), .number(stored(right)), direction)
      }
      holds = try b.compare(x, y, direction)
    default: throw context.error("two values of one kind were expected")
    }
    return try withMissing(
      .truth(isTrue: holds, isMissing: nil), where: eitherIsMissing(left, right))
  }

  private func eitherIsMissing(
    _ left: LoweredExpression, _ right: LoweredExpression
  ) throws -> ValueID? {
    guard let first = try isMissing(left) else { return try isMissing(right) }
    guard let second = try isMissing(right) else { return first }
    return try b.logicalOr(first, second)
  }

  private func isIn(
    _ values: [LoweredExpression], _ arguments: [Expression]
  ) throws -> LoweredExpression {
    if case .text(let x) = values[0] {
      let texts = arguments.dropFirst().compactMap { argument in
        if case .text(let text) = argument { text } else { String?.none }
      }
      if texts.count == arguments.count - 1 {
        let vocabulary = try b.constant(Tensor(strings: texts), named: "set")
        let place = try b.stringLookup(x, vocabulary: vocabulary)
        let isFound = try b.compare(place, b.scalar(0, .i64), .greaterOrEqual)
        return .truth(isTrue: isFound, isMissing: try isMissing(values[0]))
      }
    }
    let equals = try values.dropFirst().map { try compare(values[0], $0, .equal) }
    return try combine(equals, isAnd: false)
  }

  private func not(_ value: LoweredExpression) throws -> LoweredExpression {
    let (isTrue, isMissing) = try truth(value)
    return try withMissing(.truth(isTrue: b.logicalNot(isTrue), isMissing: nil), where: isMissing)
  }

  /// `and` and `or` of three values: one value that decides makes missing ones irrelevant.
  private func combine(
    _ values: [LoweredExpression], isAnd: Bool
  ) throws -> LoweredExpression {
    try values.dropFirst().reduce(values[0]) { left, right in
      let (x, xMissing) = try truth(left)
      let (y, yMissing) = try truth(right)
      guard xMissing != nil || yMissing != nil else {
        return .truth(
          isTrue: try isAnd ? b.logicalAnd(x, y) : b.logicalOr(x, y), isMissing: nil)
      }
      let no = try constant(false)
      let (xUnknown, yUnknown) = (xMissing ?? no, yMissing ?? no)
      let either = try b.logicalOr(xUnknown, yUnknown)
      if isAnd {
        let isTrue = try b.logicalAnd(x, y)
        // Unknown unless both are known or one is false.
        let xFalse = try b.logicalNot(b.logicalOr(x, xUnknown))
        let yFalse = try b.logicalNot(b.logicalOr(y, yUnknown))
        let isFalse = try b.logicalOr(xFalse, yFalse)
        return .truth(
          isTrue: isTrue, isMissing: try b.logicalAnd(either, b.logicalNot(isFalse)))
      }
      let isTrue = try b.logicalOr(x, y)
      return .truth(isTrue: isTrue, isMissing: try b.logicalAnd(either, b.logicalNot(isTrue)))
    }
  }
}
