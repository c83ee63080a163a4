// The normal distribution with mean 0 and deviation 1.

import Glibc
import Tensors

/// `normal_distribution {function}`: the distribution's probabilities or quantiles.
struct NormalDistributionOperation: OperationDefinition {
  let name = "normal_distribution"
  let summary = """
    Of the normal distribution with mean 0 and deviation 1 (f64): `probability`, that a number is not \
    above the element, accurate in both tails, or `quantile`, its inverse.
    """
  var traits: OperationTraits { .elementwise }

  func resultTypes(_ context: TypeContext) throws -> [ValueType] {
    try context.expectOperands(1)
    let function = try context.attributes.string("function", of: name)
    guard ["probability", "quantile"].contains(function) else {
      throw context.error("there is no function '\(function)'")
    }
    return [.tensor(try context.tensor(0, of: .f64))]
  }

  func evaluate(_ context: EvaluationContext) throws -> [Value] {
    let x = try context.tensor(0)
    let isQuantile = try context.attributes.string("function", of: name) == "quantile"
    let values = x.elements(of: Double.self).map {
      isQuantile ? Self.quantile($0) : Self.probability($0)
    }
    return [.tensor(Tensor(values, shape: x.shape))]
  }

  func gradient(_ context: GradientContext) throws -> [ValueID?] {
    let b = context.builder
    let isQuantile = try context.attributes.string("function", of: name) == "quantile"
    let z = isQuantile ? context.results[0] : context.operands[0]
    let half = try b.multiply(b.multiply(z, z), b.scalar(-0.5, .f64))
    let density = try b.multiply(b.exp(half), b.scalar(1 / (2 * Double.pi).squareRoot(), .f64))
    let g = context.cotangents[0]
    guard let g else { return [nil] }
    return [isQuantile ? try b.divide(g, density) : try b.multiply(g, density)]
  }

  static func probability(_ x: Double) -> Double { 0.5 * erfc(-x / 2.0.squareRoot()) }

  /// Acklam's rational approximation, which has nine digits, and two steps of Halley's method.
  static func quantile(_ p: Double) -> Double {
    guard p >= 0, p <= 1 else { return .nan }
    if p == 0 { return -.infinity }
    if p == 1 { return .infinity }
    // In the upper half the complement loses digits that the lower half keeps.
    if p > 0.5 { return -quantile(1 - p) }
    var x = approximation(p)
    for _ in 0..<2 {
      let step = (probability(x) - p) * (2 * Double.pi).squareRoot() * exp(x * x / 2)
      guard step.isFinite else { break }
      x -= step / (1 + x * step / 2)
    }
    return x
  }

  private static func approximation(_ p: Double) -> Double {
    if p < 0.02425 {
      let q = (-2 * log(p)).squareRoot()
      let top = polynomial(
        q, -7.784894002430293e-03, -3.223964580411365e-01, -2.400758277161838, -2.549732539343734,
        4.374664141464968, 2.938163982698783)
      let bottom = polynomial(
        q, 7.784695709041462e-03, 3.224671290700398e-01, 2.445134137142996, 3.754408661907416, 1)
      return top / bottom
    }
    let q = p - 0.5
    let r = q * q
    let top = polynomial(
      r, -3.969683028665376e+01, 2.209460984245205e+02, -2.759285104469687e+02,
      1.383577518672690e+02, -3.066479806614716e+01, 2.506628277459239)
    let bottom = polynomial(
      r, -5.447609879822406e+01, 1.615858368580409e+02, -1.556989798598866e+02,
      6.680131188771972e+01, -1.328068155288572e+01, 1)
    return q * top / bottom
  }

  private static func polynomial(_ x: Double, _ coefficients: Double...) -> Double {
    coefficients.reduce(0) { $0 * x + $1 }
  }
}

extension FunctionBuilder {
  /// The probability that a normally distributed number is not above `x`.
  public func normalProbability(_ x: ValueID) throws -> ValueID {
    try append(one: "normal_distribution", [x], ["function": .string("probability")])
  }

  /// The number that a normally distributed one is not above with probability `p`.
  public func normalQuantile(_ p: ValueID) throws -> ValueID {
    try append(one: "normal_distribution", [p], ["function": .string("quantile")])
  }
}
