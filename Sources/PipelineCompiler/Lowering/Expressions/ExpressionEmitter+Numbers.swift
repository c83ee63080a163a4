// Functions of numbers.

import Pipelines
import TensorIR
import Tensors

extension ExpressionEmitter {
  /// The function's result, where it is one of numbers.
  func applyNumeric(
    _ function: ExpressionFunction, _ values: [LoweredExpression]
  ) throws -> LoweredExpression? {
    switch function {
    case .add, .subtract, .multiply, .divide, .quotient, .remainder, .power, .atan2, .hypotenuse:
      return .number(try binary(function, number(values[0]), number(values[1])))
    case .normalDistribution, .normalDensity, .normalQuantile:
      return .number(
        try normal(function, number(values[0]), number(values[1]), number(values[2])))
    case .minimum, .maximum, .sum, .product, .mean, .median:
      return .number(try aggregate(function, values.map { try number($0) }))
    case .knownCount:
      let flags = try values.map { value in
        try isMissing(value).map { try b.cast(b.logicalNot($0), .f64) } ?? b.scalar(1, .f64)
      }
      return .number(try flags.dropFirst().reduce(flags[0]) { try b.add($0, $1) })
    case .numberFromTruth:
      return .number(try stored(values[0]))
    case .nonZero, .known:
      return .number(try require(function, column(number(values[0]))))
    default:
      guard case .number(let x)? = values.first, values.count == 1,
        let result = try unary(function, x)
      else { return nil }
      return .number(result)
    }
  }

  /// The number, which must not be 0, or not be missing.
  private func require(_ function: ExpressionFunction, _ x: ValueID) throws -> ValueID {
    let isFine =
      function == .known
      ? try b.logicalNot(b.isNaN(x)) : try b.compare(x, b.scalar(0, .f64), .notEqual)
    let message = function == .known ? "a needed value is missing" : "a number is divided by 0"
    return try b.require(x, isFine, subject: x, message: "\(context.place): \(message)")
  }

  private func unary(_ function: ExpressionFunction, _ x: ValueID) throws -> ValueID? {
    switch function {
    case .negate: try b.negate(x)
    case .absolute: try b.abs(x)
    case .sign: try b.sign(x)
    case .exp: try b.exp(x)
    case .expm1: try b.expm1(x)
    case .ln: try b.log(x)
    case .ln1p: try b.log1p(x)
    case .log2: try b.log2(x)
    case .log10: try b.log10(x)
    case .squareRoot: try b.sqrt(x)
    case .cubeRoot: try b.cbrt(x)
    case .floor: try b.floor(x)
    case .ceiling: try b.ceil(x)
    case .round: try roundHalfUp(x)
    case .rint: try b.roundHalfEven(x)
    case .truncate: try truncate(x)
    case .sin: try b.sin(x)
    case .cos: try b.cos(x)
    case .tan: try b.tan(x)
    case .asin: try b.asin(x)
    case .acos: try b.acos(x)
    case .atan: try b.atan(x)
    case .sinh: try b.sinh(x)
    case .cosh: try b.cosh(x)
    case .tanh: try b.tanh(x)
    case .asinh: try b.asinh(x)
    case .acosh: try b.acosh(x)
    case .atanh: try b.atanh(x)
    case .erf: try b.erf(x)
    case .logistic: try b.logistic(x)
    case .single: try b.cast(b.cast(x, .f32), .f64)
    default: nil
    }
  }

  private func binary(
    _ function: ExpressionFunction, _ x: ValueID, _ y: ValueID
  ) throws -> ValueID {
    switch function {
    case .add: return try b.add(x, y)
    case .subtract: return try b.subtract(x, y)
    case .multiply: return try b.multiply(x, y)
    case .divide: return try b.divide(x, y)
    case .quotient: return try truncate(b.divide(x, y))
    case .remainder: return try b.remainder(x, y)
    case .atan2: return try b.atan2(x, y)
    case .hypotenuse: return try b.sqrt(b.add(b.multiply(x, x), b.multiply(y, y)))
    default:
      // The power 0 of a missing number is 1 to the C library.
      let isMissing = try b.logicalOr(b.isNaN(x), b.isNaN(y))
      return try b.select(isMissing, b.scalar(.nan, .f64), b.power(x, y))
    }
  }

  private func truncate(_ x: ValueID) throws -> ValueID {
    let isNegative = try b.compare(x, b.scalar(0, .f64), .less)
    return try b.select(isNegative, b.ceil(x), b.floor(x))
  }

  /// Adding a half first would round 0.49999999999999994 up.
  private func roundHalfUp(_ x: ValueID) throws -> ValueID {
    let lower = try b.floor(x)
    let isUpper = try b.compare(b.subtract(x, lower), b.scalar(0.5, .f64), .greaterOrEqual)
    return try b.select(isUpper, b.add(lower, b.scalar(1, .f64)), lower)
  }

  private func normal(
    _ function: ExpressionFunction, _ x: ValueID, _ mean: ValueID, _ deviation: ValueID
  ) throws -> ValueID {
    if function == .normalQuantile {
      return try b.add(mean, b.multiply(deviation, b.normalQuantile(x)))
    }
    let z = try b.divide(b.subtract(x, mean), deviation)
    if function == .normalDistribution { return try b.normalProbability(z) }
    let bell = try b.exp(b.multiply(b.multiply(z, z), b.scalar(-0.5, .f64)))
    let scale = try b.multiply(deviation, b.scalar((2 * Double.pi).squareRoot(), .f64))
    return try b.divide(bell, scale)
  }

  // MARK: Aggregates, which leave missing numbers out

  private func aggregate(_ function: ExpressionFunction, _ numbers: [ValueID]) throws -> ValueID {
    switch function {
    case .mean: return try b.divide(fold(.sum, numbers), knownCount(numbers))
    case .median: return try median(numbers)
    default: return try fold(function, numbers)
    }
  }

  private func fold(_ function: ExpressionFunction, _ numbers: [ValueID]) throws -> ValueID {
    try numbers.dropFirst().reduce(numbers[0]) { left, right in
      let both =
        switch function {
        case .minimum: try b.minimum(left, right)
        case .maximum: try b.maximum(left, right)
        case .product: try b.multiply(left, right)
        default: try b.add(left, right)
        }
      return try b.select(b.isNaN(left), right, b.select(b.isNaN(right), left, both))
    }
  }

  private func knownCount(_ numbers: [ValueID]) throws -> ValueID {
    let flags = try numbers.map { try b.cast(b.logicalNot(b.isNaN($0)), .f64) }
    return try flags.dropFirst().reduce(flags[0]) { try b.add($0, $1) }
  }

  /// The mean of the two middle numbers; sorted, missing ones come last.
  private func median(_ numbers: [ValueID]) throws -> ValueID {
    let matrix = try b.concatenate(numbers.map { try column($0) }, axis: 1)
    let sorted = try b.sort(matrix, axis: 1)
    let count = try column(knownCount(numbers))
    let half = try b.multiply(count, b.scalar(0.5, .f64))
    // Of five numbers both middles are number 2, of four they are 1 and 2.
    let upper = try b.floor(half)
    let lower = try b.maximum(b.subtract(b.ceil(half), b.scalar(1, .f64)), b.scalar(0, .f64))
    let last = try b.scalar(Double(numbers.count - 1), .f64)
    let first = try b.gatherAlong(sorted, b.cast(lower, .i64), axis: 1)
    let second = try b.gatherAlong(sorted, b.cast(b.minimum(upper, last), .i64), axis: 1)
    return try b.multiply(b.add(first, second), b.scalar(0.5, .f64))
  }
}
