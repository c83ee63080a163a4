// The functions and methods of Python, NumPy and pandas that expressions may call.

import Pipelines

extension PythonEvaluation {
  /// The value of a call.
  mutating func call(
    _ function: PythonExpression, _ arguments: [PythonExpression], _ scope: [String: PythonValue]
  ) throws -> PythonValue {
    if let path = function.path {
      if let value = try callDefined(path, arguments, scope) { return value }
      if let value = try callPattern(path, arguments, scope) { return value }
      let name = Self.modules.first { path.hasPrefix($0) }.map { String(path.dropFirst($0.count)) }
      if name != nil || !path.contains(".") {
        var values: [PythonValue] = []
        for argument in arguments { values.append(try value(of: argument, in: scope)) }
        if let value = try callKnown(name ?? path, isOfModule: name != nil, values) { return value }
      }
    }
    if case .attribute(let value, let method) = function {
      let receiver = try self.value(of: value, in: scope)
      let text = try requireText(receiver, for: "the method '\(method)'")
      return try callMethod(method, of: text, arguments)
    }
    throw PythonError("the function '\(function.path ?? "?")'")
  }

  private static let modules = ["numpy.", "np.", "math.", "pandas.", "pd.", "scipy.special."]

  private func callKnown(
    _ name: String, isOfModule: Bool, _ values: [PythonValue]
  ) throws -> PythonValue? {
    if let result = try callConversion(name, isOfModule: isOfModule, values) { return result }
    if values.count == 1 {
      guard let function = Self.unaryFunctions[name], isOfModule || name == "abs" else {
        return nil
      }
      let value = try number(values[0])
      let keepsIntegers = ["abs", "absolute", "sign", "negative"].contains(name)
      let isLogarithm = ["log", "log2", "log10"].contains(name)
      return .number(
        .apply(function, isLogarithm ? divisor(value) : value.expression),
        isInteger: value.isInteger && keepsIntegers)
    }
    if !isOfModule, values.count > 1, name == "min" || name == "max" {
      // Python keeps the first of its arguments unless another is smaller.
      return try values.dropFirst().reduce(values[0]) { best, value in
        let (x, y) = (try number(best), try number(value))
        let isBetter = Expression.apply(
          .firstKnown,
          .apply(name == "min" ? .lessThan : .greaterThan, y.expression, x.expression),
          .truth(false))
        return try choose(isBetter, y, x)
      }
    }
    guard isOfModule, values.count == 2 else {
      guard isOfModule, name == "where", values.count == 3 else { return nil }
      return try choose(truth(values[0]), values[1], values[2])
    }
    let functions: [String: ExpressionFunction] = [
      "power": .power, "pow": .power, "arctan2": .atan2, "atan2": .atan2,
    ]
    switch name {
    case "logical_and": return .truth(.apply(.and, try truth(values[0]), try truth(values[1])))
    case "logical_or": return .truth(.apply(.or, try truth(values[0]), try truth(values[1])))
    case "logical_xor": return .truth(.apply(.xor, try truth(values[0]), try truth(values[1])))
    case "add", "subtract", "multiply", "divide", "mod", "fmod":
      let signs = ["add": "+", "subtract": "-", "multiply": "*", "divide": "/", "mod": "%"]
      return try signs[name].map { try binary($0, values[0], values[1]) }
    default:
      return try functions[name].map {
        PythonValue.number(
          .apply($0, try number(values[0]).expression, try number(values[1]).expression))
      }
    }
  }

  private func callConversion(
    _ name: String, isOfModule: Bool, _ values: [PythonValue]
  ) throws -> PythonValue? {
    guard values.count == 1 else { return nil }
    let value = values[0]
    switch (name, isOfModule) {
    case ("isnull", true), ("isna", true), ("isnan", true):
      return .truth(value.kind == .none ? .truth(true) : .apply(.isMissing, value.expression))
    case ("notnull", true), ("notna", true):
      return .truth(value.kind == .none ? .truth(false) : .apply(.isNotMissing, value.expression))
    case ("logical_not", true): return .truth(.apply(.not, try truth(value)))
    case ("reciprocal", true): return try binary("/", .number(.number(1)), value)
    case ("square", true): return try binary("*", value, value)
    case ("len", false):
      let text = try requireText(value, for: "the length")
      return .number(.apply(.length, text.expression), isInteger: true)
    case ("bool", false): return .truth(try truth(value))
    case ("int", false):
      return .number(.apply(.truncate, try parsed(value).expression), isInteger: true)
    case ("float", false): return .number(try parsed(value).expression)
    case ("str", false): return try .text(PythonText.text(of: value))
    case ("round", false):
      return .number(.apply(.rint, try number(value).expression), isInteger: true)
    default: return nil
    }
  }

  private func parsed(_ value: PythonValue) throws -> PythonValue {
    value.kind == .text
      ? .number(.apply(.numberFromText, value.expression)) : try number(value)
  }

  private static let unaryFunctions: [String: ExpressionFunction] = [
    "abs": .absolute, "absolute": .absolute, "fabs": .absolute, "ceil": .ceiling,
    "floor": .floor, "trunc": .truncate, "rint": .rint, "exp": .exp, "expm1": .expm1,
    "log": .ln, "log1p": .ln1p, "log2": .log2, "log10": .log10, "sqrt": .squareRoot,
    "cbrt": .cubeRoot, "negative": .negate, "sign": .sign, "sin": .sin, "cos": .cos, "tan": .tan,
    "sinh": .sinh, "cosh": .cosh, "tanh": .tanh, "arcsin": .asin, "asin": .asin, "arccos": .acos,
    "acos": .acos, "arctan": .atan, "atan": .atan, "expit": .logistic,
  ]

  // MARK: Text

  private func callMethod(
    _ method: String, of text: PythonValue, _ arguments: [PythonExpression]
  ) throws -> PythonValue {
    switch (method, arguments.first) {
    case ("lower", nil): return .text(.apply(.lowercase, text.expression))
    case ("upper", nil): return .text(.apply(.uppercase, text.expression))
    case ("strip", nil): return .text(.apply(.trim, text.expression))
    case ("startswith", .text(let prefix)?):
      let part = try substring(text, from: 0, to: prefix.unicodeScalars.count)
      return .truth(.apply(.equal, part.expression, .text(prefix)))
    case ("endswith", .text(let suffix)?):
      if suffix.isEmpty { return .truth(.truth(true)) }
      let part = try substring(text, from: -suffix.unicodeScalars.count, to: nil)
      return .truth(.apply(.equal, part.expression, .text(suffix)))
    default:
      throw PythonError("the method '\(method)'")
    }
  }

  /// Searching for a regular expression, or replacing what it matches.
  private mutating func callPattern(
    _ path: String, _ arguments: [PythonExpression], _ scope: [String: PythonValue]
  ) throws -> PythonValue? {
    let isOfModule = ["re.", "pcre.", "pcre2."].contains { path.hasPrefix($0) }
    guard isOfModule else { return nil }
    guard case .text(let pattern)? = arguments.first else {
      throw PythonError("a regular expression that is not a text")
    }
    switch (path.split(separator: ".").last.map(String.init) ?? "", arguments.count) {
    case ("search", 2):
      let searched = try value(of: arguments[1], in: scope)
      let text = try requireText(searched, for: "a search")
      return .truth(.apply(.matches, text.expression, .text(pattern)))
    case ("sub", 3):
      guard case .text(let replacement) = arguments[1], !replacement.contains("\\") else {
        throw PythonError("a replacement with references to groups")
      }
      let searched = try value(of: arguments[2], in: scope)
      let text = try requireText(searched, for: "a replacement")
      return .text(.apply(.replace, text.expression, .text(pattern), .text(replacement)))
    default: throw PythonError("the function '\(path)'")
    }
  }
}

/// Values as the text that Python's `str` makes of them.
enum PythonText {
  /// The text of a value; a missing number is a missing text.
  static func text(of value: PythonValue) throws -> Expression {
    switch value.kind {
    case .text: return value.expression
    case .truth: return .choose(value.expression, .text("True"), .text("False"))
    case .none: return .text("None")
    case .number where value.isInteger: return .apply(.textFromNumber, value.expression)
    case .number:
      let digits = Expression.apply(.textFromNumber, value.expression)
      let isWhole = Expression.apply(
        .and,
        .apply(.equal, value.expression, .apply(.truncate, value.expression)),
        .apply(.lessThan, .apply(.absolute, value.expression), .number(0x1p53)))
      return .choose(isWhole, .apply(.concatenate, digits, .text(".0")), digits)
    }
  }
}
