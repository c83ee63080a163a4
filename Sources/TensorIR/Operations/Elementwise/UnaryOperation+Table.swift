// One row for each function of one number: what it computes in each precision, and its derivative.

import Glibc
import Tensors

extension UnaryOperation {
  /// Every function of one number.
  static let all = algebraic + exponential + otherBases + trigonometric + hyperbolic + stepwise

  private static let algebraic = [
    UnaryOperation(
      "negate", "The negative; integers wrap around.", { -$0 }, { -$0 }, integer: { 0 &- $0 }
    ) { context, g in try context.builder.negate(g) },
    UnaryOperation(
      "abs", "The absolute value; integers wrap around.", { $0.magnitude }, { $0.magnitude },
      integer: { $0 < 0 ? 0 &- $0 : $0 }
    ) { context, g in
      try context.builder.multiply(g, context.builder.sign(context.x))
    },
    UnaryOperation(
      "sqrt", "The square root; NaN below 0.", { $0.squareRoot() }, { $0.squareRoot() }
    ) {
      context, g in
      try context.builder.divide(g, context.builder.multiply(context.number(2), context.y))
    },
    UnaryOperation("reciprocal", "One divided by each element.", { 1 / $0 }, { 1 / $0 }) {
      context, g in
      let b = context.builder
      return try b.negate(b.multiply(g, b.multiply(context.y, context.y)))
    },
  ]

  private static let exponential = [
    UnaryOperation("exp", "e to the power of each element.", { exp($0) }, { exp($0) }) {
      context, g in try context.builder.multiply(g, context.y)
    },
    UnaryOperation("expm1", "exp(x) - 1, accurate near 0.", { expm1($0) }, { expm1($0) }) {
      context, g in
      try context.builder.multiply(g, context.builder.add(context.y, context.number(1)))
    },
    UnaryOperation("log", "The natural logarithm; NaN below 0.", { log($0) }, { log($0) }) {
      context, g in try context.builder.divide(g, context.x)
    },
    UnaryOperation("log1p", "log(1 + x), accurate near 0.", { log1p($0) }, { log1p($0) }) {
      context, g in
      try context.builder.divide(g, context.builder.add(context.x, context.number(1)))
    },
    UnaryOperation(
      "logistic", "1 / (1 + exp(-x)).", { 1 / (1 + exp(-$0)) }, { 1 / (1 + exp(-$0)) }
    ) { context, g in
      let b = context.builder
      let slope = try b.multiply(context.y, b.subtract(context.number(1), context.y))
      return try b.multiply(g, slope)
    },
    UnaryOperation("erf", "The error function.", { erf($0) }, { erf($0) }) { context, g in
      let b = context.builder
      let bell = try b.exp(b.negate(b.multiply(context.x, context.x)))
      return try b.multiply(g, b.multiply(context.number(2 / Double.pi.squareRoot()), bell))
    },
    UnaryOperation(
      "normal_quantile", "The inverse of the standard normal distribution function.",
      { NormalQuantile.at($0) }, { Float(NormalQuantile.at(Double($0))) }
    ) { context, g in
      let b = context.builder
      let half = try b.multiply(context.number(0.5), b.multiply(context.y, context.y))
      let slope = try b.multiply(context.number((2 * Double.pi).squareRoot()), b.exp(half))
      return try b.multiply(g, slope)
    },
  ]

  private static let otherBases = [
    UnaryOperation("exp2", "2 to the power of each element.", { exp2($0) }, { exp2($0) }) {
      context, g in
      let b = context.builder
      return try b.multiply(g, b.multiply(context.y, context.number(log(2))))
    },
    UnaryOperation("log2", "The logarithm to base 2; NaN below 0.", { log2($0) }, { log2($0) }) {
      context, g in
      let b = context.builder
      return try b.divide(g, b.multiply(context.x, context.number(log(2))))
    },
    UnaryOperation("log10", "The logarithm to base 10; NaN below 0.", { log10($0) }, { log10($0) })
    {
      context, g in
      let b = context.builder
      return try b.divide(g, b.multiply(context.x, context.number(log(10))))
    },
    UnaryOperation("cbrt", "The cube root.", { cbrt($0) }, { cbrt($0) }) { context, g in
      let b = context.builder
      return try b.divide(
        g, b.multiply(context.number(3), b.multiply(context.y, context.y)))
    },
  ]

  private static let trigonometric = [
    UnaryOperation("sin", "The sine of radians.", { sin($0) }, { sin($0) }) { context, g in
      try context.builder.multiply(g, context.builder.cos(context.x))
    },
    UnaryOperation("cos", "The cosine of radians.", { cos($0) }, { cos($0) }) { context, g in
      try context.builder.negate(context.builder.multiply(g, context.builder.sin(context.x)))
    },
    UnaryOperation("tan", "The tangent of radians.", { tan($0) }, { tan($0) }) { context, g in
      try context.builder.multiply(g, context.onePlusSquare(context.y))
    },
    UnaryOperation("asin", "The arcsine in radians.", { asin($0) }, { asin($0) }) { context, g in
      try context.builder.divide(g, context.builder.sqrt(context.oneMinusSquare(context.x)))
    },
    UnaryOperation("acos", "The arccosine in radians.", { acos($0) }, { acos($0) }) {
      context, g in
      let root = try context.builder.sqrt(context.oneMinusSquare(context.x))
      return try context.builder.negate(context.builder.divide(g, root))
    },
    UnaryOperation("atan", "The arctangent in radians.", { atan($0) }, { atan($0) }) {
      context, g in try context.builder.divide(g, context.onePlusSquare(context.x))
    },
  ]

  private static let hyperbolic = [
    UnaryOperation("sinh", "The hyperbolic sine.", { sinh($0) }, { sinh($0) }) { context, g in
      try context.builder.multiply(g, context.builder.cosh(context.x))
    },
    UnaryOperation("cosh", "The hyperbolic cosine.", { cosh($0) }, { cosh($0) }) { context, g in
      try context.builder.multiply(g, context.builder.sinh(context.x))
    },
    UnaryOperation("tanh", "The hyperbolic tangent.", { tanh($0) }, { tanh($0) }) { context, g in
      try context.builder.multiply(g, context.oneMinusSquare(context.y))
    },
    UnaryOperation("asinh", "The inverse hyperbolic sine.", { asinh($0) }, { asinh($0) }) {
      context, g in
      try context.builder.divide(g, context.builder.sqrt(context.onePlusSquare(context.x)))
    },
    UnaryOperation("acosh", "The inverse hyperbolic cosine.", { acosh($0) }, { acosh($0) }) {
      context, g in
      let b = context.builder
      let square = try b.multiply(context.x, context.x)
      return try b.divide(g, b.sqrt(b.subtract(square, context.number(1))))
    },
    UnaryOperation("atanh", "The inverse hyperbolic tangent.", { atanh($0) }, { atanh($0) }) {
      context, g in try context.builder.divide(g, context.oneMinusSquare(context.x))
    },
  ]

  private static let stepwise = [
    UnaryOperation(
      "sign", "-1, 0 or 1; NaN for NaN.",
      { $0 > 0 ? 1 : $0 < 0 ? -1 : $0 == 0 ? 0 : $0 },
      { $0 > 0 ? 1 : $0 < 0 ? -1 : $0 == 0 ? 0 : $0 },
      integer: { $0.signum() }, pullback: nil),
    UnaryOperation(
      "floor", "The nearest integer that is not above.", { $0.rounded(.down) },
      { $0.rounded(.down) }, integer: { $0 }, pullback: nil),
    UnaryOperation(
      "ceil", "The nearest integer that is not below.", { $0.rounded(.up) },
      { $0.rounded(.up) }, integer: { $0 }, pullback: nil),
    UnaryOperation(
      "round_half_even", "The nearest integer, ties to the even one.",
      { $0.rounded(.toNearestOrEven) }, { $0.rounded(.toNearestOrEven) }, integer: { $0 },
      pullback: nil),
  ]
}

extension GradientContext {
  /// The first operand.
  var x: ValueID { operands[0] }
  /// The first result.
  var y: ValueID { results[0] }

  /// A number in the first operand's dtype.
  func number(_ value: Double) throws -> ValueID {
    try builder.scalar(value, builder.tensorType(of: operands[0]).dtype)
  }

  /// `1 + value * value`.
  fileprivate func onePlusSquare(_ value: ValueID) throws -> ValueID {
    try builder.add(number(1), builder.multiply(value, value))
  }

  /// `1 - value * value`.
  fileprivate func oneMinusSquare(_ value: ValueID) throws -> ValueID {
    try builder.subtract(number(1), builder.multiply(value, value))
  }
}
