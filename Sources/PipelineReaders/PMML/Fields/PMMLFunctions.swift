// The built-in functions of PMML, as functions of expressions.

import Pipelines

/// Translations of functions by their names.
enum PMMLFunctions {
  typealias Translation = @Sendable ([PMMLValue], PMMLElement) throws -> PMMLValue

  static let byName: [String: Translation] = {
    var all = arithmetic.merging(comparisons) { first, _ in first }
    all.merge(texts) { first, _ in first }
    all.merge(distributions) { first, _ in first }
    return all
  }()

  // MARK: Numbers

  private static let arithmetic: [String: Translation] = {
    var all: [String: Translation] = [
      "+": binary(.add), "-": binary(.subtract), "*": binary(.multiply),
      "/": { values, element in
        let (x, y, type) = try numbers(values, element)
        // Whole numbers are divided without a fraction.
        return PMMLValue(
          expression: .apply(type == .integer ? .quotient : .divide, x, y), type: type
        )
        .rounded
      },
      "modulo": binary(.remainder), "pow": binary(.power),
      "threshold": { values, element in
        let (x, y, type) = try numbers(values, element)
        return PMMLValue(
          expression: .apply(.numberFromTruth, .apply(.greaterThan, x, y)), type: type)
      },
      "atan2": binary(.atan2, .double), "hypot": binary(.hypotenuse, .double),
      "abs": unary(.absolute, nil), "rint": unary(.rint, nil),
      "floor": unary(.floor, .integer), "ceil": unary(.ceiling, .integer),
      "round": unary(.round, .integer),
      "avg": aggregate(.mean), "sum": aggregate(.sum), "min": aggregate(.minimum),
      "max": aggregate(.maximum), "product": aggregate(.product), "median": aggregate(.median),
    ]
    let doubles: [(String, ExpressionFunction)] = [
      ("log10", .log10), ("ln", .ln), ("ln1p", .ln1p), ("exp", .exp), ("expm1", .expm1),
      ("sqrt", .squareRoot), ("sin", .sin), ("cos", .cos), ("tan", .tan), ("asin", .asin),
      ("acos", .acos), ("atan", .atan), ("sinh", .sinh), ("cosh", .cosh), ("tanh", .tanh),
      ("erf", .erf),
    ]
    for (name, function) in doubles { all[name] = unary(function, .double) }
    return all
  }()

  private static func numbers(
    _ values: [PMMLValue], _ element: PMMLElement
  ) throws -> (Expression, Expression, PMMLType) {
    let values = try arguments(values, 2...2, element).map { try number($0, element) }
    return (values[0].expression, values[1].expression, .common(values[0].type, values[1].type))
  }

  /// The value as a number; points in time are whole numbers.
  private static func number(_ value: PMMLValue, _ element: PMMLElement) throws -> PMMLValue {
    if value.type.isNumeric { return value }
    let isTime = value.type == .date || value.type == .time || value.type == .dateTime
    return try value.cast(to: isTime ? .integer : .double, at: element)
  }

  private static func arguments(
    _ values: [PMMLValue], _ count: ClosedRange<Int>, _ element: PMMLElement
  ) throws -> [PMMLValue] {
    guard count.contains(values.count) else {
      throw element.error("\(values.count) arguments", expected: "\(count.lowerBound)")
    }
    return values
  }

  private static func binary(
    _ function: ExpressionFunction, _ result: PMMLType? = nil
  ) -> Translation {
    { values, element in
      let (x, y, type) = try numbers(values, element)
      return PMMLValue(expression: .apply(function, x, y), type: result ?? type).rounded
    }
  }

  private static func unary(_ function: ExpressionFunction, _ result: PMMLType?) -> Translation {
    { values, element in
      let value = try number(arguments(values, 1...1, element)[0], element)
      return PMMLValue(
        expression: .apply(function, value.expression), type: result ?? value.type)
    }
  }

  private static func aggregate(_ function: ExpressionFunction) -> Translation {
    { values, element in
      let numbers = try arguments(values, 1...10_000, element).map { try number($0, element) }
      var type = numbers.dropFirst().reduce(numbers[0].type) { .common($0, $1.type) }
      if type == .integer, function == .mean || function == .median { type = .double }
      return PMMLValue(
        expression: .apply(function: function, arguments: numbers.map(\.expression)), type: type
      ).rounded
    }
  }

  // MARK: Comparisons, logic, missing values

  private static let comparisons: [String: Translation] = [
    "equal": comparison(.equal), "notEqual": comparison(.notEqual),
    "lessThan": comparison(.lessThan), "lessOrEqual": comparison(.lessOrEqual),
    "greaterThan": comparison(.greaterThan), "greaterOrEqual": comparison(.greaterOrEqual),
    "and": logic(.and), "or": logic(.or),
    "not": { values, element in
      let value = try arguments(values, 1...1, element)[0].cast(to: .boolean, at: element)
      return PMMLValue(expression: .apply(.not, value.expression), type: .boolean)
    },
    "isMissing": test(.isMissing), "isNotMissing": test(.isNotMissing),
    "isValid": test(.isNotMissing),
    "isNotValid": { values, element in
      _ = try arguments(values, 1...1, element)
      return PMMLValue(expression: .truth(false), type: .boolean)
    },
    "isIn": { try membership($0, $1, isNegated: false) },
    "isNotIn": { try membership($0, $1, isNegated: true) },
    "if": { values, element in
      var values = try arguments(values, 2...3, element)
      let condition = try values[0].cast(to: .boolean, at: element).expression
      if values.count == 2 { values.append(.missing(values[1].type)) }
      let (yes, no, type) = try meeting(values[1], values[2], element)
      return PMMLValue(expression: .choose(condition, yes, no), type: type)
    },
  ]

  /// Two values in one type: a literal takes the type of the other value.
  static func meeting(
    _ left: PMMLValue, _ right: PMMLValue, _ element: PMMLElement
  ) throws -> (Expression, Expression, PMMLType) {
    if left.type == right.type { return (left.expression, right.expression, left.type) }
    if left.type.isNumeric, right.type.isNumeric {
      return (left.expression, right.expression, .common(left.type, right.type))
    }
    if case .missing = right.expression {
      return (left.expression, .missing(left.type.kind), left.type)
    }
    if case .missing = left.expression {
      return (.missing(right.type.kind), right.expression, right.type)
    }
    if left.literal != nil, right.literal == nil {
      let cast = try left.cast(to: right.type, at: element)
      return (cast.expression, right.expression, right.type)
    }
    if right.literal != nil {
      let cast = try right.cast(to: left.type, at: element)
      return (left.expression, cast.expression, left.type)
    }
    let target: PMMLType = left.type == .string || right.type == .string ? .string : .double
    return (
      try left.cast(to: target, at: element).expression,
      try right.cast(to: target, at: element).expression, target
    )
  }

  private static func comparison(_ function: ExpressionFunction) -> Translation {
    { values, element in
      let values = try arguments(values, 2...2, element)
      let (x, y, _) = try meeting(values[0], values[1], element)
      return PMMLValue(expression: .apply(function, x, y), type: .boolean)
    }
  }

  /// Logic over arguments, all of which must be there.
  private static func logic(_ function: ExpressionFunction) -> Translation {
    { values, element in
      let truths = try arguments(values, 2...10_000, element).map {
        try $0.cast(to: .boolean, at: element).expression
      }
      let missing = truths.map { Expression.apply(.isMissing, $0) }
      return PMMLValue(
        expression: .choose(
          .apply(function: .or, arguments: missing), .missing(.truth),
          .apply(function: function, arguments: truths)),
        type: .boolean)
    }
  }

  private static func test(_ function: ExpressionFunction) -> Translation {
    { values, element in
      let value = try arguments(values, 1...1, element)[0]
      return PMMLValue(expression: .apply(function, value.expression), type: .boolean)
    }
  }

  private static func membership(
    _ values: [PMMLValue], _ element: PMMLElement, isNegated: Bool
  ) throws -> PMMLValue {
    let values = try arguments(values, 2...100_000, element)
    var members: [Expression] = []
    var hasMissing = false
    for member in values.dropFirst() {
      if case .missing = member.expression { hasMissing = true; continue }
      members.append(try member.cast(to: values[0].type, at: element).expression)
    }
    var isIn: Expression =
      members.isEmpty
      ? .truth(false) : .apply(function: .isIn, arguments: [values[0].expression] + members)
    isIn = .choose(.apply(.isMissing, values[0].expression), .truth(hasMissing), isIn)
    return PMMLValue(expression: isNegated ? .apply(.not, isIn) : isIn, type: .boolean)
  }

  // MARK: Text and time

  private static let texts: [String: Translation] = [
    "uppercase": text(.uppercase), "lowercase": text(.lowercase), "trimBlanks": text(.trim),
    "stringLength": { values, element in
      let value = try arguments(values, 1...1, element)[0].cast(to: .string, at: element)
      return PMMLValue(expression: .apply(.length, value.expression), type: .integer)
    },
    "substring": { values, element in
      let values = try arguments(values, 3...3, element)
      return PMMLValue(
        expression: .apply(
          .substring, try values[0].cast(to: .string, at: element).expression,
          try number(values[1], element).expression, try number(values[2], element).expression),
        type: .string)
    },
    "concat": { values, element in
      // Missing texts are left out.
      let texts = try arguments(values, 1...10_000, element).map {
        Expression.apply(
          .firstKnown, try $0.cast(to: .string, at: element).expression, .text(""))
      }
      return PMMLValue(
        expression: .apply(function: .concatenate, arguments: texts), type: .string)
    },
    "matches": { values, element in
      let text = try arguments(values, 2...2, element)[0].cast(to: .string, at: element)
      let pattern = try pattern(values[1], element)
      return PMMLValue(
        expression: .apply(.matches, text.expression, pattern), type: .boolean)
    },
    "replace": { values, element in
      let text = try arguments(values, 3...3, element)[0].cast(to: .string, at: element)
      let pattern = try pattern(values[1], element)
      guard let replacement = values[2].literal else {
        throw element.unsupported("a replacement that differs from row to row")
      }
      return PMMLValue(
        expression: .apply(
          .replace, text.expression, pattern,
          .text(try element.plainReplacement(replacement))),
        type: .string)
    },
    "formatNumber": { values, element in
      let values = try arguments(values, 2...2, element)
      return PMMLValue(
        expression: .apply(
          .formatNumber, try number(values[0], element).expression, values[1].expression),
        type: .string)
    },
    "formatDatetime": { values, element in
      let values = try arguments(values, 2...2, element)
      var seconds = values[0]
      if seconds.type == .date || seconds.type == .string {
        seconds = try seconds.cast(to: .dateTime, at: element)
      }
      return PMMLValue(
        expression: .apply(.formatSeconds, seconds.expression, values[1].expression), type: .string)
    },
    "dateDaysSinceYear": { values, element in
      let values = try arguments(values, 2...2, element)
      let days = try values[0].cast(to: .date, at: element).expression
      return PMMLValue(
        expression: .apply(.subtract, days, .number(try firstDay(values[1], element))),
        type: .integer)
    },
    "dateSecondsSinceYear": { values, element in
      let values = try arguments(values, 2...2, element)
      let seconds = try values[0].cast(to: .dateTime, at: element).expression
      let start = try firstDay(values[1], element) * 86_400
      return PMMLValue(
        expression: .apply(.truncate, .apply(.subtract, seconds, .number(start))), type: .integer)
    },
    "dateSecondsSinceMidnight": { values, element in
      let time = try arguments(values, 1...1, element)[0].cast(to: .time, at: element).expression
      return PMMLValue(expression: .apply(.truncate, time), type: .integer)
    },
  ]

  private static func text(_ function: ExpressionFunction) -> Translation {
    { values, element in
      let value = try arguments(values, 1...1, element)[0].cast(to: .string, at: element)
      return PMMLValue(expression: .apply(function, value.expression), type: .string)
    }
  }

  private static func pattern(_ value: PMMLValue, _ element: PMMLElement) throws -> Expression {
    guard let text = value.literal else {
      throw element.unsupported("a regular expression that differs from row to row")
    }
    return .text(try element.pattern(text))
  }

  /// Days from 1970-01-01 to the first day of a year.
  private static func firstDay(_ year: PMMLValue, _ element: PMMLElement) throws -> Double {
    guard let text = year.literal, let year = Int(text), (1...9999).contains(year) else {
      throw element.unsupported("a year that differs from row to row")
    }
    let before = year - 1
    return Double(before * 365 + before / 4 - before / 100 + before / 400 - 719_162)
  }

  // MARK: The normal distribution

  private static let distributions: [String: Translation] = {
    var all: [String: Translation] = [:]
    let functions: [(String, ExpressionFunction)] = [
      ("CDF", .normalDistribution), ("PDF", .normalDensity), ("IDF", .normalQuantile),
    ]
    for (suffix, function) in functions {
      all["normal" + suffix] = { values, element in
        let values = try arguments(values, 3...3, element).map { try number($0, element) }
        return PMMLValue(
          expression: .apply(function: function, arguments: values.map(\.expression)), type: .double
        )
      }
      all["stdNormal" + suffix] = { values, element in
        let value = try number(arguments(values, 1...1, element)[0], element)
        return PMMLValue(
          expression: .apply(function, value.expression, .number(0), .number(1)), type: .double)
      }
    }
    return all
  }()
}

extension PMMLValue {
  /// Numbers of 32 bits are rounded after every operation.
  fileprivate var rounded: PMMLValue {
    type == .float ? PMMLValue(expression: .apply(.single, expression), type: .float) : self
  }
}
