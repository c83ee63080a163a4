// Emitting functions of one number.

extension FunctionBuilder {
  /// The negative of each element.
  public func negate(_ x: ValueID) throws -> ValueID { try append(one: "negate", [x]) }

  /// The absolute value of each element.
  public func abs(_ x: ValueID) throws -> ValueID { try append(one: "abs", [x]) }

  /// -1, 0 or 1 for each element.
  public func sign(_ x: ValueID) throws -> ValueID { try append(one: "sign", [x]) }

  /// e to the power of each element.
  public func exp(_ x: ValueID) throws -> ValueID { try append(one: "exp", [x]) }

  /// `exp(x) - 1`, accurate near 0.
  public func expm1(_ x: ValueID) throws -> ValueID { try append(one: "expm1", [x]) }

  /// The natural logarithm of each element.
  public func log(_ x: ValueID) throws -> ValueID { try append(one: "log", [x]) }

  /// `log(1 + x)`, accurate near 0.
  public func log1p(_ x: ValueID) throws -> ValueID { try append(one: "log1p", [x]) }

  /// 2 to the power of each element.
  public func exp2(_ x: ValueID) throws -> ValueID { try append(one: "exp2", [x]) }

  /// The logarithm to base 2; NaN below 0.
  public func log2(_ x: ValueID) throws -> ValueID { try append(one: "log2", [x]) }

  /// The logarithm to base 10; NaN below 0.
  public func log10(_ x: ValueID) throws -> ValueID { try append(one: "log10", [x]) }

  /// The cube root.
  public func cbrt(_ x: ValueID) throws -> ValueID { try append(one: "cbrt", [x]) }

  /// The square root of each element.
  public func sqrt(_ x: ValueID) throws -> ValueID { try append(one: "sqrt", [x]) }

  /// One divided by each element.
  public func reciprocal(_ x: ValueID) throws -> ValueID { try append(one: "reciprocal", [x]) }

  /// The sine of each element.
  public func sin(_ x: ValueID) throws -> ValueID { try append(one: "sin", [x]) }

  /// The cosine of each element.
  public func cos(_ x: ValueID) throws -> ValueID { try append(one: "cos", [x]) }

  /// The tangent of each element.
  public func tan(_ x: ValueID) throws -> ValueID { try append(one: "tan", [x]) }

  /// The arcsine of each element.
  public func asin(_ x: ValueID) throws -> ValueID { try append(one: "asin", [x]) }

  /// The arccosine of each element.
  public func acos(_ x: ValueID) throws -> ValueID { try append(one: "acos", [x]) }

  /// The arctangent of each element.
  public func atan(_ x: ValueID) throws -> ValueID { try append(one: "atan", [x]) }

  /// The hyperbolic sine of each element.
  public func sinh(_ x: ValueID) throws -> ValueID { try append(one: "sinh", [x]) }

  /// The hyperbolic cosine of each element.
  public func cosh(_ x: ValueID) throws -> ValueID { try append(one: "cosh", [x]) }

  /// The hyperbolic tangent of each element.
  public func tanh(_ x: ValueID) throws -> ValueID { try append(one: "tanh", [x]) }

  /// The inverse hyperbolic sine of each element.
  public func asinh(_ x: ValueID) throws -> ValueID { try append(one: "asinh", [x]) }

  /// The inverse hyperbolic cosine of each element.
  public func acosh(_ x: ValueID) throws -> ValueID { try append(one: "acosh", [x]) }

  /// The inverse hyperbolic tangent of each element.
  public func atanh(_ x: ValueID) throws -> ValueID { try append(one: "atanh", [x]) }

  /// `1 / (1 + exp(-x))` of each element.
  public func logistic(_ x: ValueID) throws -> ValueID { try append(one: "logistic", [x]) }

  /// The error function of each element.
  public func erf(_ x: ValueID) throws -> ValueID { try append(one: "erf", [x]) }

  /// The number below which a standard normal variable lies with each probability.
  public func normalQuantile(_ x: ValueID) throws -> ValueID {
    try append(one: "normal_quantile", [x])
  }

  /// Each element rounded down.
  public func floor(_ x: ValueID) throws -> ValueID { try append(one: "floor", [x]) }

  /// Each element rounded up.
  public func ceil(_ x: ValueID) throws -> ValueID { try append(one: "ceil", [x]) }

  /// Each element rounded to the nearest integer, ties to even.
  public func roundHalfEven(_ x: ValueID) throws -> ValueID {
    try append(one: "round_half_even", [x])
  }

  /// Whether each element is NaN; `bool`.
  public func isNaN(_ x: ValueID) throws -> ValueID { try append(one: "is_nan", [x]) }

  /// Whether each element is infinite; `bool`.
  public func isInfinite(_ x: ValueID) throws -> ValueID { try append(one: "is_infinite", [x]) }

  /// The negation of each boolean.
  public func logicalNot(_ x: ValueID) throws -> ValueID { try append(one: "logical_not", [x]) }
}
