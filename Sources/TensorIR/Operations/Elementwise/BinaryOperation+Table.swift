// One row for each function of two numbers: what it computes in each precision, and its derivatives.

import Glibc
import Tensors

extension BinaryOperation {
  /// Every function of two numbers.
  static let all = arithmetic + transcendental + extremes + bits

  private static let arithmetic = [
    BinaryOperation(
      "add", "The sum; integers wrap around.", { $0 + $1 }, { $0 + $1 }, integer: { $0 &+ $1 }
    ) { _, g in (g, g) },
    BinaryOperation(
      "subtract", "The difference; integers wrap around.", { $0 - $1 }, { $0 - $1 },
      integer: { $0 &- $1 }
    ) { context, g in (g, try context.builder.negate(g)) },
    BinaryOperation(
      "multiply", "The product; integers wrap around.", { $0 * $1 }, { $0 * $1 },
      integer: { $0 &* $1 }
    ) { context, g in
      let b = context.builder
      return (try b.multiply(g, context.operands[1]), try b.multiply(g, context.operands[0]))
    },
    BinaryOperation(
      "divide", "The quotient; integers truncate toward zero, and are 0 for a divisor of 0.",
      { $0 / $1 }, { $0 / $1 }, integer: { quotient($0, $1) }
    ) { context, g in
      let b = context.builder
      let left = try b.divide(g, context.operands[1])
      return (left, try b.negate(b.multiply(left, context.results[0])))
    },
    BinaryOperation(
      "remainder",
      "The remainder with the divisor's sign, as Python's `%`; for a divisor of 0, NaN or 0.",
      { floored(fmod($0, $1), $1) }, { floored(fmod($0, $1), $1) },
      integer: { flooredRemainder($0, $1) }
    ) { context, g in
      let b = context.builder
      let multiples = try b.floor(b.divide(context.operands[0], context.operands[1]))
      return (g, try b.negate(b.multiply(g, multiples)))
    },
  ]

  private static let transcendental = [
    BinaryOperation(
      "power",
      "The left to the power of the right; an integer's negative power truncates toward zero.",
      { pow($0, $1) }, { pow($0, $1) }, integer: { integerPower($0, $1) }
    ) { context, g in
      let b = context.builder
      let (x, exponent) = (context.operands[0], context.operands[1])
      let zero = try context.number(0)
      // Both derivatives are limits where the plain formulas would multiply 0 by infinity.
      let lowered = try b.power(x, b.subtract(exponent, context.number(1)))
      let flat = try b.compare(exponent, zero, .equal)
      let slope = try b.select(flat, zero, b.multiply(exponent, lowered))
      let isPositive = try b.compare(x, zero, .greater)
      let logarithm = try b.log(b.select(isPositive, x, context.number(1)))
      return (
        try b.multiply(g, slope),
        try b.multiply(g, b.multiply(context.results[0], logarithm))
      )
    },
    BinaryOperation(
      "atan2", "The angle in radians of the point whose ordinate is the left operand.",
      { atan2($0, $1) }, { atan2($0, $1) },
      pullback: { context, g in
        let b = context.builder
        let (ordinate, abscissa) = (context.operands[0], context.operands[1])
        let square = try b.add(
          b.multiply(ordinate, ordinate), b.multiply(abscissa, abscissa))
        let scaled = try b.divide(g, square)
        return (
          try b.multiply(scaled, abscissa), try b.negate(b.multiply(scaled, ordinate))
        )
      }),
  ]

  /// Where the two are equal, the left operand gets the whole cotangent.
  private static let extremes = [
    BinaryOperation(
      "maximum", "The larger of two; NaN if either is.",
      { $0 >= $1 || $0.isNaN ? $0 : $1 }, { $0 >= $1 || $0.isNaN ? $0 : $1 },
      integer: { max($0, $1) }
    ) { context, g in try context.routed(g, .greaterOrEqual) },
    BinaryOperation(
      "minimum", "The smaller of two; NaN if either is.",
      { $0 <= $1 || $0.isNaN ? $0 : $1 }, { $0 <= $1 || $0.isNaN ? $0 : $1 },
      integer: { min($0, $1) }
    ) { context, g in try context.routed(g, .lessOrEqual) },
  ]

  private static let bits = [
    BinaryOperation("bitwise_and", "The bits set in both.", integer: { $0 & $1 }),
    BinaryOperation("bitwise_or", "The bits set in either.", integer: { $0 | $1 }),
    BinaryOperation("bitwise_xor", "The bits set in exactly one.", integer: { $0 ^ $1 }),
    BinaryOperation(
      "shift_left",
      "The left shifted by the right towards the higher bits; a negative count goes the other way.",
      integer: { $0 << $1 }),
    BinaryOperation(
      "shift_right",
      "The left shifted by the right towards the lower bits, keeping the sign; a negative count goes "
        + "the other way.",
      integer: { $0 >> $1 }),
  ]

  private static func floored<Number: BinaryFloatingPoint>(
    _ remainder: Number, _ divisor: Number
  ) -> Number {
    if remainder == 0 { return Number(signOf: divisor, magnitudeOf: 0) }
    return (remainder < 0) != (divisor < 0) ? remainder + divisor : remainder
  }

  private static func quotient(_ a: Int64, _ b: Int64) -> Int64 {
    b == 0 ? 0 : a.dividedReportingOverflow(by: b).partialValue
  }

  private static func flooredRemainder(_ a: Int64, _ b: Int64) -> Int64 {
    if b == 0 || b == -1 { return 0 }
    let remainder = a % b
    return remainder != 0 && (remainder < 0) != (b < 0) ? remainder + b : remainder
  }

  private static func integerPower(_ base: Int64, _ exponent: Int64) -> Int64 {
    if exponent < 0 {
      if base == 1 { return 1 }
      return base == -1 ? (exponent & 1 == 0 ? 1 : -1) : 0
    }
    var (result, square, rest) = (Int64(1), base, exponent)
    while rest > 0 {
      if rest & 1 == 1 { result = result &* square }
      square = square &* square
      rest >>= 1
    }
    return result
  }
}

extension GradientContext {
  /// The cotangent for the left operand where `direction` holds, and for the right elsewhere.
  fileprivate func routed(
    _ g: ValueID, _ direction: Comparison
  ) throws -> (ValueID?, ValueID?) {
    let zero = try number(0)
    let isLeft = try builder.compare(operands[0], operands[1], direction)
    return (try builder.select(isLeft, g, zero), try builder.select(isLeft, zero, g))
  }
}
